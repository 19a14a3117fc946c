"""An export of 32,000 people and 65 columns: how much dearer is taking it in than reading and copying it.

The baseline, in the same run: a bare read of the file by the `csv` module, and a bare COPY of its rows into a table
of 65
text columns (cursor.copy, write_row). Against it stand taking the file in (kept sealed, read, checked, staged, merged
with history and journal), and the same file once more. Each import runs in a process of its own, whose peak memory is
read from the kernel. Rounds alternate, medians count.

Run it with `bin/bench import`; `--people` and `--rounds` change the size.
"""

import argparse
import csv
import itertools
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import django
from django.conf import settings

TARGETS = {"apply": 6.0, "again": 0.5, "memory": 400.0, "officers": 12.0}
OFFICERS = 30_000


def bare(path: Path) -> tuple[float, float]:
    """Read the file, and copy its rows into a table of text columns; gives the seconds of both."""
    from django.db import connection  # noqa: PLC0415 - after the settings were read

    start = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    read = time.perf_counter()
    columns = ", ".join(f'"{name}" text' for name in header)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_bare ({columns})")
        with cursor.copy("COPY bench_bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        done = time.perf_counter()
        cursor.execute("DROP TABLE bench_bare")
    return read - start, done - read


def taken_in(path: Path, code: str) -> dict[str, float]:
    """Take the file in; gives the seconds of each step, the counts, and the peak memory of this process in MB."""
    from huyula.access.models import Agency  # noqa: PLC0415 - after Django was set up
    from huyula.people.actions import imports, working  # noqa: PLC0415 - after the settings stand

    agency = Agency.objects.get(code=code)
    moments = [time.perf_counter()]
    with path.open("rb") as stream:
        batch = imports.begin(stream, name=path.name, agency=agency, by=None, in_background=False)
    moments.append(time.perf_counter())
    working.check(batch)
    batch.refresh_from_db()
    moments.append(time.perf_counter())
    if batch.fresh:
        imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
        working.take_in(batch)
        batch.refresh_from_db()
    else:
        imports.discard(batch, by=None)
    moments.append(time.perf_counter())
    steps = [after - before for before, after in itertools.pairwise(moments)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "keep": steps[0],
        "stage": steps[1],
        "merge": steps[2],
        "memory": peak,
        "new": batch.new,
        "same": batch.same,
    }


def in_a_child(path: Path, code: str) -> dict[str, float]:
    """Take the file in in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", str(path), code], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def an_agency_with_a_file(code: str, people: int) -> Path:
    """Make an agency and write an invented export for it."""
    from huyula.access.models import Agency, AgencyKind  # noqa: PLC0415 - after Django was set up
    from huyula.people.samples.exports import an_export, write_export  # noqa: PLC0415 - after the settings stand
    from huyula.people.samples.officers import Home  # noqa: PLC0415 - after the settings stand

    agency = Agency.objects.create(
        code=code, name=f"Contoh {code}", siasn_id=f"CONTOH-{code}", kind=AgencyKind.PROVINCE
    )
    path = Path(settings.HUYULA_DATA) / f"bench-{code}.csv"
    write_export(path, an_export(people, home=Home(agency.siasn_id, agency.name, code), seed=1))
    return path


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=32_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("FILE", "CODE"), help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.child:
        django.setup()
        sys.stdout.write(json.dumps(taken_in(Path(words.child[0]), words.child[1])))
        return
    reads: list[float] = []
    copies: list[float] = []
    firsts: list[dict[str, float]] = []
    agains: list[dict[str, float]] = []
    for number in range(words.rounds):
        path = an_agency_with_a_file(f"98{number:02d}", words.people)
        for _ in range(2):  # before and after, so that a change of weather hits both
            read, copied = bare(path)
            reads.append(read)
            copies.append(copied)
            if len(firsts) == number:
                firsts.append(in_a_child(path, f"98{number:02d}"))
        agains.append(in_a_child(path, f"98{number:02d}"))
        path.unlink()
    officers = in_a_child(an_agency_with_a_file("9899", OFFICERS), "9899")
    report(words.people, reads=reads, copies=copies, firsts=firsts, agains=agains, officers=officers)


def seconds(found: dict[str, float]) -> float:
    """Give the whole time of an import."""
    return found["keep"] + found["stage"] + found["merge"]


def report(
    people: int,
    *,
    reads: list[float],
    copies: list[float],
    firsts: list[dict[str, float]],
    agains: list[dict[str, float]],
    officers: dict[str, float],
) -> None:
    """Print one table: medians, ratios, and whether each target was met."""
    from huyula.access.models import User  # noqa: PLC0415 - after Django was set up

    read, copied = statistics.median(reads), statistics.median(copies)
    base = statistics.median(map(sum, zip(reads, copies, strict=True)))
    first, again = statistics.median(map(seconds, firsts)), statistics.median(map(seconds, agains))
    steps = {name: statistics.median(found[name] for found in firsts) for name in ("keep", "stage", "merge")}
    memory = max(found["memory"] for found in (*firsts, *agains, officers))
    assert all(found["new"] == people for found in firsts)
    assert all(found["same"] == people for found in agains)
    assert not User.objects.exists(), "an import makes no account, and so hashes no password"
    print(f"{people:,} rows x 65 columns, {len(firsts)} rounds, medians")
    for name, value, ratio in (
        ("bare read", read, None),
        ("bare COPY", copied, None),
        ("bare read + COPY (baseline)", base, 1.0),
        ("  kept sealed", steps["keep"], steps["keep"] / base),
        ("  read, checked, staged", steps["stage"], steps["stage"] / base),
        ("  merged", steps["merge"], steps["merge"] / base),
        ("taken in", first, first / base),
        ("taken in again, no change", again, again / base),
    ):
        print(f"| {name:<30} | {value:6.2f} s | {'' if ratio is None else f'{ratio:5.2f} x'} |")
    for name, value, target, unit in (
        ("taken in / baseline", first / base, TARGETS["apply"], "x"),
        ("again / first", again / first, TARGETS["again"], "x"),
        ("peak memory", memory, TARGETS["memory"], "MB"),
        (f"{OFFICERS:,} officers", seconds(officers), TARGETS["officers"], "s"),
    ):
        print(
            f"| {name:<30} | {value:6.2f} {unit:<2} "
            f"| at most {target:g} {unit}: {'met' if value <= target else 'MISSED'} |"
        )


if __name__ == "__main__":
    main()
