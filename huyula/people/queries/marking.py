"""The wrong rows of an import's file, marked."""

from django.utils.translation import gettext as _

from huyula.files.queries import content
from huyula.lib import tabular
from huyula.people.formats.marked import Mark, marked
from huyula.people.models import Import
from huyula.people.queries.reports import message, wrong_cells


def marked_sheet(batch: Import) -> bytes:
    """Give the wrong rows as XLSX, with red cells and notes. Nothing of it is kept.

    Raises files' CannotRead once the file is gone. Two queries.
    """
    marks: dict[int, list[Mark]] = {}
    for cell in wrong_cells(batch).iterator(chunk_size=2_000):
        marks.setdefault(cell.row, []).append(Mark(cell.column, message(cell)))
    with content(batch.file) as file:
        table = tabular.opened(file, name=batch.file.name)
        rows = enumerate(table.rows, start=table.first_row)
        return marked(table.header, rows, marks=marks, heads=(_("Row in the file"), _("What is wrong")))
