"""An import whose process is really killed: it goes on where it stood, or is set aside, and never counts twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.journal.models import Entry
from huyula.people.actions import at_work
from huyula.people.models import Biodata, Identifier, Import, Person, Placement, Rank, StagedRow, Standing, UnitState
from huyula.people.tests.sheets import csv_of, some_rows, units_of

pytestmark = pytest.mark.django_db(transaction=True)

RUN = "import sys, django; django.setup(); from django.core.management import call_command as c; c(*sys.argv[1:])"
PATIENCE = 60.0
FACTS = (Person, Identifier, Biodata, Placement, Rank, Standing)
PEOPLE = 7


def _address() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def _stopped_at(table: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a process of its own until it is about to write to a table, where it waits; kill it then."""
    environment = {**os.environ, "DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "huyula.site.settings"}
    with psycopg.connect(_address()) as holder:
        holder.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
        child = subprocess.Popen([sys.executable, "-c", RUN, *words], env=environment, stdout=subprocess.DEVNULL)
        try:
            _until_waiting(holder, table, child)
            yield child
        finally:
            child.kill()
            child.wait()


def _until_waiting(holder: psycopg.Connection, table: str, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    while not (holder.execute(waiting, [table]).fetchone() or (0,))[0]:
        assert child.poll() is None, "it ended before it came there"
        assert time.monotonic() < end, "it never came there"
        time.sleep(0.05)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def file(agency: Agency, tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(csv_of(some_rows(PEOPLE, agency=agency)).getvalue())
    return path


@pytest.mark.parametrize(
    ("table", "state"),
    [("people_stagedrow", "STAGING"), ("people_biodata", "APPLYING"), ("people_standing", "APPLYING")],
)
def test_a_killed_import_goes_on_and_takes_everybody_in_once(
    agency: Agency, file: Path, table: str, state: str
) -> None:
    words = ("import_people", str(file), "--agency", agency.code)
    with _stopped_at(table, *words) as child:
        child.kill()
        assert child.wait() == -signal.SIGKILL
    batch = Import.objects.get()
    assert batch.state == state
    assert not Person.objects.exists()

    call_command(*words)

    batch.refresh_from_db()
    assert (batch.state, batch.new) == ("APPLIED", PEOPLE)
    assert [model.objects.count() for model in FACTS] == [PEOPLE] * len(FACTS)
    assert Entry.objects.filter(verb="people.imported").count() == 1
    assert not StagedRow.objects.exists()


def test_an_import_killed_while_it_was_taken_in_can_be_set_aside(agency: Agency, file: Path, tmp_path: Path) -> None:
    with _stopped_at("people_standing", "import_people", str(file), "--agency", agency.code) as child:
        child.kill()
    other = tmp_path / "other.csv"
    other.write_bytes(csv_of(some_rows(2, agency=agency, seed=2)).getvalue())

    with pytest.raises(CommandError):
        call_command("import_people", str(other), agency=agency.code)
    call_command("import_people", str(other), agency=agency.code, set_aside=True)

    assert sorted(Import.objects.values_list("state", flat=True)) == ["APPLIED", "DISCARDED"]
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("table", "state", "wishes"),
    [("people_stagedrow", "STAGING", [{}]), ("people_standing", "APPLYING", [{}, {"set_aside": True}])],
)
def test_nobody_interferes_with_an_import_that_lives(
    agency: Agency, file: Path, table: str, state: str, wishes: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "PATIENCE", "300ms")
    words = ("import_people", str(file), "--agency", agency.code)
    with _stopped_at(table, *words) as child:
        for wish in wishes:
            with pytest.raises(CommandError, match="sedang dikerjakan"):
                call_command(*words, **wish)
        assert child.poll() is None
        assert Import.objects.get().state == state
    assert not Person.objects.exists()


def test_a_killed_import_of_units_goes_on(agency: Agency, tmp_path: Path) -> None:
    path = tmp_path / "unor.csv"
    path.write_bytes(units_of([("A", "", "Dinas A"), ("B", "A", "Bidang B")]).getvalue())
    words = ("import_units", str(path), "--agency", agency.code)
    with _stopped_at("people_unitstate", *words) as child:
        child.kill()
    assert Import.objects.get().state == "APPLYING"

    call_command(*words)

    assert Import.objects.get().state == "APPLIED"
    assert UnitState.objects.count() == 2


def test_what_a_crash_of_the_database_has_taken_is_not_taken_in_as_nothing(agency: Agency, file: Path) -> None:
    words = ("import_people", str(file), "--agency", agency.code)
    with _stopped_at("people_standing", *words) as child:
        child.kill()
    StagedRow.objects.all().delete()  # an unlogged table is empty after a crash

    with pytest.raises(CommandError, match="periksa ulang"):
        call_command(*words)
    assert (Import.objects.get().state, Person.objects.count()) == ("STAGED", 0)

    call_command(*words)
    assert (Import.objects.get().state, Person.objects.count()) == ("APPLIED", PEOPLE)
