"""Entries are sealed without waiting, and whatever is done to them later shows."""

import base64
import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

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


def _found(*heads: Path) -> list[str]:
    return [fault.what for fault in queries.faults(heads=heads)]


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


def test_a_batch_whose_entries_are_all_gone_shows() -> None:
    agency = uuid.uuid4()
    _entries(agency, 2)
    actions.seal(agency)

    _tamper("DELETE FROM journal_sealed; DELETE FROM journal_entry")

    assert _found() == ["2 entries were sealed, 0 are there", "an entry was changed"]


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

    assert _found() == [f"entry {first.pk} was changed: its mark does not hold"]


@pytest.mark.parametrize(
    "change",
    ["verb = 'x'", "actor_id = gen_random_uuid()", "at = at + interval '1 ms'", "mark = ''", "id = id + 100000"],
)
def test_an_entry_changed_before_its_seal_is_found_and_never_sealed(
    change: str, caplog: pytest.LogCaptureFixture
) -> None:
    agency = uuid.uuid4()
    _entries(agency, 2)
    changed, *_ = _entries(agency, 3)
    _tamper(f"UPDATE journal_entry SET {change} WHERE id = {changed.pk}")
    if change.startswith("id"):
        _tamper(f"UPDATE journal_waiting SET entry_id = entry_id + 100000 WHERE entry_id = {changed.pk}")
        changed.pk += 100000
    before = _found()

    assert actions.seal_all() == 4

    assert [str(changed.pk) in what for what in before] == [True]
    assert _found() == before
    assert Waiting.objects.get().pk == changed.pk
    assert f"1 journal entries are not sealed, their mark does not hold: {changed.pk}" in caplog.text


def test_an_entry_written_past_the_actions_is_found_and_never_sealed() -> None:
    first, *_ = _entries(uuid.uuid4(), 1)
    copied = Entry(
        **{field.attname: getattr(first, field.attname) for field in Entry._meta.fields if field.name != "id"}
    )
    copied.save(force_insert=True)
    bare = Entry.objects.create(role="system", verb="x.done", about="x.y", about_id="1")

    assert actions.seal_all() == 1

    assert _found() == [
        f"entry {copied.pk} was changed: its mark does not hold",
        f"entry {bare.pk} has no mark: it was not written by an action",
    ]


@pytest.mark.parametrize("number", [-7, 0, None])
def test_no_number_makes_a_forged_entry_an_old_one(number: int | None) -> None:
    """None is one that the sequence has left out, as it does when a transaction is rolled back."""
    agency = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('journal_entry', 'id'))")
        left_out = cursor.fetchone()
    chosen = number if number is not None else (left_out or [0])[0]
    _entries(agency, 2)
    Entry.objects.create(pk=chosen, agency_id=agency, role="system", verb="x.done", about="x.y", about_id="1")
    wrong = [f"entry {chosen} has no mark: it was not written by an action"]

    assert actions.seal_all() == 2
    assert _found() == wrong

    _entries(agency, 1)
    assert actions.seal_all() == 1
    _tamper(f"UPDATE journal_sealed SET entry_id = {chosen} WHERE seal_id = (SELECT max(id) FROM journal_seal)")
    _tamper(f"DELETE FROM journal_waiting WHERE entry_id = {chosen}")
    assert wrong[0] in _found()


def test_what_is_refused_keeps_nothing_else_from_its_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    agency = uuid.uuid4()
    entries = _entries(agency, 7)
    _tamper(f"UPDATE journal_entry SET role = 'x' WHERE id <= {entries[4].pk}")

    assert actions.seal_all() == 2
    assert Waiting.objects.count() == 5


def test_entries_from_before_there_were_marks_are_sealed_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    Entry.objects.create(role="system", verb="x.done", about="x.y", about_id="1")
    assert actions.seal_all() == 1
    _entries(uuid.uuid4(), 1)

    assert actions.seal_all() == 1

    call_command("verify_journal")
    assert "1 entries are from before there were marks" in capsys.readouterr().out


