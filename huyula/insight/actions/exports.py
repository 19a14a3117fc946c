"""Writing down that figures were taken out."""

from huyula.access.models import Agency, User
from huyula.journal.actions import record


def note_export(agency: Agency, *, what: str, year: int, by: User) -> None:
    """Note that somebody took the figures of units or of people out as a workbook: one insert, its own transaction."""
    record("insight.exported", by=by, about=agency, agency=agency.pk, fields=(what, str(year)))
