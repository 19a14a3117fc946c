"""Writing down that figures were taken out."""

from django.db import transaction

from huyula.access.models import Agency, User
from huyula.journal.actions import record


@transaction.atomic
def note_export(agency: Agency, *, what: str, year: int, by: User) -> None:
    """Note that somebody took the figures of units or of people out as a workbook."""
    record("insight.exported", by=by, about=agency, agency=agency.pk, fields=(what, str(year)))
