"""Tables from strangers: read as they are meant, refused where they do harm."""

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huyula.lib import tabular
from huyula.lib.tabular import CannotRead, Sheet, opened, text_of, workbook


def _code(data: bytes, *, name: str = "a.csv", **words: int) -> str:
    with pytest.raises(CannotRead) as refused:
        list(opened(io.BytesIO(data), name=name, **words).rows)
    assert refused.value.detail
    return refused.value.code


def _rows(data: bytes, *, name: str = "a.csv") -> tuple[list[str], list[list[str]]]:
    table = opened(io.BytesIO(data), name=name)
    return table.header, list(table.rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_however_it_was_saved(encoding: str, delimiter: str) -> None:
    text = f'nama{delimiter}nip\r\n"André{delimiter} S.Pd\nContoh"{delimiter}007\r\n'
    header, rows = _rows(text.encode(encoding))
    assert [cell.lstrip("\ufeff") for cell in header] == ["nama", "nip"]
    assert rows == [[f"André{delimiter} S.Pd\nContoh", "007"]]


def test_a_stray_zero_spoils_a_cell_and_not_the_file() -> None:
    for place in (0, 3, 8, 2_000):
        text = b"nama,nip\n" + b"Sari,007\n" * 500
        header, rows = _rows(text[:place] + b"\0" + text[place:])
        assert "".join(header + [cell for row in rows for cell in row]).count("\0") == 1
        assert len(rows) == 500


def test_what_is_no_text_is_refused() -> None:
    assert _code(b"") == "EMPTY"
    assert _code(b" \r\n") == "EMPTY"
    assert _code(b"\xef\xbb\xbf\n") == "EMPTY"
    assert _code(b"nama\n\x81\x8d\n") == "ENCODING"
    assert _code(b"abcd\0\0\xd8\xff" * 9) in {"ENCODING", "NOT_A_TABLE"}
    assert _code(b"\xd0\xcf\x11\xe0 x", name="a.xls") == "OLD_EXCEL"
    assert _code(b"%PDF-1.7", name="a.csv") == "NOT_A_TABLE"
    assert _code(b" <html><table>", name="a.csv") == "WEB_PAGE"
    assert _code(b"a,b\n1,2\n", name="a.xlsx") == "MISNAMED"
    assert _code(b"a,b\n1,2\n", name="a") == "MISNAMED"
    assert _code(_book(), name="a.csv") == "MISNAMED"


def test_limits_hold() -> None:
    assert _code(b"a,b\n" * 100, most_bytes=300) == "TOO_LARGE"
    assert _code(b"a,b\n" * 100, most_rows=50) == "TOO_MANY_ROWS"
    assert _code(b"," * 200 + b"x\n") == "TOO_MANY_COLUMNS"
    assert _code(b'a,b\n"' + b"x" * 200_000) == "BROKEN_CSV"


def _book(write: Callable[[xlsxwriter.Workbook], None] | None = None) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    if write:
        write(book)
    else:
        book.add_worksheet().write_row(0, 0, ["nama", "nip"])
    book.close()
    return target.getvalue()


def test_a_sheet_is_read_from_where_it_begins() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("kosong")
        sheet = book.add_worksheet("isi")
        sheet.write_row(3, 2, ["nama", "nip", "tanggal", "lulus", "aktif", ""])
        sheet.write_row(4, 2, ["Sari", 198609262015051001, None, 2010, True])
        sheet.write_datetime(4, 4, dt.date(2026, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_row(6, 2, ["Budi", "'007"])

    table = opened(io.BytesIO(_book(write)), name="a.xlsx")
    rows = list(table.rows)

    assert table.header == ["nama", "nip", "tanggal", "lulus", "aktif"]
    assert (table.first_row, table.encoding, table.total) == (5, "", 4)
    assert rows[0] == ["Sari", "1.98609E+17", "31-01-2026", "2010", "TRUE"]
    assert rows[1] == ["", "", "", "", ""]
    assert rows[2][:2] == ["Budi", "'007"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (40.0, "40"),
        (1.5, "1.5"),
        (7, "7"),
        (-1e16, "-1.00000E+16"),
        (False, "FALSE"),
        (dt.date(2026, 2, 3), "03-02-2026"),
    ],
)
def test_numbers_and_days_become_text(cell: object, text: str) -> None:
    assert text_of(cell) == text


def test_an_empty_or_foreign_archive_is_refused() -> None:
    assert _code(_book(lambda book: book.add_worksheet()), name="a.xlsx") == "EMPTY"
    foreign = io.BytesIO()
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("catatan.txt", "x")
    assert _code(foreign.getvalue(), name="a.xlsx") == "NOT_A_TABLE"
    assert _code(b"PK\x03\x04 broken", name="a.xlsx") == "UNSAFE"


def _with_sheet(xml: str, *, extra: str = "") -> bytes:
    """Take a sound workbook and put other words into its sheet."""
    source, target = zipfile.ZipFile(io.BytesIO(_book())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/"):
                data = f'<worksheet xmlns="x"><sheetData>{xml}</sheetData></worksheet>'.encode()
            archive.writestr(name, data)
        if extra:
            archive.writestr(extra, "x")
    return target.getvalue()


def test_a_sheet_that_would_unfold_beyond_measure_is_refused() -> None:
    assert _code(_with_sheet('<row r="1"><c r="A1"/><c r="XFD1"/></row>'), name="a.xlsx") == "TOO_MANY_COLUMNS"
    assert _code(_with_sheet("<row r='1048576'><c r='A1048576'/></row>"), name="a.xlsx") == "TOO_MANY_ROWS"
    assert _code(_with_sheet('<row r="1"><c r="&#88;FD1"/></row>'), name="a.xlsx") == "DAMAGED"
    assert _code(_with_sheet("<row><c"), name="a.xlsx") in {"DAMAGED", "EMPTY"}


def test_formulas_and_macros_are_refused() -> None:
    assert _code(_with_sheet('<row r="1"><c r="B7"><f>1+1</f><v>2</v></c></row>'), name="a.xlsx") == "FORMULAS"
    assert _code(_with_sheet("<row><c><f/></c></row>"), name="a.xlsx") == "FORMULAS"
    assert _code(_with_sheet("", extra="xl/vbaProject.bin"), name="a.xlsm") == "MACROS"
    with pytest.raises(CannotRead, match="B7"):
        opened(io.BytesIO(_with_sheet('<row r="1"><c r="B7"><f>1+1</f></c></row>')), name="a.xlsx")


def test_a_sign_across_two_pieces_is_found() -> None:
    digits = random.Random(1).randbytes(tabular.CHUNK // 2).hex()[:-60]  # which can't be packed as small as a bomb
    padding = f'<c r="A1"><v>{digits}</v></c>'
    assert _code(_with_sheet(f'{padding}<c r="B1"><f>1</f></c>'), name="a.xlsx") == "FORMULAS"


@given(
    st.lists(
        st.lists(
            st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=9), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    data = workbook([Sheet("Isi", ["a", "b"], rows)])
    header, read = _rows(data, name="a.xlsx")
    assert header == ["a", "b"]
    full = [[*row, ""][:2] for row in read]
    assert full == rows[: len(full)]
    assert not any("".join(row) for row in rows[len(full) :])


def test_what_looks_like_a_formula_is_written_as_text() -> None:
    data = workbook([Sheet("Isi", ["a"], [["=1+1"], ["http://contoh.example"], [3], [dt.date(2026, 1, 2)]])])
    assert _rows(data, name="a.xlsx")[1] == [["=1+1"], ["http://contoh.example"], ["3"], ["02-01-2026"]]
