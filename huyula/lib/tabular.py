"""Tables in files: CSV and XLSX from strangers read safely as rows of text, and XLSX written.

CSV is RFC 4180 with the habits of spreadsheets (semicolons, tabs, a byte order mark, Windows-1252). XLSX is ECMA-376;
it is looked through before anybody parses it, since a few kB can describe a sheet of seventeen milliards of cells.
"""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

import xlsxwriter
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from huyula.lib.archives import UnsafeArchive, inspect_zip
from huyula.lib.refused import Refused

MOST_BYTES = 60_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 128
MOST_XLSX_BYTES = 300 << 20  # unpacked
MOST_RATIO = 150
CHUNK = 1 << 20
STRAY = 500  # one zero in so many bytes may stand in a text by mistake
DELIMITERS = ",;\t|"
XLSX_START = b"PK\x03\x04"
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "OLD_EXCEL",
    b"%PDF": "NOT_A_TABLE",
    b"\x89PNG": "NOT_A_TABLE",
    b"\xff\xd8\xff": "NOT_A_TABLE",
}
# A formula; a place beyond column DX or row 199,999; a place written with entities.
SUSPECT = re.compile(
    rb"<(?:\w+:)?f[ />]"
    rb"|\br=[\"'](?:[A-Z]{3,}|[E-Z][A-Z]|D[Y-Z])\d"
    rb"|\br=[\"'][A-Z]{0,3}(?:[2-9]\d{5}|\d{7,})[\"']"
    rb"|\br=[\"'][^\"'<>]{0,20}&"
)
PLACE = re.compile(rb"<(?:\w+:)?c [^>]*?\br=[\"']([A-Z]+\d+)[\"']")


class Fault(TextChoices):
    """Why a file is not read as a table."""

    EMPTY = "EMPTY", _("The file is empty.")
    TOO_LARGE = "TOO_LARGE", _("The file is larger than %(most)s MB. Please split it, or save fewer columns.")
    TOO_MANY_ROWS = "TOO_MANY_ROWS", _("The file has more than %(most)s rows. Please split it.")
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS", _("The file has more than %(most)s columns. Please remove those left over.")
    NOT_A_TABLE = "NOT_A_TABLE", _("This is not a table. Please choose a CSV or XLSX file.")
    OLD_EXCEL = "OLD_EXCEL", _("This is an old Excel file (.xls). Please open it and save it as .xlsx or CSV.")
    WEB_PAGE = (
        "WEB_PAGE",
        _("This is a web page with the name of a table. Please open it in Excel and save it as .xlsx."),
    )
    MISNAMED = "MISNAMED", _("The file is called %(name)s, but it holds %(kind)s. Please export it again.")
    ENCODING = (
        "ENCODING",
        _("The letters can't be read (neither UTF-8, UTF-16 nor Windows-1252). Please save it as CSV UTF-8."),
    )
    BROKEN_CSV = (
        "BROKEN_CSV",
        _("From row %(row)s on, the CSV is broken: probably a quotation mark is missing. Please export it again."),
    )
    DAMAGED = "DAMAGED", _("The Excel file is damaged or protected by a password. Please save it again without one.")
    UNSAFE = "UNSAFE", _("The Excel file isn't opened: %(why)s")
    MACROS = "MACROS", _("The file holds macros. Please save it as .xlsx without macros.")
    FORMULAS = "FORMULAS", _("Cell %(cell)s holds a formula. Please copy the sheet and paste it as values.")


class CannotRead(Refused):
    """That a file is not read, and why."""


@dataclass(slots=True)
class Table:
    """A file opened as a table: the cells of its header, and an iterator over its rows as text.

    `first_row` is the number the spreadsheet gives to the first row after the header. `encoding` is empty for XLSX,
    `total` (rows of the sheet) is 0 for CSV, where nobody knows before the end.
    """

    header: list[str]
    rows: Iterator[list[str]]
    first_row: int
    encoding: str
    total: int = 0