def test_a_mark_holds_under_every_key_of_the_ring_and_under_no_other(settings: Any) -> None:
    _entries(uuid.uuid4(), 1)
    kept = settings.HUYULA_SIGNING_KEYS
    fresh = "fresh:" + base64.b64encode(bytes(range(32))).decode()
    settings.HUYULA_SIGNING_KEYS = f"{fresh},{kept}"
    _entries(uuid.uuid4(), 1)

    assert _found() == []
    settings.HUYULA_SIGNING_KEYS = fresh
    assert len(_found()) == 1


def test_an_entry_costs_two_statements(django_assert_num_queries: Any) -> None:
    agency, thing = uuid.uuid4(), ContentType.objects.order_by("pk")[0]

    with django_assert_num_queries(2):
        actions.record("access.looked", by=None, about=thing, agency=agency)


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
    assert heads

    _tamper("DELETE FROM journal_sealed; DELETE FROM journal_seal")
    _tamper(f"DELETE FROM journal_entry WHERE id = {first.pk}")
    _tamper("INSERT INTO journal_waiting (entry_id, agency_id) SELECT id, agency_id FROM journal_entry")
    actions.seal_all()

    assert _found() == []
    assert _found(heads) == ["the head signed on 2026-11-24 is not in the journal any more"]


def test_a_tail_that_was_cut_off_is_found_by_the_heads_of_the_data_folder(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HUYULA_DATA = str(tmp_path)
    for _ in range(2):
        _entries(uuid.UUID(int=1), 2)
        call_command("seal_journal")
    call_command("verify_journal")

    _tamper("DELETE FROM journal_sealed WHERE seal_id = (SELECT id FROM journal_seal WHERE sequence = 2)")
    _tamper("DELETE FROM journal_seal WHERE sequence = 2")
    _tamper("DELETE FROM journal_entry WHERE id NOT IN (SELECT entry_id FROM journal_sealed)")

    assert _found() == []
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_journal")
    assert "is not in the journal any more" in capsys.readouterr().err


def test_a_missing_file_of_heads_is_a_fault_once_there_were_seals(settings: Any, tmp_path: Path) -> None:
    settings.HUYULA_DATA = str(tmp_path)
    _entries(uuid.uuid4(), 1)
    call_command("seal_journal")
    queries.heads_file().unlink()
    call_command("verify_journal")

    _tamper("UPDATE journal_seal SET at = at - interval '1 hour'")

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_journal")


def test_heads_are_written_once_a_day_and_after_each_seal(tmp_path: Path) -> None:
    quiet, busy = uuid.uuid4(), uuid.uuid4()
    _entries(quiet, 1)
    for _ in range(3):
        _entries(busy, 1)
        actions.seal_all()
        actions.keep_heads(folder=tmp_path, day=DAY)
        actions.keep_heads(folder=tmp_path, day=DAY)

    heads = actions.keep_heads(folder=tmp_path, day=DAY + dt.timedelta(days=1))

    assert heads
    lines = [json.loads(line) for line in heads.read_text().splitlines()]
    assert [(line["day"][-2:], line["sequence"]) for line in lines if line["agency"] == str(busy)] == [
        ("24", 1),
        ("24", 2),
        ("24", 3),
        ("25", 3),
    ]
    assert sum(line["agency"] == str(quiet) for line in lines) == 2
    assert _found(heads) == []


def test_a_line_that_broke_off_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / "heads.jsonl").write_text('{"day": "2026-1')
    _entries(uuid.uuid4(), 1)
    actions.seal_all()

    heads = actions.keep_heads(folder=tmp_path, day=DAY)

    assert heads
    assert _found(heads) == ["line 1 of heads.jsonl can't be read"]


def test_a_forged_head_is_found(tmp_path: Path) -> None:
    _entries(uuid.uuid4(), 1)
    actions.seal_all()
    heads = actions.keep_heads(folder=tmp_path, day=DAY)
    assert heads
    head = json.loads(heads.read_text())
    heads.write_text(json.dumps({**head, "day": "2026-11-23"}) + "\n")

    assert "is not signed by a key we hold" in _found(heads)[0]


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
    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_journal", heads=tmp_path / "heads.jsonl")
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_journal", heads=tmp_path / "none.jsonl")
