"""An export is checked, taken in, and says nothing new the second time."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huyula.access.models import SignInName, User
from huyula.access.samples import an_administrator, an_agency
from huyula.journal.models import Entry
from huyula.lib import crypto
from huyula.people.actions import counts, imports, working
from huyula.people.models import (
    Biodata,
    Category,
    Difference,
    Identifier,
    IdentifierKind,
    Import,
    ImportState,
    Person,
    Placement,
    PositionClass,
    Rank,
    StagedRow,
    Standing,
    Unit,
    UnitState,
)
from huyula.people.queries import reports
from huyula.people.tests.sheets import checked, csv_of, faults, some_rows, taken_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


def _person(nip: str) -> Person:
    return Identifier.objects.standing().get(kind=IdentifierKind.NIP, value=nip).person


def test_a_dry_run_counts_and_writes_nothing() -> None:
    agency = an_agency()
    batch = checked(some_rows(7, agency=agency), agency=agency)

    assert (batch.state, batch.rows, batch.new, batch.changed, batch.same, batch.wrong) == ("STAGED", 7, 7, 0, 0, 0)
    assert not Person.objects.exists()
    assert not Unit.objects.exists()


def test_an_import_brings_persons_without_accounts() -> None:
    agency = an_agency()
    rows = some_rows(30, agency=agency)
    accounts = User.objects.count()

    batch = taken_in(rows, agency=agency)

    assert batch.state == ImportState.APPLIED
    counted = [model.objects.count() for model in (Person, Biodata, Placement, Rank, Standing)]
    assert counted == [30] * 5
    assert Identifier.objects.count() == 30
    assert User.objects.count() == accounts
    assert not SignInName.objects.exists()
    assert not StagedRow.objects.exists()
    assert set(Placement.objects.values_list("agency", flat=True)) == {agency.pk}


def test_a_row_becomes_what_it_says() -> None:
    agency = an_agency()
    row = some_rows(40, agency=agency)[-1] | {
        "gelar_depan": "Dr.",
        "gelar_belakang": "S.Kom., M.Si.",
        "nama": "Sari",
        "email": "sari@contoh.example",
        "tmt_jabatan": "01-02-2023",
        "gol_akhir_id": "33",
        "gol_akhir_nama": "III/c",
        "status_cpns_pns": "P",
        "tmt_pns": "01-03-2012",
        "jenis_jabatan_id": "2",
        "jabatan_id": "x",
        "jabatan_nama": "Guru Ahli Muda",
        "nip_baru": "199001012015012901",
        "jenis_pegawai_nama": "PNS",
        "kedudukan_hukum_id": "1",
        "kedudukan_hukum_nama": "Aktif",
    }
    taken_in([row], agency=agency)

    person = _person("199001012015012901")
    biodata, placement = person.biodata.get(), person.placements.get()
    rank, standing = person.ranks.get(), person.standings.get()
    assert biodata.titled_name == "Dr. Sari, S.Kom., M.Si."
    assert biodata.email == "sari@contoh.example"
    assert (placement.valid.lower, placement.valid.upper) == (dt.date(2023, 2, 1), None)
    assert placement.unit.siasn_id == row["unor_id"]
    position = placement.position
    assert (position.position_class, position.level, position.retirement_age) == (PositionClass.FUNCTIONAL, "MU", 60)
    assert (rank.scheme, rank.code, rank.name) == ("PNS", "33", "III/c")
    assert (standing.category, standing.legal_status, standing.valid.lower) == (Category.PNS, "01", dt.date(2012, 3, 1))


def test_what_is_restricted_stands_sealed_and_religion_nowhere() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, agama_nama="Rahasia Agama", jenis_kawin_nama="Rahasia Kawin")[0]
    batch = checked([row], agency=agency)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s)::text FROM people_stagedrow s")
        staged = cursor.fetchone()[0]
    _apply(batch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(b)::text, restricted FROM people_biodata b")
        kept, sealed = cursor.fetchone()

    for secret in (row["nik"], row["npwp_nomor"], row["alamat"], "Rahasia Agama", "Rahasia Kawin"):
        assert secret not in staged
        assert secret not in kept
    assert row["nik"] in crypto.unseal(bytes(sealed), context="people_biodata.restricted").decode()
    assert row["nik"] in (Biodata.objects.get().restricted or "")


def _apply(batch: Import) -> None:
    imports.apply(batch, by=batch.by, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    working.take_in(batch)
    batch.refresh_from_db()


def test_the_same_file_again_changes_nothing() -> None:
    agency = an_agency()
    rows = some_rows(12, agency=agency)
    taken_in(rows, agency=agency)
    before = _everything()

    batch = checked(rows, agency=agency)

    assert (batch.new, batch.changed, batch.same, batch.wrong) == (0, 0, 12, 0)
    with pytest.raises(imports.CannotImport) as refused:
        _apply(batch)
    assert refused.value.code == "NOTHING_NEW"
    assert _everything() == before


def _everything() -> list[object]:
    models = (Identifier, Biodata, Placement, Rank, Standing, UnitState)
    facts = [list(model.objects.order_by("pk").values_list("pk", "recorded")) for model in models]
    return [Person.objects.count(), *facts]


def test_cells_written_another_way_say_nothing_new() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency)[0] | {"email_gov": "", "gelar_depan": ""}
    taken_in([row], agency=agency)

    written = row | {
        "nip_baru": f"'{row['nip_baru']}",
        "tanggal_lahir": row["tanggal_lahir"].replace("-", "/"),
        "email_gov": "null",
        "gelar_depan": "NULL",
        "alamat": row["alamat"].replace(" ", "\n"),
    }
    batch = checked([written], agency=agency)

    assert (batch.same, batch.changed, faults(batch)) == (1, 0, [])


def test_a_change_is_shown_field_by_field_with_restricted_values_masked() -> None:
    agency = an_agency()
    rows = some_rows(3, agency=agency)
    taken_in(rows, agency=agency)
    rows[1] |= {"nama": "Ratna Baru", "nik": "9901010101900001", "tmt_golongan": "01-10-2026"}

    batch = checked(rows, agency=agency)

    assert (batch.new, batch.changed, batch.same) == (0, 1, 2)
    shown = {each.field: (each.old, each.new) for each in reports.differences(batch)}
    assert shown["name"][1] == "Ratna Baru"
    assert shown["nik"] == ("••••", "••••")
    assert shown["rank_from"][1] == "01-10-2026"
    assert set(shown) == {"name", "nik", "rank_from"}
    assert {each.row for each in reports.differences(batch)} == {3}


def test_a_change_closes_what_stood_and_keeps_its_days() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, tmt_jabatan="01-01-2024")[0]
    taken_in([row], agency=agency)
    old = Placement.objects.get()

    moved = row | {"tmt_jabatan": "01-06-2026", "unor_id": "unor-baru", "unor_nama": "Unit Baru"}
    batch = taken_in([moved], agency=agency)

    first, second = Placement.objects.standing().order_by("valid")
    assert (first.unit_id, first.valid.lower, first.valid.upper) == (
        old.unit_id,
        dt.date(2024, 1, 1),
        dt.date(2026, 6, 1),
    )
    assert (second.unit.siasn_id, second.valid.lower, second.valid.upper) == ("unor-baru", dt.date(2026, 6, 1), None)
    assert batch.applied_at
    assert Placement.objects.as_of(dt.date(2026, 7, 1), known_at=old.recorded.lower).get() == old
    assert Biodata.objects.count() == 1


def test_the_same_day_with_another_post_is_a_correction() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, tmt_jabatan="01-01-2024")[0]
    taken_in([row], agency=agency)

    taken_in([row | {"jabatan_nama": "Arsiparis Terampil", "jabatan_id": "y", "jenis_jabatan_id": "2"}], agency=agency)

    placement = Placement.objects.standing().get()
    assert (placement.position.name, placement.valid.lower) == ("Arsiparis Terampil", dt.date(2024, 1, 1))


def test_a_legal_status_counts_from_the_day_of_the_file() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency, kedudukan_hukum_id="01", kedudukan_hukum_nama="Aktif")[0]
    taken_in([row], agency=agency, holds_on=dt.date(2026, 1, 5))

    taken_in([row | {"kedudukan_hukum_id": "03"}], agency=agency, holds_on=DAY)

    first, second = Standing.objects.standing().order_by("valid")
    assert (first.legal_status, first.valid.upper) == ("01", DAY)
    assert (second.legal_status, second.valid.lower) == ("03", DAY)


def test_a_pppk_who_becomes_pns_stays_the_same_person() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency)[0] | {
        "nip_baru": "199001012020212901", "status_cpns_pns": "PPPK", "tanggal_lahir": "01-01-1990",
        "gol_akhir_id": "9", "gol_akhir_nama": "IX", "tmt_cpns": "01-03-2020", "tmt_pns": "",
    }  # fmt: skip
    taken_in([row], agency=agency)
    person = Person.objects.get()

    again = row | {
        "nip_baru": "199001012025012902", "pns_id": "another-siasn-id", "status_cpns_pns": "C", "gol_akhir_id": "31",
        "gol_akhir_nama": "III/a", "tmt_cpns": "01-01-2025", "jenis_pegawai_nama": "", "kedudukan_hukum_nama": "Aktif",
        "kedudukan_hukum_id": "01", "tmt_golongan": "01-01-2025",
    }  # fmt: skip
    taken_in([again], agency=agency)

    assert Person.objects.get() == person
    nips = Identifier.objects.standing().filter(kind=IdentifierKind.NIP).order_by("valid")
    assert [(nip.value, nip.valid.upper) for nip in nips] == [
        ("199001012020212901", dt.date(2025, 1, 1)),
        ("199001012025012902", None),
    ]
    assert [each.category for each in person.standings.standing().order_by("valid")] == ["PPPK", "CPNS"]


def test_one_entry_of_the_journal_points_at_the_batch() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    batch = taken_in(some_rows(9, agency=agency), agency=agency, by=admin)

    entry = Entry.objects.get(verb="people.imported")
    assert (entry.agency_id, entry.actor_id, entry.batch) == (agency.pk, admin.pk, f"people.import:{batch.pk}")


def test_more_rows_cost_no_more_statements() -> None:
    few, many = an_agency(), an_agency()
    counts.count_moved()  # what the first counting of an agency costs once
    costs = []
    for agency, count in ((few, 5), (many, 400)):
        batch = checked(some_rows(count, agency=agency), agency=agency)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _apply(batch)
        costs.append(len(queries))
        changed = [row | {"nama": "Nama Lain"} for row in some_rows(count, agency=agency)]
        batch = checked(changed, agency=agency)
        assert batch.changed == count
        with CaptureQueriesContext(connection) as queries:
            _apply(batch)
        costs.append(len(queries))

    assert costs[0] == costs[2]
    assert costs[1] == costs[3]


def test_who_is_not_in_the_file_is_counted_and_left() -> None:
    agency = an_agency()
    rows = some_rows(4, agency=agency)
    taken_in(rows, agency=agency)

    batch = checked(csv_of(rows[:3]), agency=agency)

    assert (batch.same, batch.absent) == (3, 1)
    assert Difference.objects.count() == 0


def test_path_names_are_only_shown_cleaned() -> None:
    agency = an_agency()
    batch = checked(csv_of(some_rows(1, agency=agency)), agency=agency, name="../../etc/cron.d/export.csv")
    assert batch.file.name == "export.csv"
