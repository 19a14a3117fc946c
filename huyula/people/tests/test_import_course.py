"""The course of an import: one at a time, bound to what was seen, resumed after a crash, kept to its agency."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.files.queries import content
from huyula.journal.models import Entry
from huyula.lib import clock, tabular
from huyula.people import tasks
from huyula.people.actions import imports, keeping, staging, working
from huyula.people.models import Biodata, Identifier, Import, ImportState, Person, Placement, StagedRow
from huyula.people.samples import a_person, a_unit
from huyula.people.tests.sheets import checked, csv_of, faults, some_rows, taken_in

pytestmark = pytest.mark.django_db


def _seen(batch: Import) -> tuple[str, str]:
    return batch.file.sha256, batch.seen_state


def test_a_page_has_jobs_do_the_work() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    rows = some_rows(3, agency=agency)

    batch = imports.begin(csv_of(rows), name="a.csv", agency=agency, by=admin)
    tasks.stage_import(import_id=str(batch.pk))
    batch.refresh_from_db()
    imports.apply(batch, by=admin, seen=_seen(batch))
    tasks.merge_import(import_id=str(batch.pk))

    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    jobs = ProcrastinateJob.objects.filter(task_name__startswith="people.").order_by("id")
    assert [job.task_name for job in jobs] == ["people.stage_import", "people.merge_import"]
    assert {job.args["import_id"] for job in jobs} == {str(batch.pk)}


def test_one_import_at_a_time_and_others_do_not_wait() -> None:
    agency, other = an_agency(), an_agency()
    first = checked(some_rows(2, agency=agency), agency=agency)

    with pytest.raises(imports.CannotImport) as refused:
        checked(some_rows(2, agency=agency), agency=agency)
    assert refused.value.code == "OPEN_ALREADY"
    assert checked(some_rows(2, agency=other), agency=other).new == 2

    imports.discard(first, by=None)
    assert checked(some_rows(2, agency=agency), agency=agency).new == 2
    with pytest.raises(imports.CannotImport):
        imports.discard(first, by=None)


def test_only_administrators_import_and_only_for_their_agency() -> None:
    agency, other = an_agency(), an_agency()
    batch = checked(some_rows(1, agency=agency), agency=agency, by=an_administrator(agency))

    for stranger in (a_user(), an_administrator(other), a_person("Sari", agency=agency).user):
        with pytest.raises(PermissionDenied):
            imports.begin(csv_of([]), name="a.csv", agency=agency, by=stranger)
        with pytest.raises(PermissionDenied):
            imports.apply(batch, by=stranger, seen=_seen(batch))
        for forbidden in (imports.discard, imports.check_again):
            with pytest.raises(PermissionDenied):
                forbidden(batch, by=stranger)


def test_what_moved_since_the_dry_run_asks_again() -> None:
    agency = an_agency()
    batch = checked(some_rows(2, agency=agency), agency=agency)
    a_person("Budi", agency=agency)

    with pytest.raises(imports.CannotImport) as refused:
        imports.apply(batch, by=None, seen=_seen(batch), in_background=False)
    assert refused.value.code == "MOVED"

    imports.check_again(batch, by=None, in_background=False)
    working.check(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rows) == ("STAGED", 2, 2)
    imports.apply(batch, by=None, seen=_seen(batch), in_background=False)


def test_what_moves_between_decision_and_work_asks_again() -> None:
    agency = an_agency()
    batch = checked(some_rows(2, agency=agency), agency=agency)
    imports.apply(batch, by=None, seen=_seen(batch), in_background=False)
    a_person("Budi", agency=agency)

    working.take_in(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("STAGED", "MOVED")
    assert Person.objects.count() == 1


def test_a_decision_about_another_file_is_none() -> None:
    agency = an_agency()
    batch = checked(some_rows(2, agency=agency), agency=agency)
    with pytest.raises(imports.CannotImport) as refused:
        imports.apply(batch, by=None, seen=("0" * 64, batch.seen_state))
    assert refused.value.code == "OTHER_FILE"


def test_a_step_out_of_turn_does_nothing() -> None:
    agency = an_agency()
    batch = checked(some_rows(2, agency=agency), agency=agency)
    working.take_in(batch)
    working.check(batch)
    batch.refresh_from_db()
    assert (batch.state, StagedRow.objects.count()) == ("STAGED", 2)

    imports.discard(batch, by=None)
    with pytest.raises(imports.CannotImport):
        imports.apply(batch, by=None, seen=_seen(batch))
    with pytest.raises(imports.CannotImport):
        imports.check_again(batch, by=None)


def test_a_day_in_the_future_is_refused() -> None:
    agency = an_agency()
    with pytest.raises(imports.CannotImport) as refused:
        checked(some_rows(1, agency=agency), agency=agency, holds_on=clock.today() + dt.timedelta(days=2))
    assert refused.value.code == "FUTURE"


class _Killed(BaseException):
    """As a signal would."""


def _killed_after(rows: Iterator[list[str]], count: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number == count:
            raise _Killed
        yield row


def _begin_and_kill(batch: Import, *, after: int, step: int) -> None:
    assert staging._claim(batch)
    with content(batch.file) as file:
        table = tabular.opened(file, name=batch.file.name)
        table.rows = _killed_after(table.rows, after)
        with pytest.raises(_Killed):
            staging._read(batch, table, file=file, step=step)


def test_a_killed_check_goes_on_where_it_stood() -> None:
    agency = an_agency()
    rows = some_rows(10, agency=agency)
    rows[1]["nama"] = ""
    batch = imports.begin(csv_of(rows), name="a.csv", agency=agency, by=None, in_background=False)
    _begin_and_kill(batch, after=8, step=3)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, StagedRow.objects.count()) == ("STAGING", 6, 5)

    working.check(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.new, batch.wrong) == ("STAGED", 10, 9, 1)
    assert sorted(StagedRow.objects.values_list("row", flat=True)) == [2, *range(4, 12)]


def test_a_crash_of_the_database_lets_the_check_begin_again() -> None:
    agency = an_agency()
    batch = imports.begin(
        csv_of(some_rows(5, agency=agency)), name="a.csv", agency=agency, by=None, in_background=False
    )
    _begin_and_kill(batch, after=4, step=2)
    StagedRow.objects.all().delete()  # an unlogged table is empty after a crash

    working.check(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.new, StagedRow.objects.count()) == ("STAGED", 5, 5, 5)


def test_of_two_jobs_on_one_import_the_slower_stops() -> None:
    agency = an_agency()
    batch = imports.begin(
        csv_of(some_rows(4, agency=agency)), name="a.csv", agency=agency, by=None, in_background=False
    )
    slower = Import.objects.get(pk=batch.pk)
    assert staging._claim(slower)
    working.check(batch)

    with content(slower.file) as file, pytest.raises(staging.Superseded):
        staging._read(slower, tabular.opened(file, name="a.csv"), file=file)

    batch.refresh_from_db()
    assert (batch.rows, StagedRow.objects.count()) == (4, 4)


def test_after_thirty_days_what_shows_values_is_forgotten() -> None:
    agency, idle = an_agency(), an_agency()
    rows = some_rows(3, agency=agency)
    taken_in(rows, agency=agency)
    rows[0]["nama"], rows[1]["nama"] = "Nama Baru", ""
    done, waiting = taken_in(rows, agency=agency), checked(some_rows(1, agency=idle), agency=idle)
    assert (done.wrong_cells.count(), done.differences.count()) == (1, 1)

    assert keeping.forget(clock.now() + dt.timedelta(days=29)) == 0
    tasks.forget_imports(timestamp=0)
    assert done.wrong_cells.exists()

    assert keeping.forget(clock.now() + dt.timedelta(days=31)) == 1
    waiting.refresh_from_db()
    assert waiting.state == ImportState.DISCARDED
    assert not done.wrong_cells.exists()
    assert not done.differences.exists()
    assert not StagedRow.objects.exists()
    assert Biodata.objects.standing().filter(agency=agency).count() == 3


def test_a_transfer_closes_one_placement_and_opens_another() -> None:
    old, new = an_agency(), an_agency()
    row = some_rows(1, agency=old, tmt_jabatan="01-01-2020")[0]
    taken_in([row], agency=old)
    moved = row | {
        "instansi_kerja_id": new.siasn_id, "instansi_induk_id": new.siasn_id, "tmt_jabatan": "01-06-2026",
        "unor_id": "unor-tujuan", "unor_nama": "Unit Tujuan", "satuan_kerja_induk_id": "unor-tujuan",
    }  # fmt: skip

    batch = taken_in([moved], agency=new)

    person = Person.objects.get()
    assert (batch.new, batch.changed) == (1, 0)
    first, second = person.placements.standing().order_by("valid")
    assert (first.agency, first.valid.upper) == (old, dt.date(2026, 6, 1))
    assert (second.agency, second.valid.lower, second.valid.upper) == (new, dt.date(2026, 6, 1), None)
    assert set(person.biodata.standing().values_list("agency", flat=True)) == {old.pk, new.pk}
    for facts in (person.ranks, person.standings):
        here = facts.standing().get(agency=new)
        assert here.valid.lower >= dt.date(2026, 6, 1)
        assert facts.standing().get(agency=old).valid.upper == here.valid.lower
    assert Entry.objects.get(verb="people.moved_away").agency_id == old.pk
    assert checked([moved], agency=new).same == 1


def test_an_old_file_of_the_former_agency_does_not_fetch_a_person_back() -> None:
    old, new = an_agency(), an_agency()
    row = some_rows(1, agency=old, tmt_jabatan="01-01-2020")[0]
    taken_in([row], agency=old)
    home = {"instansi_kerja_id": new.siasn_id, "instansi_induk_id": new.siasn_id}
    taken_in([row | home | {"tmt_jabatan": "01-06-2026"}], agency=new)

    batch = checked([row | {"nama": "Nama Lain"}], agency=old)

    assert faults(batch) == [(2, "tmt_jabatan", "PLACED_ELSEWHERE")]
    assert new.name not in str(batch.wrong_cells.get().words)


def test_an_import_never_shows_what_another_agency_knows() -> None:
    old, new = an_agency(), an_agency()
    row = some_rows(1, agency=old, tmt_jabatan="01-01-2020", nama="Rahasia Lama")[0]
    taken_in([row], agency=old)
    home = {"instansi_kerja_id": new.siasn_id, "instansi_induk_id": new.siasn_id}

    batch = checked([row | home | {"nama": "Nama Baru", "tmt_jabatan": "01-06-2026"}], agency=new)

    shown = [(each.field, each.old) for each in batch.differences.all()]
    assert shown == [("transfer", "")]


def test_who_was_lent_works_here_and_belongs_there() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, jenis_pegawai_id="17", instansi_induk_id="ASAL")[0]

    taken_in([row], agency=agency)

    assert Placement.objects.get().home_agency == "ASAL"


def test_a_person_made_by_hand_is_found_by_the_nip() -> None:
    agency = an_agency()
    unit = a_unit(agency=agency)
    row = some_rows(1, agency=agency, tmt_jabatan="01-01-2026")[0]
    sari = a_person("Sari", unit=unit, nip=row["nip_baru"])
    siasn_id = sari.identifiers.get().siasn_id

    batch = taken_in([row | {"pns_id": siasn_id}], agency=agency)

    assert batch.changed == 1
    assert Person.objects.get() == sari
    assert sari.placements.standing().count() == 2
    assert Biodata.objects.standing().get(person=sari).name != "Sari"
    assert Identifier.objects.standing().count() == 1
