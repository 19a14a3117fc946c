"""Every page of PAGES with 320 people and with 32,000: server time (median) and queries, as a ratio in one run.

Baseline is the same page at 320 people. The target is at most 1.3 x and at most 12 queries; the worst page is named.
Run it with `bin/bench pages`; `bin/bench pages -- people:undo waiting` measures these two, `--few` and `--many` change
the sizes. The statistics are fresh, as autovacuum makes them in production within a minute of an import.
"""

import argparse
import csv
import io
import statistics
import time
from collections.abc import Callable
from http import HTTPStatus

from django.db import connection
from django.test import Client

from huyula.access.models import User
from huyula.people.actions import imports, working
from huyula.people.models import ImportKind
from huyula.people.samples.exports import UNIT_HEADER, an_export
from huyula.people.samples.officers import HEADER, Home
from tests.pages import PAGES, World, a_world
from tests.test_pages import as_user

TARGET = 1.3
MOST_QUERIES = 12
ROUNDS = 15


def peopled(world: World, count: int) -> World:
    """Import an invented export and its units into the agency of a world."""
    agency = world.agency
    export = an_export(count, home=Home(agency.siasn_id, agency.name, agency.code), seed=7)
    for kind, header, rows in (
        (ImportKind.PEOPLE, HEADER, export.rows),
        (ImportKind.UNITS, UNIT_HEADER, export.units()),
    ):
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows(rows)
        file = io.BytesIO(text.getvalue().encode())
        batch = imports.begin(file, name="bench.csv", agency=agency, by=None, kind=kind, in_background=False)
        working.check(batch)
        batch.refresh_from_db()
        imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
        working.take_in(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def at(database: str) -> None:
    """Speak to another database from here on."""
    connection.close()
    connection.settings_dict["NAME"] = database


def copied(database: str, *, into: str) -> None:
    """Make a database that holds the same."""
    at("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {into}")
        cursor.execute(f"CREATE DATABASE {into} TEMPLATE {database}")
    at(into)


def signed_in(user: User | None) -> Client:
    """Give a browser of somebody."""
    client = Client(headers={"host": "localhost"})
    as_user(client, user)
    return client


def timed(client: Client, address: str) -> list[float]:
    """Ask for a page once to warm up and then some times; gives milliseconds."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return times[1:]


def queries_of(client: Client, address: str) -> int:
    """Count the queries of a page."""
    count = 0

    def counted(execute: Callable[..., object], *words: object) -> object:
        nonlocal count
        count += 1
        return execute(*words)

    with connection.execute_wrapper(counted):
        client.get(address)
    return count


def main() -> None:
    """Fill two databases, ask each page of both in turn, and print the table, dearest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="page", help="All if none is named.")
    parser.add_argument("--few", type=int, default=320)
    parser.add_argument("--many", type=int, default=32_000)
    sizes = parser.parse_args()
    if unknown := set(sizes.pages) - set(PAGES):
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    first = str(connection.settings_dict["NAME"])
    worlds = {}
    for database, count in (("bench_few", sizes.few), ("bench_many", sizes.many)):
        copied(first, into=database)
        worlds[database] = peopled(a_world(), count)
    found = {}
    for name in sizes.pages or PAGES:
        visit_of = PAGES[name]
        times: dict[str, list[float]] = {database: [] for database in worlds}
        for database, world in worlds.items():
            at(database)
            visit = visit_of(world)
            client = signed_in(visit.user)
            queries = queries_of(client, visit.address)
            times[database] = timed(client, visit.address)
        found[name] = (statistics.median(times["bench_few"]), statistics.median(times["bench_many"]), queries)
    show(found, sizes.few, sizes.many)


def show(found: dict[str, tuple[float, float, int]], few: int, many: int) -> None:
    """Print the table."""
    print(f"{'page':34} {few:>8} {many:>8}  ratio  queries   (ms, median of {ROUNDS})")
    ratios = {name: dear / cheap for name, (cheap, dear, _) in found.items()}
    for name in sorted(found, key=lambda name: -ratios[name]):
        cheap, dear, queries = found[name]
        mark = " !" if ratios[name] > TARGET or queries > MOST_QUERIES else ""
        print(f"{name:34} {cheap:8.1f} {dear:8.1f}  {ratios[name]:5.2f}  {queries:7}{mark}")
    worst = max(ratios, key=lambda name: ratios[name])
    middle = statistics.median(ratios.values())
    print(f"\nmedian ratio {middle:.2f}, worst {worst} {ratios[worst]:.2f} (target {TARGET})")


if __name__ == "__main__":
    main()
