"""The tree of units comes from a second file; rings and orphans are refused, and undone trees come back."""

import datetime as dt

import pytest

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.people.actions import imports, undo, working
from huyula.people.models import Import, ImportKind, Position, PositionClass, Unit, UnitState
from huyula.people.queries import reports
from huyula.people.rules import trees
from huyula.people.samples import a_unit
from huyula.people.samples.exports import UNIT_HEADER, an_export
from huyula.people.samples.officers import HEADER, Home
from huyula.people.tests.sheets import checked, csv_of, faults, some_rows, taken_in, units_of

pytestmark = pytest.mark.django_db
TREE = [("A", "", "Dinas A", "22"), ("B", "A", "Bidang B", "32"), ("C", "B", "Seksi C")]


def _checked(rows: list[tuple[str, ...]], agency: Agency) -> Import:
    return checked(units_of(rows), agency=agency, kind=ImportKind.UNITS)


def _taken_in(rows: list[tuple[str, ...]], agency: Agency, *, holds_on: dt.date | None = None) -> Import:
    return taken_in(units_of(rows), agency=agency, kind=ImportKind.UNITS, holds_on=holds_on)


def _tree(agency: Agency) -> dict[str, tuple[str, str]]:
    states = UnitState.objects.standing().filter(agency=agency, valid__upper_inf=True)
    return {
        state.unit.siasn_id: (state.parent.siasn_id if state.parent else "", state.name)
        for state in states.select_related("unit", "parent")
    }


def test_a_tree_is_taken_in_and_says_nothing_new_again() -> None:
    agency = an_agency()
    batch = _taken_in(TREE, agency)

    assert (batch.state, batch.new, batch.wrong) == ("APPLIED", 3, 0)
    assert _tree(agency) == {"A": ("", "Dinas A"), "B": ("A", "Bidang B"), "C": ("B", "Seksi C")}
    again = _checked(TREE, agency)
    assert (again.new, again.changed, again.same) == (0, 0, 3)


def test_rings_and_what_hangs_on_them_are_refused_by_row() -> None:
    agency = an_agency()
    rows = [
        *TREE,
        ("X", "Y", "X"),
        ("Y", "Z", "Y"),
        ("Z", "X", "Z"),
        ("W", "X", "W"),
        ("O", "nobody", "O"),
        ("S", "S", "S"),
    ]

    batch = _checked(rows, agency)

    assert faults(batch) == [
        (5, "DiatasanId", "CYCLE"),
        (6, "DiatasanId", "CYCLE"),
        (7, "DiatasanId", "CYCLE"),
        (8, "DiatasanId", "PARENT_WRONG"),
        (9, "DiatasanId", "ORPHAN"),
        (10, "DiatasanId", "OWN_PARENT"),
    ]
    assert "5, 6, 7" in reports.report(batch)["wrong"][0]["message"]
    assert (batch.new, batch.wrong) == (3, 6)


def test_a_ring_through_what_is_known_is_found() -> None:
    agency = an_agency()
    _taken_in(TREE, agency)

    batch = _checked([("A", "C", "Dinas A", "22")], agency)

    assert faults(batch) == [(2, "DiatasanId", "CYCLE")]


def test_a_unit_in_two_rows_is_refused_unless_they_are_copies() -> None:
    agency = an_agency()
    batch = _checked([*TREE, TREE[1], ("C", "A", "Seksi C lain")], agency)

    assert faults(batch) == [(4, "Id", "DUPLICATE_UNIT"), (5, "Id", "DUPLICATE_UNIT"), (6, "Id", "DUPLICATE_UNIT")]
    assert batch.new == 2


def test_what_hangs_on_a_doubled_row_names_its_rows() -> None:
    batch = _checked([("A", "", "Dinas A"), ("A", "", "Dinas Lain"), ("B", "A", "Bidang B")], an_agency())

    assert faults(batch)[2] == (4, "DiatasanId", "PARENT_WRONG")
    assert "2, 3" in reports.report(batch)["wrong"][2]["message"]


def test_of_many_rows_about_one_unit_ten_are_named() -> None:
    rows: list[tuple[str, ...]] = [("A", "", f"Dinas {number}") for number in range(40)]
    batch = _checked([*rows, ("B", "A", "Bidang B")], an_agency())

    said = [cell["message"] for cell in reports.report(batch)["wrong"]]
    assert len(said) == 41
    for message in said:
        assert message.count(", ") == 10, message
        assert "…" in message


