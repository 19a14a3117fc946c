"""Bringing a database up to date, and filling that of a demo with its province, once."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from huyula.site import data_folder
from huyula.site.data_folder import DataFolder, NoFolder

DEMO_MARK = "huyula demo"
PEOPLE = 300


def demo_folder() -> DataFolder:
    """Give the data folder. Raises CommandError unless it was marked as a demo when it was made."""
    try:
        folder = data_folder.opened(Path(settings.HUYULA_DATA))
    except NoFolder as fault:
        raise CommandError(str(fault)) from fault
    if not folder.is_demo:
        raise CommandError(f"{folder.path} holds a real installation: there are no demo log-ins in it.")
    return folder


def refuse_a_database_in_use() -> None:
    """Raise CommandError for a configured database that holds something and bears no mark of a demo; mark an empty one.

    The database of our own launcher lies in the marked folder and needs no mark.
    """
    if os.environ.get("HUYULA_LAUNCHED"):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database'), (SELECT count(*) FROM pg_class JOIN pg_namespace space"
            " ON space.oid = relnamespace WHERE nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND nspname NOT LIKE 'pg\\_%%') FROM pg_database WHERE datname = current_database()"
        )
        mark, things = cursor.fetchone()
        if mark == DEMO_MARK:
            return
        if things:
            raise CommandError("DATABASE_URL names a database that holds something else: give the demo an empty one.")
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{DEMO_MARK}'")


def is_behind() -> bool:
    """Say whether migrations wait to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up_to_date() -> None:
    """Apply the migrations that wait, if any."""
    if is_behind():
        call_command("migrate", verbosity=0, interactive=False)


def fill(*, people: int | None, say: Callable[[str], None]) -> None:
    """Migrate and build the demo's province once per folder; a second builder waits for the first.

    What a builder that was stopped left half done is thrown away first. Raises CommandError.
    """
    with data_folder.held(demo_folder()) as folder:
        refuse_a_database_in_use()
        if folder.filled is not None and people not in {None, folder.filled}:
            raise CommandError(
                f"{folder.path} holds a demo of {folder.filled} people: choose another folder with --data for {people}."
            )
        if folder.filled is None:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        bring_up_to_date()
        if folder.filled is None:
            wanted = people or PEOPLE
            say(f"Building the demo province with {wanted} people ...")
            with connection.cursor() as cursor:  # a province that a power cut takes away is built again
                cursor.execute("SET synchronous_commit = off")
            import_string(settings.HUYULA_DEMO)(people=wanted)
            call_command("seal_journal", verbosity=0)
            data_folder.noted_as_filled(folder, people=wanted)


def logins() -> Sequence[Mapping[str, str]]:
    """Give the demo's log-ins: name, role, agency, login and password of each. Raises CommandError outside a demo."""
    demo_folder()
    return cast("Sequence[Mapping[str, str]]", import_string(settings.HUYULA_DEMO_LOGINS)())


def as_table(rows: Sequence[Mapping[str, str]]) -> str:
    """Lay log-ins out in columns."""
    columns = ("login", "password", "name", "role", "agency")
    widths = [max(len(row[column]) for row in [*rows, dict(zip(columns, columns, strict=True))]) for column in columns]
    lines = [columns, *(tuple(row[column] for column in columns) for row in rows)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