def opened(file: BinaryIO, *, name: str, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS) -> Table:
    """Open a CSV or XLSX file by what it holds; its name must agree.

    `file` is seekable and stays open while rows are read. Numbers of a sheet become text as one would type them, those
    of sixteen digits and more in scientific notation, since their last digits are lost. Raises CannotRead, also while
    rows are read.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise CannotRead(Fault.EMPTY)
    if size > most_bytes:
        raise CannotRead(Fault.TOO_LARGE, most=most_bytes // 1_000_000)
    start = file.read(2048)
    file.seek(0)
    ending = name.rpartition(".")[2].casefold()
    if start.startswith(XLSX_START):
        _agree(ending, {"xlsx", "xlsm"}, name=name, kind=_("an Excel file or another archive"))
        return _sheet(file, most_rows=most_rows)
    _refuse_foreign(start)
    _agree(ending, {"csv", "txt", "tsv"}, name=name, kind=_("plain text"))
    return _text(file, most_rows=most_rows)


def _agree(ending: str, expected: set[str], *, name: str, kind: object) -> None:
    if ending not in expected:
        raise CannotRead(Fault.MISNAMED, name=name[-60:], kind=kind)


def _refuse_foreign(start: bytes) -> None:
    for sign, code in FOREIGN.items():
        if start.startswith(sign):
            raise CannotRead(Fault(code))
    if start.lstrip().lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise CannotRead(Fault.WEB_PAGE)


# -- CSV ---------------------------------------------------------------------------------------------------------


def _text(file: BinaryIO, *, most_rows: int) -> Table:
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    first = text.readline(1 << 16)
    if not first.strip("\ufeff \r\n\t,;|"):
        raise CannotRead(Fault.EMPTY)
    text.seek(0)
    delimiter = max(DELIMITERS, key=first.count)
    reader = _counted(csv.reader(text, delimiter=delimiter), most_rows=most_rows)
    header = next(reader)
    _check_width(header)
    return Table(header, reader, first_row=2, encoding=encoding)


def _check_width(header: Sequence[str]) -> None:
    if len(header) > MOST_COLUMNS:
        raise CannotRead(Fault.TOO_MANY_COLUMNS, most=MOST_COLUMNS)


def _counted(rows: Iterator[list[str]], *, most_rows: int) -> Iterator[list[str]]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if number > most_rows + 1:
                raise CannotRead(Fault.TOO_MANY_ROWS, most=most_rows)
            yield row
    except csv.Error as fault:
        raise CannotRead(Fault.BROKEN_CSV, row=number + 1) from fault


def _encoding(file: BinaryIO) -> str:
    """Find how the letters are written: by the mark at the start, else UTF-8, else Windows-1252.

    A zero here and there spoils its cell, not the file.
    """
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _readable(file, "utf-16")
    file.seek(0)
    zeros, size = 0, 0
    for chunk in iter(lambda: file.read(CHUNK), b""):
        zeros += chunk.count(b"\0")
        size += len(chunk)
    if zeros * STRAY > size:
        unmarked = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        return _readable(file, unmarked if b"\0" in start else "")
    with suppress(CannotRead):
        return _readable(file, "utf-8-sig")
    return _readable(file, "cp1252")


def _readable(file: BinaryIO, encoding: str) -> str:
    if not encoding:
        raise CannotRead(Fault.NOT_A_TABLE)
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as fault:
        raise CannotRead(Fault.ENCODING) from fault
    return encoding


# -- XLSX --------------------------------------------------------------------------------------------------------


def _sheet(file: BinaryIO, *, most_rows: int) -> Table:
    _look_through(file)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        sheet = next((each for each in map(book.get_sheet_by_index, range(len(book.sheet_names))) if each.height), None)
    except (CalamineError, OSError, ValueError) as fault:
        raise CannotRead(Fault.DAMAGED) from fault
    if sheet is None:
        raise CannotRead(Fault.EMPTY)
    top, _left = sheet.start or (0, 0)
    rows = _counted(_rows_of(sheet), most_rows=most_rows)
    header = next(row for row in rows if any(row))
    while header and not header[-1]:
        header.pop()
    _check_width(header)
    return Table(header, rows, first_row=top + 2, encoding="", total=sheet.height)


def _rows_of(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Give the rows from the first that holds anything, without the empty columns at the left."""
    empty = True
    for row in sheet.iter_rows():
        cells = [cell if isinstance(cell, str) else text_of(cell) for cell in row]
        empty = empty and not any(cells)
        if not empty:
            yield cells


def text_of(cell: object) -> str:
    """Write a cell as one would type it: 40.0 as `40`, a day as `31-12-2025`, sixteen digits as `1.98609E+17`."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        if abs(cell) >= 1e15:
            return f"{cell:.5E}"
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, dt.date):  # a datetime is one
        return cell.strftime("%d-%m-%Y")
    return str(cell)


def _look_through(file: BinaryIO) -> None:
    """Refuse bombs, macros, formulas and sheets that would unfold beyond all measure, before anybody parses them."""
    try:
        report = inspect_zip(file, most_entries=500, most_bytes=MOST_XLSX_BYTES, most_ratio=MOST_RATIO)
    except UnsafeArchive as fault:
        raise CannotRead(Fault.UNSAFE, why=fault.detail) from fault
    if report.has("vbaProject.bin"):
        raise CannotRead(Fault.MACROS)
    if not report.has("xl/workbook.xml"):
        raise CannotRead(Fault.NOT_A_TABLE)
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.casefold().startswith("xl/worksheets/"):
                with archive.open(name) as part:
                    _scan(cast("BinaryIO", part))


def _scan(part: BinaryIO) -> None:
    before = b""
    for chunk in iter(lambda: part.read(CHUNK), b""):
        text = before[-512:] + chunk
        if found := SUSPECT.search(text):
            _refuse_suspect(found, text)
        before = text


def _refuse_suspect(found: re.Match[bytes], text: bytes) -> None:
    sign = found.group()
    if sign.startswith(b"<"):
        places = PLACE.findall(text[: found.start()])
        raise CannotRead(Fault.FORMULAS, cell=places[-1].decode() if places else "?")
    if sign[-1:] == b"&":
        raise CannotRead(Fault.DAMAGED)
    if sign[-1:] in b"\"'":
        raise CannotRead(Fault.TOO_MANY_ROWS, most=MOST_ROWS)
    raise CannotRead(Fault.TOO_MANY_COLUMNS, most=MOST_COLUMNS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written: its name (at most 31 characters), its heads, its rows (text, numbers, days)."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Write sheets as an XLSX file. Text stays text: nothing a person typed becomes a formula or a link."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "dd-mm-yyyy",
        },
    )
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.heads, bold)
        for number, row in enumerate(sheet.rows, start=1):
            page.write_row(number, 0, row)
        page.autofit()
    book.close()
    return target.getvalue()