def test_what_hangs_on_a_known_unit_is_taken_in_however_wrong_its_row_is() -> None:
    agency = an_agency()
    _taken_in(TREE, agency)

    batch = _taken_in([("A", "C", "Dinas A", "22"), ("D", "A", "Bidang D"), ("E", "D", "Seksi E")], agency)

    assert faults(batch) == [(2, "DiatasanId", "CYCLE")]
    assert (_tree(agency)["D"][0], _tree(agency)["E"][0]) == ("A", "D")


def test_a_step_out_of_turn_does_nothing() -> None:
    agency = an_agency()
    batch = _checked(TREE, agency)

    working.take_in(batch)
    assert not UnitState.objects.exists(), "nobody has decided yet"
    imports.discard(batch, by=None)
    working.check(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.staged_units.count()) == ("DISCARDED", 0)


def test_a_tree_that_moved_after_the_decision_is_decided_upon_again() -> None:
    agency = an_agency()
    batch = _checked(TREE, agency)
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    a_unit("Dinas yang baru", agency=agency)

    working.take_in(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("STAGED", "MOVED")
    assert _tree(agency).keys().isdisjoint({"A", "B", "C"})


def test_units_that_a_crash_of_the_database_has_taken_are_not_taken_in_as_nothing() -> None:
    agency = an_agency()
    batch = _checked(TREE, agency)
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    batch.staged_units.all().delete()  # an unlogged table is empty after a crash

    working.take_in(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.failure, UnitState.objects.count()) == ("STAGED", "LOST", 0)


def test_units_of_another_agency_and_empty_cells_are_refused() -> None:
    agency = an_agency()
    rows = [
        {"Id": "A", "InstansiId": "LAIN", "NamaUnor": "A"},
        {"Id": "", "NamaUnor": "B"},
        {"Id": "C", "NamaUnor": "null"},
    ]

    batch = checked(csv_of(rows, header=UNIT_HEADER), agency=agency, kind=ImportKind.UNITS)

    assert faults(batch) == [(2, "InstansiId", "OTHER_AGENCY"), (3, "Id", "MISSING"), (4, "NamaUnor", "MISSING")]


def test_a_control_character_spoils_its_row_alone() -> None:
    agency = an_agency()
    rows = [(f"U{number}", "", f"Dinas {number}") for number in range(40)]
    rows[3] = ("U3", "", "Di\0nas")

    batch = taken_in(units_of(rows), agency=agency, kind=ImportKind.UNITS)

    assert faults(batch) == [(5, "NamaUnor", "HIDDEN_CHARACTERS")]
    assert reports.report(batch)["wrong"][0]["value"] == "Di␀nas"
    assert UnitState.objects.count() == 39


def test_a_file_of_persons_is_no_file_of_units() -> None:
    agency = an_agency()
    batch = checked(csv_of(some_rows(1, agency=agency)), agency=agency, kind=ImportKind.UNITS)
    assert batch.failure == "MISSING_COLUMNS"


def test_a_change_counts_from_the_day_of_the_file() -> None:
    agency = an_agency()
    _taken_in(TREE, agency, holds_on=dt.date(2026, 1, 1))

    batch = _taken_in([("C", "A", "Seksi C Baru")], agency, holds_on=dt.date(2026, 5, 1))

    assert (batch.changed, batch.absent) == (1, 2)
    old, new = UnitState.objects.standing().filter(unit__siasn_id="C").order_by("valid")
    assert (old.name, old.valid.upper) == ("Seksi C", dt.date(2026, 5, 1))
    assert (new.name, new.valid.lower, new.parent and new.parent.siasn_id) == ("Seksi C Baru", dt.date(2026, 5, 1), "A")
    assert {each.field for each in batch.differences.all()} == {"unit.name", "unit.parent_id"}


def test_without_a_tree_units_hang_under_their_satuan_kerja_induk() -> None:
    agency = an_agency()
    words = {
        "unor_id": "B",
        "unor_nama": "Bidang B",
        "satuan_kerja_induk_id": "A",
        "satuan_kerja_induk_nama": "Dinas A",
    }
    taken_in([row | words for row in some_rows(2, agency=agency)], agency=agency)

    assert _tree(agency) == {"A": ("", "Dinas A"), "B": ("A", "Bidang B")}
    assert set(UnitState.objects.values_list("is_provisional", flat=True)) == {True}


def test_units_that_call_each_other_their_parent_hang_under_nobody() -> None:
    agency = an_agency()
    one, two = some_rows(2, agency=agency)
    one |= {"unor_id": "B", "unor_nama": "Bidang B", "satuan_kerja_induk_id": "A", "satuan_kerja_induk_nama": "Dinas A"}
    two |= {"unor_id": "A", "unor_nama": "Dinas A", "satuan_kerja_induk_id": "B", "satuan_kerja_induk_nama": "Bidang B"}

    taken_in([one, two], agency=agency)

    assert _tree(agency) == {"A": ("", "Dinas A"), "B": ("", "Bidang B")}


def test_the_tree_replaces_what_was_provisional_and_keeps_the_people() -> None:
    agency = an_agency()
    rows = some_rows(
        1, agency=agency, unor_id="C", unor_nama="C lama", satuan_kerja_induk_id="A", satuan_kerja_induk_nama="A lama"
    )
    taken_in(rows, agency=agency)
    assert _tree(agency) == {"A": ("", "A lama"), "C": ("A", "C lama")}

    _taken_in(TREE, agency)

    assert _tree(agency)["C"] == ("B", "Seksi C")
    assert not UnitState.objects.standing().filter(is_provisional=True).exists()
    assert UnitState.objects.standing().get(unit__siasn_id="C").valid.lower is None


def test_a_renamed_unit_follows_the_personnel_file_until_a_tree_has_come() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, unor_id="C", unor_nama="Nama Lama", satuan_kerja_induk_id="C")[0]
    taken_in([row], agency=agency)
    renamed = [row | {"unor_nama": "Nama Baru", "nama": "Orang Lain"}]
    taken_in(renamed, agency=agency)
    assert _tree(agency)["C"][1] == "Nama Baru"

    _taken_in([("C", "", "Nama Resmi")], agency)
    taken_in([row | {"unor_nama": "Nama Lain Lagi", "nama": "Orang Ketiga"}], agency=agency)
    assert _tree(agency)["C"][1] == "Nama Resmi"


