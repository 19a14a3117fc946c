"""Bad input gets a clear answer: the file is refused whole, or a row alone, and nothing is lost."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.files import gateways
from huyula.files.actions import CannotKeep
from huyula.lib import tabular
from huyula.people.actions import imports
from huyula.people.models import Import, ImportKind, ImportState, Person, StagedRow, Unit, UnitState, WrongCell
from huyula.people.queries import marking, reports
from huyula.people.samples.officers import HEADER
from huyula.people.tests.sheets import Row, checked, csv_of, faults, some_rows, taken_in, units_of

pytestmark = pytest.mark.django_db


def _workbook(rows: list[Row], *, numeric: str = "", formula: str = "") -> io.BytesIO:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(rows, start=1):
        for place, name in enumerate(HEADER):
            if name == numeric:
                sheet.write_number(number, place, float(row[name]))
            elif name == formula:
                sheet.write_formula(number, place, '=HYPERLINK("http://x")')
            elif row[name]:
                sheet.write_string(number, place, row[name])
    book.close()
    target.seek(0)
    return target


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"nip_baru": "1.98609E+17"}, "nip_baru", "NIP_SCIENTIFIC"),
        ({"nip_baru": "1,98609E+17"}, "nip_baru", "NIP_SCIENTIFIC"),
        ({"nip_baru": "19860926201505100"}, "nip_baru", "NIP_LENGTH"),
        ({"nip_baru": "198613262015051001"}, "nip_baru", "NIP_BIRTH"),
        ({"nip_baru": "198609262015131001"}, "nip_baru", "NIP_MONTH"),
        ({"nip_baru": "198609262015053001"}, "nip_baru", "NIP_SEX"),
        ({"nip_baru": "198609262015051000"}, "nip_baru", "NIP_SERIAL"),
        ({"nip_baru": "19860926201505100X"}, "nip_baru", "NIP_LETTERS"),
        ({"nip_baru": "null"}, "nip_baru", "MISSING"),
        ({"nik": "7.57101E+15"}, "nik", "NUMBER_SCIENTIFIC"),
        ({"nik": "757101"}, "nik", "NIK_SHAPE"),
        ({"nomor_hp": "8.52E+11"}, "nomor_hp", "NUMBER_SCIENTIFIC"),
        ({"tanggal_lahir": "31-02-1990"}, "tanggal_lahir", "DATE_UNREAL"),
        ({"tmt_jabatan": "44927"}, "tmt_jabatan", "DATE_SHAPE"),
        ({"tmt_golongan": "01-01-1090"}, "tmt_golongan", "DATE_RANGE"),
        ({"tahun_lulus": "empat"}, "tahun_lulus", "NUMBER_SHAPE"),
        ({"nama": "<script>alert(1)</script>"}, "nama", "NOT_A_NAME"),
        ({"nama": "'null"}, "nama", "MISSING"),
        ({"nama": "Sari\u202eitaB"}, "nama", "HIDDEN_CHARACTERS"),
        ({"alamat": "x" * 501}, "alamat", "TOO_LONG"),
        ({"unor_nama": "#REF!"}, "unor_nama", "SPREADSHEET_ERROR"),
        ({"email": "sari at contoh"}, "email", "EMAIL_SHAPE"),
        ({"jenis_kelamin": "X"}, "jenis_kelamin", "UNKNOWN_SEX"),
        ({"jenis_jabatan_id": "9"}, "jenis_jabatan_id", "UNKNOWN_CODE"),
        ({"gol_akhir_nama": "V/z"}, "gol_akhir_nama", "UNKNOWN_RANK"),
        ({"status_cpns_pns": "entah"}, "status_cpns_pns", "UNKNOWN_CATEGORY"),
        ({"instansi_kerja_id": "LAIN"}, "instansi_kerja_id", "OTHER_AGENCY"),
        ({"instansi_induk_id": "LAIN"}, "instansi_induk_id", "OTHER_AGENCY"),
        ({"instansi_kerja_id": "", "instansi_induk_id": ""}, "instansi_kerja_id", "MISSING"),
    ],
)
def test_a_row_with_a_wrong_cell_is_refused_alone(cells: Row, column: str, code: str) -> None:
    agency = an_agency()
    rows = some_rows(40, agency=agency)
    last = next(row for row in reversed(rows) if row["status_cpns_pns"] == "P")
    rows[rows.index(last)] = last | cells

    batch = taken_in(rows, agency=agency)

    assert faults(batch) == [(rows.index(last | cells) + 2, column, code)]
    assert (batch.new, batch.wrong, Person.objects.count()) == (39, 1, 39)
    assert reports.report(batch)["wrong"][0]["message"]


def test_a_restricted_value_is_never_written_down() -> None:
    agency = an_agency()
    batch = checked(some_rows(1, agency=agency, nik="757101999"), agency=agency)

    cell = WrongCell.objects.get(batch=batch)
    assert (cell.column, cell.value) == ("nik", "••••")


def test_every_wrong_cell_of_a_row_is_named() -> None:
    agency = an_agency()
    rows = some_rows(1, agency=agency, nama="", tanggal_lahir="30-02-1990", email="x")

    batch = checked(rows, agency=agency)

    assert {code for _, _, code in faults(batch)} == {"MISSING", "DATE_UNREAL", "EMAIL_SHAPE"}
    assert batch.wrong == 1


def test_one_word_names_and_pppk_numbers_are_right() -> None:
    agency = an_agency()
    rows = some_rows(1, agency=agency, nama="Sari", nip_baru="199001012021212901", status_cpns_pns="")

    batch = taken_in(rows, agency=agency)

    assert faults(batch) == []
    assert Person.objects.get().standings.get().category == "PPPK"


def test_a_nip_in_two_rows_is_refused_in_both() -> None:
    agency = an_agency()
    rows = some_rows(3, agency=agency)
    rows[2] |= {"nip_baru": rows[0]["nip_baru"], "jabatan_nama": rows[0]["jabatan_nama"]}

    batch = checked(rows, agency=agency)

    assert [(row, column) for row, column, _ in faults(batch)] == [(2, "nip_baru"), (4, "nip_baru")]
    assert (batch.new, batch.wrong) == (1, 2)
    assert "4" in reports.report(batch)["wrong"][0]["message"]


def test_of_two_copies_of_a_row_the_first_stays() -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)

    batch = checked([*rows, rows[0]], agency=agency)

    assert faults(batch) == [(4, "nip_baru", "DUPLICATE_NIP")]
    assert batch.new == 2


def test_a_known_row_in_two_copies_is_refused_once_as_well() -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    taken_in(rows, agency=agency)

    batch = checked([*rows, rows[0]], agency=agency)

    assert faults(batch) == [(4, "nip_baru", "DUPLICATE_NIP")]
    assert batch.same == 2


def test_two_definitive_posts_of_one_person_are_an_error() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency)[0]

    batch = checked([row, row | {"jabatan_nama": "Jabatan Lain", "jabatan_id": "lain"}], agency=agency)

    assert {code for _, _, code in faults(batch)} == {"TWO_PLACEMENTS"}
    assert batch.new == 0


def test_one_siasn_id_or_nik_for_two_persons_is_an_error() -> None:
    agency = an_agency()
    one, two, three, four = some_rows(4, agency=agency)
    batch = checked([one, two | {"pns_id": one["pns_id"]}, three, four | {"nik": three["nik"]}], agency=agency)

    assert [(row, code) for row, _, code in faults(batch)] == [
        (2, "DUPLICATE_PERSON"), (3, "DUPLICATE_PERSON"), (4, "DUPLICATE_NIK"), (5, "DUPLICATE_NIK"),
    ]  # fmt: skip


def test_a_nip_of_somebody_else_is_a_clash() -> None:
    agency = an_agency()
    one, two = some_rows(2, agency=agency)
    taken_in([one, two], agency=agency)

    swapped = checked([one | {"nip_baru": two["nip_baru"]}], agency=agency)
    assert faults(swapped) == [(2, "nip_baru", "IDENTITY_CLASH")]
    imports.discard(swapped, by=None)

    stranger = checked([one | {"pns_id": "never-seen-before"}], agency=agency)
    assert faults(stranger) == [(2, "nip_baru", "IDENTITY_CLASH")]


def test_a_nik_with_another_birthday_is_a_clash() -> None:
    agency = an_agency()
    row = some_rows(1, agency=agency)[0]
    taken_in([row], agency=agency)

    stranger = row | {"pns_id": "never-seen", "nip_baru": "199505052020121999", "tanggal_lahir": "05-05-1995"}
    batch = checked([stranger], agency=agency)

    assert faults(batch) == [(2, "nik", "NIK_CLASH")]


def _refused(file: io.BytesIO, *, name: str = "export.csv", agency: Agency | None = None) -> str:
    """Give the code with which a file is refused, whether at the door or when it is read; nothing of it may be left."""
    home = agency or an_agency()
    try:
        batch = checked(file, agency=home, name=name)
    except CannotKeep as refusal:
        assert not Import.objects.filter(agency=home).exists()
        return refusal.code if refusal.detail else "SILENT"
    assert batch.state == ImportState.FAILED
    for table in (Person, Unit, StagedRow, WrongCell):
        assert not table.objects.exists(), "nothing is half-written"
    assert reports.why_failed(batch)
    assert reports.report(batch)["failure"]["message"]
    imports.discard(checked(some_rows(1, agency=home), agency=home), by=None)  # the place is free again
    return batch.failure


def test_files_that_are_no_table_are_refused() -> None:
    assert _refused(io.BytesIO(b"")) == "EMPTY"
    assert _refused(io.BytesIO(b"\n\n")) == "EMPTY"
    assert _refused(io.BytesIO(b"%PDF-1.7 x")) == "WRONG_TYPE"
    assert _refused(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600), name="export.xls") in {"OLD_FORMAT", "NOT_ACCEPTED"}
    assert _refused(io.BytesIO(b"PK\x03\x04broken"), name="export.xlsx") == "WRONG_TYPE"
    assert _refused(csv_of(some_rows(1, agency=an_agency())), name="export.xlsx") == "WRONG_TYPE"
    assert _refused(_workbook(some_rows(1, agency=an_agency())), name="export.csv") == "WRONG_TYPE"


def test_a_file_without_a_row_says_so() -> None:
    empty = dict.fromkeys(HEADER, "")

    assert _refused(csv_of([])) == "NO_ROWS"
    assert _refused(csv_of([empty, empty])) == "NO_ROWS"
    assert _refused(_workbook([]), name="export.xlsx") == "NO_ROWS"
    assert checked(units_of([]), agency=an_agency(), kind=ImportKind.UNITS).failure == "NO_ROWS"


def test_missing_and_double_columns_are_named() -> None:
    agency = an_agency()
    rows = some_rows(1, agency=agency)

    lacking = [name for name in HEADER if name not in {"nik", "unor_id"}]
    batch = checked(csv_of(rows, header=lacking), agency=agency)
    assert batch.failure == "MISSING_COLUMNS"
    assert "nik, unor_id" in reports.why_failed(batch)

    batch = checked(csv_of(rows, header=[*HEADER, "nama"]), agency=agency)
    assert batch.failure == "DOUBLE_COLUMNS"
    assert "nama" in reports.why_failed(batch)


def test_dropped_columns_may_be_left_out_and_others_added() -> None:
    agency = an_agency()
    header = [name for name in HEADER if not name.startswith(("agama", "jenis_kawin", "kpkn"))] + ["catatan"]

    batch = checked(csv_of(some_rows(2, agency=agency), header=header), agency=agency)

    assert (batch.new, batch.wrong) == (2, 0)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_letters_and_delimiters_of_spreadsheets_are_understood(encoding: str, delimiter: str) -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency, nama="André Contoh")

    batch = taken_in(csv_of(rows, encoding=encoding, delimiter=delimiter), agency=agency)

    assert batch.new == 2
    assert {biodata.name for person in Person.objects.all() for biodata in person.biodata.all()} == {"André Contoh"}


def test_letters_that_nobody_can_read_are_refused() -> None:
    agency = an_agency()
    data = csv_of(some_rows(1, agency=agency)).getvalue() + b"\x81\x8d\xff\n"
    assert _refused(io.BytesIO(data), agency=agency) == "ENCODING"


@pytest.mark.parametrize("sign", ["\0", "\x01"])
def test_a_control_character_spoils_its_row_alone(sign: str) -> None:
    agency = an_agency()
    rows = some_rows(6, agency=agency)
    rows[0]["unor_nama"] = f"Dinas{sign}Contoh"
    rows[2]["nik"] += sign
    rows[3]["tmt_jabatan"] += sign
    rows[4]["agama_nama"] += sign  # a column that is never read
    rows[5]["nama"] = f"Sa{sign}ri"

    batch = taken_in(rows, agency=agency)

    assert [(row, column) for row, column, _ in faults(batch)] == [
        (2, "unor_nama"), (4, "nik"), (5, "tmt_jabatan"), (7, "nama"),
    ]  # fmt: skip
    told = reports.report(batch)["wrong"]
    assert told[3]["value"] == f"Sa{sign}ri".replace("\0", "␀")
    assert all(cell["message"] for cell in told)
    assert (batch.new, Person.objects.count()) == (2, 2)
    with io.BytesIO(marking.marked_sheet(batch)) as marked:
        assert len(list(tabular.opened(marked, name="a.xlsx").rows)) == 4


def test_a_quote_that_never_ends_is_named() -> None:
    agency = an_agency()
    data = csv_of(some_rows(2, agency=agency)).getvalue() + b'"' + b"x," * 100_000
    assert _refused(io.BytesIO(data), agency=agency) == "BROKEN_CSV"


def test_a_row_with_other_cells_than_the_header_is_refused_alone() -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    lines = csv_of(rows).getvalue().decode().splitlines()
    lines[1] += ",,"  # empty cells at the end do no harm
    lines[2] += ",zuviel"

    batch = checked(io.BytesIO("\n".join(lines).encode()), agency=agency)

    assert faults(batch) == [(3, "", "ROW_SHAPE")]
    assert batch.new == 1


def test_a_cell_of_several_lines_is_one_cell_of_one_row() -> None:
    agency = an_agency()
    rows = some_rows(3, agency=agency)
    rows[0] |= {"alamat": "Jl. Contoh 1\r\nDusun Dua\nDesa Tiga", "unor_nama": "Dinas\nContoh"}
    rows[2]["nama"] = ""

    batch = taken_in(rows, agency=agency)

    assert faults(batch) == [(4, "nama", "MISSING")]
    assert (batch.rows, batch.new) == (3, 2)
    assert UnitState.objects.filter(unit__siasn_id=rows[0]["unor_id"]).get().name == "Dinas Contoh"


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    rows[1]["nama"] = ""
    empty = dict.fromkeys(HEADER, "")

    batch = checked([rows[0], empty, empty, rows[1], empty], agency=agency)

    assert faults(batch) == [(5, "nama", "MISSING")]
    assert batch.rows == 2


def test_a_workbook_is_read_like_a_csv() -> None:
    agency = an_agency()
    rows = some_rows(5, agency=agency)
    taken_in(_workbook(rows), agency=agency, name="export.xlsx")

    batch = checked(rows, agency=agency)

    assert (batch.same, batch.new, batch.changed) == (5, 0, 0)


def test_a_numeric_nip_of_a_workbook_is_refused() -> None:
    agency = an_agency()
    batch = checked(_workbook(some_rows(2, agency=agency), numeric="nip_baru"), agency=agency, name="export.xlsx")
    assert [code for _, _, code in faults(batch)] == ["NIP_SCIENTIFIC", "NIP_SCIENTIFIC"]


def test_formulas_are_refused_by_their_cell() -> None:
    agency = an_agency()
    batch = checked(_workbook(some_rows(2, agency=agency), formula="nama"), agency=agency, name="export.xlsx")
    assert batch.failure == "FORMULAS"
    assert "D2" in reports.why_failed(batch)


def test_macros_and_bombs_are_refused() -> None:
    with_macro = io.BytesIO(_workbook(some_rows(1, agency=an_agency())).getvalue())
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with_macro.seek(0)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (20 << 20))
    bomb.seek(0)

    assert _refused(with_macro, name="export.xlsx") == "MACROS"
    assert _refused(bomb, name="export.xlsx") in {"BOMB", "UNSAFE"}


def test_too_large_a_file_is_refused() -> None:
    class Endless(io.RawIOBase):
        left = 200 << 20

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            size = min(size if size > 0 else 1 << 20, self.left)
            self.left -= size
            return b"nama,nip\n" * (size // 9) + b"x" * (size % 9)

    def large() -> set[Path]:
        return {path for path in gateways.folder().rglob("*") if path.is_file() and path.stat().st_size > 1_000_000}

    before = large()  # other tests keep files in this folder too
    with pytest.raises(CannotKeep, match="60 MB") as refusal:
        imports.begin(Endless(), name="export.csv", agency=an_agency(), by=None)  # type: ignore[arg-type]  # a stream
    assert refusal.value.code == "TOO_LARGE"
    assert not Import.objects.exists()
    assert large() == before
