"""Entries are sealed without waiting, and whatever is done to them later shows."""

import datetime as dt
import json
import uuid
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from huyula.journal import actions, queries
from huyula.journal.models import Entry, Seal, Sealed, Waiting

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


def _entries(agency: uuid.UUID, count: int) -> list[Entry]:
    thing = ContentType.objects.order_by("pk")[0]
    return [actions.record("access.looked", by=None, about=thing, agency=agency) for _ in range(count)]


def _tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_sealed_journal_holds() -> None:
    agency = uuid.uuid4()
    _entries(agency, 7)

    assert actions.seal_all() == 7

    assert not Waiting.objects.exists()
    assert Sealed.objects.count() == 7
    assert list(queries.faults()) == []


def test_batches_are_bound_to_each_other() -> None:
    agency = uuid.uuid4()
    for _ in range(3):
        _entries(agency, 2)
        actions.seal(agency)

    assert list(Seal.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]
    assert list(queries.faults()) == []


def test_agencies_have_chains_of_their_own() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    _entries(one, 1)
    _entries(two, 2)

    actions.seal_all()

    assert Seal.objects.filter(agency_id=one).get().size == 1
    assert Seal.objects.filter(agency_id=two).get().size == 2


@pytest.mark.parametrize(
    "sql", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry", "UPDATE journal_seal SET size = 0"]
)
def test_the_database_refuses_to_change_the_journal(sql: str) -> None:
    _entries(uuid.uuid4(), 1)
    actions.seal_all()

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_empty_the_journal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_whole")

        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            cursor.execute("TRUNCATE journal_entry CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_no_entry() -> None:
    _entries(uuid.uuid4(), 1)

    assert Entry.objects.count() == 1


def test_an_entry_changed_behind_the_triggers_is_found() -> None:
    first, *_ = _entries(uuid.uuid4(), 3)
    actions.seal_all()

    _tamper(f"UPDATE journal_entry SET verb = 'people.forged' WHERE id = {first.pk}")

    assert [fault.what for fault in queries.faults()] == ["an entry was changed"]


def test_a_lost_entry_is_found() -> None:
    first, *_ = _entries(uuid.uuid4(), 3)
    actions.seal_all()

    _tamper(f"DELETE FROM journal_sealed WHERE entry_id = {first.pk}; DELETE FROM journal_entry WHERE id = {first.pk}")

    assert "3 entries were sealed, 2 are there" in [fault.what for fault in queries.faults()]


def test_an_entry_whose_seal_was_taken_away_is_found() -> None:
    entry, *_ = _entries(uuid.uuid4(), 1)
    actions.seal_all()

    _tamper("DELETE FROM journal_sealed; DELETE FROM journal_seal")

    assert [fault.what for fault in queries.faults()] == [f"entry {entry.pk} has lost its seal"]


def test_a_lost_seal_is_found() -> None:
    agency = uuid.uuid4()
    for _ in range(3):
        _entries(agency, 1)
        actions.seal(agency)

    _tamper("DELETE FROM journal_sealed WHERE seal_id = (SELECT id FROM journal_seal WHERE sequence = 2)")
    _tamper("DELETE FROM journal_seal WHERE sequence = 2")

    assert "a seal is missing: 2 to 2" in [fault.what for fault in queries.faults()]


def test_a_journal_chained_anew_is_found_by_the_heads_outside(tmp_path: Path) -> None:
    agency = uuid.uuid4()
    first, *_ = _entries(agency, 2)
    actions.seal_all()
    heads = actions.keep_heads(folder=tmp_path, day=DAY)

    _tamper("DELETE FROM journal_sealed; DELETE FROM journal_seal")
    _tamper(f"UPDATE journal_entry SET verb = 'people.forged' WHERE id = {first.pk}")
    _tamper("INSERT INTO journal_waiting (entry_id, agency_id) SELECT id, agency_id FROM journal_entry")
    actions.seal_all()

    assert list(queries.faults()) == []
    assert [fault.what for fault in queries.faults(heads=heads)] == [
        "the head signed on 2026-11-24 is not in the journal any more"
    ]


def test_a_forged_head_is_found(tmp_path: Path) -> None:
    _entries(uuid.uuid4(), 1)
    actions.seal_all()
    heads = actions.keep_heads(folder=tmp_path, day=DAY)
    assert heads
    head = json.loads(heads.read_text())
    heads.write_text(json.dumps({**head, "day": "2026-11-23"}) + "\n")

    assert "is not signed by a key we hold" in next(iter(queries.faults(heads=heads))).what


def test_nothing_sealed_gives_no_heads(tmp_path: Path) -> None:
    assert actions.keep_heads(folder=tmp_path, day=DAY) is None


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry, *_ = _entries(uuid.uuid4(), 1)
    actions.seal_all()
    call_command("verify_journal")
    assert "The journal holds" in capsys.readouterr().out

    _tamper(f"UPDATE journal_entry SET about_id = 'x' WHERE id = {entry.pk}")

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_journal")
    (tmp_path / "heads.jsonl").write_text("{not json\n")
    with pytest.raises(CommandError, match="line 1"):
        call_command("verify_journal", heads=tmp_path / "heads.jsonl")