def test_the_echelon_of_a_unit_tells_the_class_of_its_head() -> None:
    agency = an_agency()
    head = some_rows(
        1, agency=agency, unor_id="A", unor_nama="Dinas A", jabatan_id="A", jabatan_nama="Pejabat Tinggi",
        jenis_jabatan_id="1", satuan_kerja_induk_id="A",
    )  # fmt: skip
    taken_in(head, agency=agency)
    assert Position.objects.get().position_class == PositionClass.UNKNOWN

    batch = _taken_in(TREE, agency)
    position = Position.objects.get()
    assert (position.position_class, position.echelon, position.retirement_age) == (PositionClass.JPT_PRATAMA, "22", 60)

    _undone(batch)
    assert Position.objects.get().position_class == PositionClass.UNKNOWN


def _undone(batch: Import) -> None:
    undo.ask(batch, by=None, in_background=False)
    working.take_back(batch, by=None)
    batch.refresh_from_db()


def test_an_undone_tree_hangs_as_before_where_people_stand_and_is_gone_elsewhere() -> None:
    agency = an_agency()
    rows = some_rows(1, agency=agency, unor_id="C", unor_nama="C lama", satuan_kerja_induk_id="C")
    taken_in(rows, agency=agency)
    batch = _taken_in(TREE, agency)

    _undone(batch)

    assert batch.state == "UNDONE"
    assert _tree(agency) == {"C": ("", "C lama")}
    assert Unit.objects.count() == 3


def test_what_hangs_below_a_unit_in_use_stays_after_an_undo() -> None:
    agency = an_agency()
    batch = _taken_in(TREE, agency)
    taken_in(some_rows(1, agency=agency, unor_id="C", unor_nama="Seksi C", satuan_kerja_induk_id="C"), agency=agency)

    _undone(batch)

    assert _tree(agency) == {"A": ("", "Dinas A"), "B": ("A", "Bidang B"), "C": ("B", "Seksi C")}
    assert set(batch.undo.left_facts.values_list("reason", flat=True)) == {"IN_USE"}


def test_an_invented_export_and_its_units_fit_together() -> None:
    agency = an_agency()
    export = an_export(60, home=Home(agency.siasn_id, agency.name, agency.code), seed=3)
    rows = [dict(zip(HEADER, row, strict=True)) for row in export.rows]
    taken_in(rows, agency=agency)
    units = [dict(zip(UNIT_HEADER, row, strict=True)) for row in export.units()]

    batch = taken_in(csv_of(units, header=UNIT_HEADER), agency=agency, kind=ImportKind.UNITS)

    assert batch.wrong == 0
    assert not UnitState.objects.standing().filter(is_provisional=True).exists()
    assert UnitState.objects.exclude(leader_siasn_id="").exists()


def test_rings_are_found_in_one_go() -> None:
    chain = {str(number): str(number + 1) for number in range(5_000)}
    assert trees.cycles(chain) == []
    assert [len(ring) for ring in trees.cycles(chain | {"5000": "0"})] == [5_001]
    assert trees.below(["4000"], chain) == {str(number) for number in range(4_000)}
    assert trees.orphans({"a": "b", "b": ""}, known=()) == set()
