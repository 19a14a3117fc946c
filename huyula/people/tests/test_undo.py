"""Undo is a correction: it restores what held before, and leaves and lists what was changed since or is built upon."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from huyula.access.actions import set_sign_in_name
from huyula.access.models import Agency, SignInKind, SignInName
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.journal.models import Entry
from huyula.people import tasks
from huyula.people.actions import imports, undo, working
from huyula.people.models import (
    AppointmentKind,
    Biodata,
    Identifier,
    Import,
    Person,
    Placement,
    Position,
    Rank,
    Standing,
    SupervisorChoice,
    Unit,
    UnitState,
)
from huyula.people.queries import undo as queries
from huyula.people.samples import a_person, from_now, place
from huyula.people.tests.sheets import Row, checked, some_rows, taken_in

pytestmark = pytest.mark.django_db
FACTS = (Identifier, Biodata, Placement, Rank, Standing, UnitState)


def _standing() -> list[int]:
    return [model.objects.standing().count() for model in FACTS]


def _undone(batch: Import) -> Import:
    undo.ask(batch, by=None, in_background=False)
    working.take_back(batch, by=None)
    batch.refresh_from_db()
    return batch


def _reasons(batch: Import) -> set[tuple[str, str]]:
    return set(batch.undo.left_facts.values_list("about", "reason"))


def test_an_undone_first_import_leaves_nobody_and_deletes_nothing() -> None:
    agency = an_agency()
    rows = some_rows(6, agency=agency)
    batch = taken_in(rows, agency=agency)
    written = [model.objects.count() for model in FACTS]
    before = timezone.now()

    shown = queries.preview(batch)
    _undone(batch)

    assert (shown.left, shown.page.rows) == (0, [])
    assert batch.state == "UNDONE"
    assert _standing() == [0] * 6
    assert [model.objects.count() for model in FACTS] == written
    assert Placement.objects.as_of(dt.date(2026, 11, 1), known_at=before).count() == 6
    assert batch.undo.left == 0


def test_after_an_undo_the_same_file_brings_the_same_persons_back() -> None:
    agency = an_agency()
    rows = some_rows(4, agency=agency)
    _undone(taken_in(rows, agency=agency))
    persons = set(Person.objects.values_list("pk", flat=True))

    batch = taken_in(rows, agency=agency)

    assert batch.new == 4
    assert set(Person.objects.values_list("pk", flat=True)) == persons
    assert Biodata.objects.standing().count() == 4


def test_an_undone_change_restores_what_held_before() -> None:
    agency = an_agency()
    rows = some_rows(3, agency=agency, tmt_jabatan="01-01-2024")
    taken_in(rows, agency=agency)
    before = _facts()
    changed = [row | {"nama": "Nama Baru", "tmt_jabatan": "01-05-2026", "jabatan_nama": "Lain"} for row in rows]
    batch = taken_in(changed, agency=agency)

    _undone(batch)

    assert _facts() == before
    assert checked(rows, agency=agency).same == 3


def _facts() -> list[object]:
    """Give what stands, without ids and recorded times."""
    return [
        list(Biodata.objects.standing().order_by("person").values_list("person", "name", "nik_index")),
        list(Placement.objects.standing().order_by("person").values_list("person", "unit", "position", "valid")),
        list(Rank.objects.standing().order_by("person").values_list("person", "name", "valid")),
        list(Standing.objects.standing().order_by("person").values_list("person", "category", "valid")),
    ]


def test_what_a_later_import_changed_stays() -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    first = taken_in(rows, agency=agency)
    taken_in([rows[0] | {"nama": "Nama Kemudian"}, rows[1]], agency=agency)
    changed = Biodata.objects.standing().get(name="Nama Kemudian").person

    shown = queries.preview(first)
    _undone(first)

    assert shown.left == first.undo.left > 0
    assert list(Biodata.objects.standing().values_list("person", flat=True)) == [changed.pk]
    assert Placement.objects.standing().get().person == changed, "whoever came with the import stays whole"
    assert ("people.biodata", "CHANGED_SINCE") in _reasons(first)
    assert {fact.person_id for fact in first.undo.left_facts.all() if fact.person_id} == {changed.pk}


def test_imports_that_are_undone_from_the_newest_back_leave_nothing() -> None:
    agency = an_agency()
    one, two, three = some_rows(3, agency=agency, tmt_jabatan="01-01-2024")
    first = taken_in([one, two, three], agency=agency)
    second = taken_in(
        [
            one | {"nama": "Nama Baru", "gol_akhir_id": "41", "gol_akhir_nama": "IV/a", "tmt_golongan": "01-04-2026"},
            two | {"unor_id": "unor-baru", "unor_nama": "Bidang Baru", "tmt_jabatan": "01-06-2026"},
        ],
        agency=agency,
    )

    for batch in (second, first):
        shown = queries.preview(batch)
        _undone(batch)
        assert (shown.back, shown.left) == (batch.undo.restored, batch.undo.left)
        assert batch.undo.left == 0
        assert batch.undo.restored > 0
    assert _standing() == [0] * 6


def test_a_hand_between_two_undone_imports_still_counts() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, tmt_jabatan="01-01-2024")[0]
    first = taken_in([row], agency=agency)
    second = taken_in([row | {"nama": "Nama Baru"}], agency=agency)
    _undone(second)
    person = Person.objects.get()
    held = Placement.objects.standing().get(person=person)
    acting = AppointmentKind.ACTING
    place(person, unit=held.unit, position=held.position, since=dt.date(2026, 8, 1), kind=acting)

    shown = queries.preview(first)
    _undone(first)

    assert shown.left == first.undo.left > 0
    assert Biodata.objects.standing().filter(person=person).exists()


def test_what_a_hand_changed_stays_and_the_rest_goes_back() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, tmt_jabatan="01-01-2024")[0]
    taken_in([row], agency=agency)
    batch = taken_in([row | {"nama": "Nama Baru", "tmt_jabatan": "01-05-2026", "unor_id": "baru"}], agency=agency)
    moved = Placement.objects.standing().get(valid__upper_inf=True)
    place(
        moved.person, unit=moved.unit, position=moved.position, since=dt.date(2026, 6, 1), kind=AppointmentKind.ACTING
    )

    _undone(batch)

    assert Biodata.objects.standing().get().name != "Nama Baru"
    assert Placement.objects.standing().filter(kind="D").count() == 2
    assert _reasons(batch) == {("people.placement", "CHANGED_SINCE"), ("people.unitstate", "IN_USE")}


def test_who_has_something_built_upon_stays_whole() -> None:
    agency = an_agency()
    batch = taken_in(some_rows(3, agency=agency), agency=agency)
    chosen, led, unused = Person.objects.order_by("pk")
    SupervisorChoice.objects.create(
        agency=agency, person=led, supervisor=chosen, valid=DateRange(dt.date(2026, 1, 1), None), recorded=from_now()
    )

    shown = queries.preview(batch)
    _undone(batch)

    assert set(Placement.objects.standing().values_list("person", flat=True)) == {chosen.pk, led.pk}
    assert {each.key for each in shown.page.rows if each.kind == "people.placement"} == {chosen.pk, led.pk}
    assert ("people.placement", "BUILT_UPON") in _reasons(batch)
    assert not Biodata.objects.standing().filter(person=unused).exists()
    assert all(each.reason_label for each in shown.page.rows)


def test_who_has_an_account_stays() -> None:
    agency = an_agency()
    batch = taken_in(some_rows(2, agency=agency), agency=agency)
    person = Person.objects.order_by("pk")[0]
    person.user = a_user("Sari")
    person.save()

    _undone(batch)

    assert list(Biodata.objects.standing().values_list("person", flat=True)) == [person.pk]


def _transfer(row: Row, to: Agency) -> Row:
    home = {"instansi_kerja_id": to.siasn_id, "instansi_induk_id": to.siasn_id, "satuan_kerja_induk_id": "tujuan"}
    return row | home | {"tmt_jabatan": "01-06-2026", "unor_id": "tujuan", "unor_nama": "Tujuan"}


def test_an_undone_transfer_gives_the_person_back() -> None:
    old, new = an_agency(), an_agency()
    row = some_rows(1, agency=old, tmt_jabatan="01-01-2020")[0]
    taken_in([row], agency=old)
    before = _facts()
    batch = taken_in([_transfer(row, new)], agency=new)

    _undone(batch)

    assert _facts() == before
    assert Entry.objects.get(verb="people.moved_back").agency_id == old.pk


def test_who_signs_in_with_a_nip_follows_it_there_and_back() -> None:
    agency = an_agency()
    row = some_rows(40, agency=agency)[-1] | {"status_cpns_pns": "P", "nip_baru": "199001012015012901"}
    taken_in([row], agency=agency)
    person = Person.objects.get()
    person.user = a_user("Sari")
    person.save()
    set_sign_in_name(person.user, kind=SignInKind.NIP, name=row["nip_baru"])

    batch = taken_in([row | {"nip_baru": "199001012015012902"}], agency=agency)
    assert SignInName.objects.get().name == "199001012015012902"

    _undone(batch)
    assert SignInName.objects.get().name == "199001012015012901"


def test_an_undo_is_asked_for_by_administrators_and_done_by_a_job() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    batch = taken_in(some_rows(2, agency=agency), agency=agency, by=admin)
    with pytest.raises(PermissionDenied):
        undo.ask(batch, by=a_person("Sari", agency=an_agency()).user)

    undo.ask(batch, by=admin)
    tasks.undo_import(import_id=str(batch.pk), user_id=str(admin.pk))

    batch.refresh_from_db()
    assert batch.state == "UNDONE"
    entry = Entry.objects.get(verb="people.import_undone")
    assert (entry.actor_id, entry.batch) == (admin.pk, f"people.import:{batch.pk}")
    tasks.undo_import(import_id=str(batch.pk), user_id=None)
    assert Entry.objects.filter(verb="people.import_undone").count() == 1


def test_only_what_was_taken_in_is_undone_and_nothing_beside_another_import() -> None:
    agency = an_agency()
    batch = checked(some_rows(2, agency=agency), agency=agency)
    with pytest.raises(imports.CannotImport) as refused:
        undo.ask(batch, by=None)
    assert refused.value.code == "NOT_APPLIED"
    imports.discard(batch, by=None)

    done = taken_in(some_rows(2, agency=agency), agency=agency)
    checked(some_rows(2, agency=agency), agency=agency)
    with pytest.raises(imports.CannotImport) as refused:
        undo.ask(done, by=None)
    assert refused.value.code == "OPEN_ALREADY"


def test_nothing_of_a_person_is_read_by_an_undo() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency)[0]
    taken_in([row], agency=agency)
    batch = taken_in([row | {"alamat": "Jl. Rahasia"}], agency=agency)

    _undone(batch)

    assert row["alamat"].split(",")[0] in (Biodata.objects.standing().get().restricted or "")
    assert Position.objects.exists()
    assert Unit.objects.exists()


def test_what_is_counted_anew_keeps_nothing_and_every_fact_does() -> None:
    of_units, of_people = queries.left_units(gone="true"), queries.left_personal()

    assert "people_unitgrant" in of_units
    assert "people_unitcount" not in of_units
    assert "hours_posting" in of_people
    assert "insight_" not in of_units + of_people
