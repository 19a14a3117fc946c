"""Imports that meet each other: whoever comes second is told why, and nothing is taken in twice."""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.journal.models import Entry
from huyula.people.actions import at_work, imports, merging, staging, undo, working
from huyula.people.models import Biodata, Import, Person, StagedRow
from huyula.people.rules.imports import Refusal
from huyula.people.tests.sheets import checked, csv_of, some_rows, taken_in

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0
# Somebody sets an import aside at the moment at which its check has begun.
SET_ASIDE = """
CREATE FUNCTION test_set_aside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.state = 'DISCARDED'; RETURN NEW; END $$;
CREATE TRIGGER test_set_aside BEFORE UPDATE ON people_import FOR EACH ROW WHEN (NEW.state = 'STAGING')
    EXECUTE FUNCTION test_set_aside();
"""


def _decided(batch: Import) -> Import:
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    return batch


def _begin(agency: Agency) -> Import:
    rows = csv_of(some_rows(1, agency=agency, seed=9))
    return imports.begin(rows, name="b.csv", agency=agency, by=None, in_background=False)


def _address() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def _somebody_waits() -> bool:
    with psycopg.connect(_address()) as onlooker:
        found = onlooker.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return bool(found and found[0])


def _refusal_of_the_second(act: Callable[[], object], *, agency: Agency) -> str:
    """Begin an import that is not committed yet while another act goes on; give why that one is refused."""
    codes: list[str] = []

    def second() -> None:
        try:
            act()
        except imports.CannotImport as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        _begin(agency)
        other.start()
        end = time.monotonic() + PATIENCE
        while not _somebody_waits():
            assert time.monotonic() < end, "it never waited for the first"
            time.sleep(0.05)
    other.join()
    return codes[0]


def test_of_two_that_begin_at_once_one_is_refused() -> None:
    agency = an_agency()

    refused = _refusal_of_the_second(lambda: _begin(agency), agency=agency)

    assert (refused, Import.objects.count()) == ("OPEN_ALREADY", 1)


def test_an_undo_that_is_asked_for_while_an_import_begins_is_refused() -> None:
    agency = an_agency()
    done = taken_in(some_rows(2, agency=agency), agency=agency)

    refused = _refusal_of_the_second(lambda: undo.ask(done, by=None, in_background=False), agency=agency)

    done.refresh_from_db()
    assert (refused, done.state) == ("OPEN_ALREADY", "APPLIED")


def test_two_agencies_that_bring_the_same_person_make_one() -> None:
    one, two = an_agency(), an_agency()
    row = some_rows(1, agency=one, tmt_jabatan="01-01-2020")[0]
    home = {"instansi_kerja_id": two.siasn_id, "instansi_induk_id": two.siasn_id, "tmt_jabatan": "01-06-2026"}
    first, second = checked([row], agency=one), checked([row | home], agency=two)
    working.take_in(_decided(first))

    working.take_in(_decided(second))

    second.refresh_from_db()
    assert (second.state, second.failure, Person.objects.count()) == ("STAGED", "CONFLICT", 1)
    imports.check_again(second, by=None, in_background=False)
    working.check(second)
    second.refresh_from_db()
    working.take_in(_decided(second))
    assert Person.objects.get().placements.standing().filter(agency=two).exists()


def test_what_was_set_aside_meanwhile_is_left_as_it_is() -> None:
    agency = an_agency()
    batch = checked(some_rows(1, agency=agency), agency=agency)
    imports.discard(batch, by=None)

    merging.wait_again(batch, because=Refusal.CONFLICT)
    staging.fail(batch, code=Refusal.BROKEN.value)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("DISCARDED", "")
    assert not Entry.objects.filter(verb="people.import_failed").exists()


def test_an_undo_that_is_over_can_not_be_given_up() -> None:
    agency = an_agency()
    batch = taken_in(some_rows(1, agency=agency), agency=agency)
    undo.ask(batch, by=None, in_background=False)
    working.take_back(batch, by=None)

    undo.give_up(batch, code=Refusal.UNDO_BROKEN.value, words={})

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("UNDONE", "")


def test_a_check_of_what_was_set_aside_meanwhile_ends_in_silence() -> None:
    batch = _begin(an_agency())
    with connection.cursor() as cursor:
        cursor.execute(SET_ASIDE)
        try:
            working.check(batch)
        finally:
            cursor.execute("DROP TRIGGER test_set_aside ON people_import; DROP FUNCTION test_set_aside()")

    batch.refresh_from_db()
    assert (batch.state, batch.failure, StagedRow.objects.count()) == ("DISCARDED", "", 0)


@contextmanager
def _worked_on(batch: Import) -> Iterator[None]:
    """Let somebody else work on an import."""
    with psycopg.connect(_address()) as holder:
        holder.execute("SELECT pg_advisory_lock(hashtextextended(%s, 7408))", [f"people.import:{batch.pk}"])
        yield


def test_a_fault_of_the_database_does_not_pass_for_somebody_at_work() -> None:
    batch = checked(some_rows(1, agency=(agency := an_agency())), agency=agency)

    with _worked_on(batch), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
        try:
            with pytest.raises(OperationalError, match="statement timeout"):
                at_work.is_idle(batch)
        finally:
            cursor.execute("SET statement_timeout TO DEFAULT")

    assert at_work.is_idle(batch)


def test_whoever_has_the_collector_of_cycles_switched_off_finds_it_so() -> None:
    agency = an_agency()
    gc.disable()
    try:
        checked(some_rows(1, agency=agency), agency=agency)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_backslash_comes_through_as_it_stands() -> None:
    agency = an_agency()

    taken_in(some_rows(1, agency=agency, gelar_belakang=r"S.T.\M.T."), agency=agency)

    assert Biodata.objects.get().back_titles == r"S.T.\M.T."
