"""The same from the shell, without a worker: import-people, import-units, make-export."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from huyula.access.samples import an_administrator, an_agency
from huyula.people.actions import imports
from huyula.people.models import Import, ImportState, Person, Placement, Unit, UnitState
from huyula.people.rules.cells import why_not_nip
from huyula.people.samples import a_person, a_unit
from huyula.people.samples.exports import an_export
from huyula.people.samples.officers import HEADER, Home
from huyula.people.tests.sheets import checked, csv_of, some_rows

pytestmark = pytest.mark.django_db


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_file_is_taken_in_with_a_report(tmp_path: Path) -> None:
    agency = an_agency()
    rows = some_rows(5, agency=agency)
    rows[2]["nip_baru"] = "1.98609E+17"
    file, report = tmp_path / "export.csv", tmp_path / "report.json"
    file.write_bytes(csv_of(rows).getvalue())

    call_command("import_people", str(file), agency=agency.code, report=report)

    told = _json(report)
    assert {name: told[name] for name in ("rows", "new", "changed", "same")} == {
        "rows": 5,
        "new": 4,
        "changed": 0,
        "same": 0,
    }
    (wrong,) = told["wrong"]
    assert (wrong["row"], wrong["column"], wrong["value"], wrong["code"]) == (
        4,
        "nip_baru",
        "1.98609E+17",
        "NIP_SCIENTIFIC",
    )
    assert wrong["message"]
    assert Person.objects.count() == 4

    call_command("import_people", str(file), agency=agency.code, report=report)
    assert _json(report)["same"] == 4
    assert not Import.objects.filter(state=ImportState.STAGED).exists()


def test_a_dry_run_takes_nothing_in_and_leaves_the_place_free(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = an_agency()
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of(some_rows(3, agency=agency)).getvalue())

    for _ in range(2):
        call_command("import_people", str(file), agency=agency.code, dry_run=True)

    assert not Person.objects.exists()
    assert "Uji coba: tidak ada yang dimasukkan" in capsys.readouterr().out


def test_what_can_not_be_taken_in_is_said_in_one_line(tmp_path: Path) -> None:
    agency = an_agency()
    file, report = tmp_path / "export.csv", tmp_path / "report.json"

    with pytest.raises(CommandError, match="Tidak ada instansi 0000"):
        call_command("import_people", str(file), agency="0000")
    with pytest.raises(CommandError, match=re.escape(f"Berkas {file} tidak ada.")):
        call_command("import_people", str(file), agency=agency.code, report=report)
    assert _json(report)["failure"]["code"] == "NO_FILE"
    with pytest.raises(CommandError, match=re.escape(f"Berkas {tmp_path} tidak dapat dibuka.")):
        call_command("import_people", str(tmp_path), agency=agency.code, report=report)
    assert _json(report)["failure"]["code"] == "UNREADABLE"
    file.write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import_people", str(file), agency=agency.code, report=report)
    assert _json(report)["failure"]["code"] == "EMPTY"
    file.write_bytes(csv_of([]).getvalue())
    with pytest.raises(CommandError, match="tidak ada satu baris pun"):
        call_command("import_people", str(file), agency=agency.code, report=report)
    assert _json(report)["failure"]["code"] == "NO_ROWS"
    file.write_text("nama,nip\nSari,1\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_people", str(file), agency=agency.code, report=report)
    assert _json(report)["failure"]["code"] == "MISSING_COLUMNS"


def test_an_open_import_is_resumed_or_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of(rows).getvalue())
    killed = imports.begin(csv_of(rows), name="export.csv", agency=agency, by=None, in_background=False)

    call_command("import_people", str(file), agency=agency.code)

    killed.refresh_from_db()
    assert killed.state == ImportState.APPLIED
    assert "Dilanjutkan dari titik berhenti" in capsys.readouterr().out

    checked(some_rows(1, agency=agency, nama="Sari"), agency=agency)
    with pytest.raises(CommandError):
        call_command("import_people", str(file), agency=agency.code)
    call_command("import_people", str(file), agency=agency.code, set_aside=True)


def test_what_a_run_left_undecided_is_checked_anew_unless_somebody_looks_at_it(tmp_path: Path) -> None:
    agency, other = an_agency(), an_agency()
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of(rows := some_rows(2, agency=agency)).getvalue())
    left = checked(rows, agency=agency)
    a_person("Budi", agency=agency)

    call_command("import_people", str(file), agency=agency.code)

    left.refresh_from_db()
    assert left.state == ImportState.APPLIED
    file.write_bytes(csv_of(rows := some_rows(2, agency=other)).getvalue())
    seen = checked(rows, agency=other, by=an_administrator(other))
    with pytest.raises(CommandError):
        call_command("import_people", str(file), agency=other.code)
    seen.refresh_from_db()
    assert seen.state == ImportState.STAGED


def test_a_dry_run_leaves_what_was_decided_alone(tmp_path: Path) -> None:
    agency = an_agency()
    file = tmp_path / "export.csv"
    file.write_bytes(csv_of(rows := some_rows(2, agency=agency)).getvalue())
    decided = checked(rows, agency=agency)
    imports.apply(decided, by=None, seen=(decided.file.sha256, decided.seen_state), in_background=False)

    with pytest.raises(CommandError):
        call_command("import_people", str(file), agency=agency.code, dry_run=True)

    decided.refresh_from_db()
    assert (decided.state, Person.objects.count()) == (ImportState.APPLYING, 0)


def test_an_invented_export_is_the_same_each_time_and_its_traps_are_found(tmp_path: Path) -> None:
    agency = an_agency()
    words = {"people": 300, "seed": 7, "mess": 0.3, "agency": agency.code}
    first, second, units, key = (tmp_path / name for name in ("a.csv", "b.csv", "u.csv", "key.json"))
    call_command("make_export", out=first, units=units, key=key, **words)
    call_command("make_export", out=second, **words)
    assert first.read_bytes() == second.read_bytes()

    report = tmp_path / "report.json"
    call_command("import_people", str(first), agency=agency.code, report=report)
    call_command("import_units", str(units), agency=agency.code)

    found = {(wrong["row"], wrong["column"], wrong["code"]) for wrong in _json(report)["wrong"]}
    assert found == {(trap["row"], trap["column"], trap["fault"]) for trap in _json(key) if trap["fault"]}
    assert len(found) > 30
    assert not UnitState.objects.standing().filter(is_provisional=True).exists()
    nips = set(Person.objects.values_list("identifiers__value", flat=True))
    assert all(int(nip[15:]) > 900 for nip in nips if len(nip) == 18)


def test_other_seeds_are_other_people_and_are_taken_in_together(tmp_path: Path) -> None:
    agency = an_agency()
    seeds = (1, 2, 7, 33)
    for seed in seeds:
        file, report = tmp_path / f"{seed}.csv", tmp_path / f"{seed}.json"
        call_command("make_export", people=400, seed=seed, agency=agency.code, out=file)

        call_command("import_people", str(file), agency=agency.code, report=report)

        assert (_json(report)["new"], _json(report)["wrong"]) == (400, [])
    assert Person.objects.count() == 400 * len(seeds)


def test_no_number_of_one_seed_is_that_of_another() -> None:
    home = Home("CONTOH-1", "Contoh", "1")
    numbers: dict[tuple[str, str], int] = {}
    for seed in range(1, 34):
        for row in an_export(600, home=home, seed=seed).rows:
            cells = dict(zip(HEADER, row, strict=True))
            for name in ("pns_id", "nip_baru", "nik"):
                assert numbers.setdefault((name, cells[name]), seed) == seed
                assert not (name == "nip_baru" and why_not_nip(cells[name]))
    assert len(numbers) == 33 * 600 * 3


def test_an_invented_export_has_the_shape_of_the_territory(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    call_command("make_export", people=2_000, out=file)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert tuple(rows[0]) == HEADER
    assert 0.66 < sum(row["jenis_kelamin"] == "F" for row in rows) / len(rows) < 0.74
    assert 0.3 < sum(row["jabatan_nama"].startswith("Guru") for row in rows) / len(rows) < 0.5
    assert 0.3 < sum(row["nip_baru"][12] == "2" for row in rows) / len(rows) < 0.42
    assert len({row["nip_baru"] for row in rows}) == len({row["nik"] for row in rows}) == 2_000


def test_an_export_for_an_agency_with_units_fills_these(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency = an_agency()
    office = a_unit("Dinas Pendidikan", agency=agency)
    school, clinic = a_unit("SMA Negeri 1", under=office), a_unit("UPTD Puskesmas 2", under=office)
    file, again = tmp_path / "a.csv", tmp_path / "b.csv"

    call_command("make_export", people=60, seed=7, agency=agency.code, out=file)
    call_command("make_export", people=60, seed=7, agency=agency.code, out=again)
    assert file.read_bytes() == again.read_bytes()
    call_command("import_people", str(file), agency=agency.code)

    assert set(Unit.objects.values_list("pk", flat=True)) == {office.pk, school.pk, clinic.pk}
    assert "unit baru" not in capsys.readouterr().out
    placed = Placement.objects.values_list("unit", "position__name")
    assert all(not post.startswith("Kepala") for _unit, post in placed)
    assert any(post.startswith("Guru") for unit, post in placed if unit == school.pk)
    assert not any(post.startswith("Guru") for unit, post in placed if unit != school.pk)

    call_command("make_export", people=60, seed=8, agency=agency.code, out=file, units=tmp_path / "units.csv")
    call_command("import_people", str(file), agency=agency.code, dry_run=True)
    assert "unit baru" in capsys.readouterr().out


def test_an_invented_workbook_is_taken_in(tmp_path: Path) -> None:
    agency = an_agency()
    file = tmp_path / "a.xlsx"
    call_command("make_export", people=6, agency=agency.code, out=file, xlsx=True)

    call_command("import_people", str(file), agency=agency.code)

    assert Placement.objects.count() == 6


@pytest.mark.parametrize("words", [{"people": -1}, {"people": 1, "mess": 2.0}, {"people": 1, "agency": "0000"}])
def test_odd_wishes_for_an_export_are_refused(words: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("make_export", out=tmp_path / "a.csv", **words)
    with pytest.raises(CommandError):
        call_command("make_export", people=1, xlsx=True, out=tmp_path / "a.csv")
