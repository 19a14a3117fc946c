"""Small true calendars for tests and the demo."""

import datetime as dt

from huyula.access.models import Agency, User
from huyula.calendar import actions
from huyula.calendar.models import Decree, Holiday
from huyula.calendar.rules import Kind


def a_calendar(*years: int) -> None:
    """Make years known from the package (without years: 2025 to 2027)."""
    for year in years or (2025, 2026, 2027):
        actions.seed_year(year)


def a_decree(year: int, *, by: User) -> Decree:
    """Settle a year by a decree that confirms each day as it was proposed. `by` is an operator."""
    open_days = Holiday.objects.standing().of_year(year).filter(agency=None, confirmed=False)
    return actions.enter_decree(
        year,
        number=f"SKB Tiga Menteri (CONTOH) Nomor {year}",
        dated_on=dt.date(year - 1, 10, 14),
        confirming=list(open_days.values_list("pk", flat=True)),
        by=by,
    )


def a_local_holiday(day: dt.date, *, agency: Agency, by: User, name: str = "Hari Jadi Daerah (CONTOH)") -> Holiday:
    """Give an agency a day off of its own. `by` administers it."""
    return actions.add_holiday(
        day, name=name, kind=Kind.LOCAL, source="Keputusan Kepala Daerah (CONTOH)", agency=agency, by=by
    )
