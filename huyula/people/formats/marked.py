"""The wrong rows of a file as a workbook: as they were, wrong cells red, each with a note that says the fix.

Only rows with a wrong cell are written: one corrects these and imports them again; the columns keep their names.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from huyula.people.formats.siasn import normalised

MOST_ROWS = 5_000
WIDTH = 22


@dataclass(frozen=True, slots=True)
class Mark:
    """A wrong cell: its column (as the table of columns has it), and what is said about it."""

    column: str
    message: str


def marked(
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    *,
    marks: Mapping[int, Sequence[Mark]],
    heads: Sequence[str],
) -> bytes:
    """Write the rows that have marks, at most 5,000, as XLSX. All cells are text.

    `heads` are the words for the two columns at the end: the row in the file, and what is wrong.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Salah")
    bold, red = book.add_format({"bold": True}), book.add_format({"bg_color": "#F8C9C4", "font_color": "#8C1D18"})
    places = {name: place for place, name in enumerate(normalised(header))}
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header), WIDTH)
    sheet.write_row(0, 0, [*header, *heads], bold)
    line = 0
    for number, row in rows:
        if number not in marks or line >= MOST_ROWS:
            continue
        line += 1
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell)
        sheet.write_number(line, len(header), number)
        sheet.write_string(line, len(header) + 1, " | ".join(mark.message for mark in marks[number]))
        for mark in marks[number]:
            place = places.get(mark.column.casefold(), len(header) + 1)
            sheet.write_string(line, place, row[place] if place < len(row) else mark.message, red)
            sheet.write_comment(line, place, mark.message, {"x_scale": 2, "y_scale": 1.4})
    book.close()
    return target.getvalue()
