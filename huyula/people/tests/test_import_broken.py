"""Whatever goes wrong while a job works on an import: it says why, holds nobody's place, and has taken nothing in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from huyula.access.samples import an_administrator, an_agency
from huyula.files import gateways
from huyula.lib.crypto import Unreadable
from huyula.people import tasks
from huyula.people.actions import imports, undo, working
from huyula.people.models import Import, ImportState, Person
from huyula.people.queries import reports
from huyula.people.tests.sheets import checked, csv_of, some_rows, taken_in

pytestmark = pytest.mark.django_db(transaction=True)

REFUSE = """
CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'HY999'; END $$;
CREATE TRIGGER test_refuse BEFORE INSERT OR UPDATE ON people_standing FOR EACH STATEMENT EXECUTE FUNCTION test_refuse();
"""


@contextmanager
def _refusing() -> Iterator[None]:
    """Let a table of facts refuse whatever is written."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSE)
        try:
            yield
        finally:
            cursor.execute("DROP TRIGGER test_refuse ON people_standing; DROP FUNCTION test_refuse()")


def _decided(batch: Import) -> Import:
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    return batch


def test_a_merge_that_the_database_refuses_says_so() -> None:
    agency = an_agency()
    batch = _decided(checked(some_rows(3, agency=agency), agency=agency))

    with _refusing(), pytest.raises(DatabaseError):
        working.take_in(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("FAILED", "DATABASE")
    assert "HY999" in reports.why_failed(batch)
    assert not Person.objects.exists()
    assert checked(some_rows(3, agency=agency), agency=agency).new == 3, "the place is free again"


def test_a_file_that_nobody_can_read_any_more_says_so() -> None:
    agency = an_agency()
    batch = imports.begin(
        csv_of(some_rows(3, agency=agency)), name="a.csv", agency=agency, by=None, in_background=False
    )
    path = gateways.folder() / batch.file.place
    data = path.read_bytes()
    path.write_bytes(data[:-20] + bytes(20))

    with pytest.raises(Unreadable):
        tasks.stage_import(import_id=str(batch.pk))

    batch.refresh_from_db()
    assert (batch.state, batch.failure, batch.failure_words) == ("FAILED", "BROKEN", {"code": "Unreadable"})
    assert "Unreadable" in reports.why_failed(batch)
    tasks.stage_import(import_id=str(batch.pk))  # the job is tried again, and finds that it is over
    assert checked(some_rows(3, agency=agency), agency=agency).new == 3, "the place is free again"


def test_an_undo_that_breaks_leaves_the_import_taken_in() -> None:
    agency = an_agency()
    rows = some_rows(3, agency=agency)
    taken_in(rows, agency=agency)
    batch = taken_in([row | {"status_cpns_pns": "C", "tmt_pns": ""} for row in rows], agency=agency)
    undo.ask(batch, by=None, in_background=False)

    with _refusing(), pytest.raises(DatabaseError):
        tasks.undo_import(import_id=str(batch.pk), user_id=None)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("APPLIED", "UNDO_BROKEN")
    assert "HY999" in reports.why_failed(batch)
    undo.ask(batch, by=None, in_background=False)
    tasks.undo_import(import_id=str(batch.pk), user_id=None)
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE


def test_who_waits_for_a_worker_can_set_the_decided_import_aside(client: Client) -> None:
    agency = an_agency()
    client.force_login(an_administrator(agency))
    batch = _decided(checked(some_rows(3, agency=agency), agency=agency))
    address = reverse("people:discarding", args=[batch.pk])
    assert address in client.get(reverse("people:import", args=[batch.pk])).content.decode()

    client.post(address)
    tasks.merge_import(import_id=str(batch.pk))

    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("DISCARDED", 0)
