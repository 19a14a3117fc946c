"""Reading the calendar: days, years, hours, and reckonings."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies
from huyula.calendar import policies, rules
from huyula.calendar.models import CalendarYear, Decree, Holiday, HolidayQuerySet, WorkingHours
from huyula.calendar.rules import Days, Off, Reckoning, Season, Workday
from huyula.lib import clock
from huyula.lib.waiting import Item

# From October on, the decree for the next year is usually out.
NEXT_YEAR_FROM = 10


def days_for(agency: Agency, *, first: int, last: int) -> Days:
    """Load what reckonings of an agency need, for the years from `first` to `last`. Three queries, reusable."""
    settled = Exists(Decree.objects.filter(year_id=OuterRef("year")))
    years = CalendarYear.objects.filter(year__gte=first, year__lte=last).annotate(settled=settled)
    off: dict[dt.date, list[Off]] = defaultdict(list)
    holidays = Holiday.objects.standing().for_agency(agency).filter(day__year__gte=first, day__year__lte=last)
    for day, name, kind, confirmed in holidays.order_by("day", "pk").values_list("day", "name", "kind", "confirmed"):
        off[day].append(Off(name, rules.Kind(kind), confirmed))
    week = WorkingHours.objects.filter(agency=agency, season=Season.NORMAL).order_by("valid_from", "weekday", "pk")
    return Days(
        years=dict(years.values_list("year", "settled")),
        off=off,
        week=[Workday(row.weekday, row.valid_from, row.valid_to, row.confirmed) for row in week],
    )


def is_working_day(day: dt.date, agency: Agency) -> bool:
    """Say whether an agency works on a day. Three queries. Raises rules.UnknownYear if nobody entered its holidays."""
    return rules.look_at(day, days_for(agency, first=day.year, last=day.year)).counts


def working_day_after(start: dt.date, days: int, agency: Agency) -> Reckoning:
    """Find the day that lies `days` (1 to 700) working days after a start, not counting it, and each day on the way.

    It says by itself what may still change: unconfirmed holidays, years without a decree, an unconfirmed week. Three
    queries. Raises rules.UnknownYear if the way leads into a year whose holidays nobody entered, rules.CannotReckon for
    another number of days.
    """
    known = days_for(agency, first=start.year, last=rules.last_year_needed(start, days))
    return rules.reckon(start, days, known)


def add_working_days(start: dt.date, days: int, agency: Agency) -> dt.date:
    """Give the day that lies so many working days after a start; as `working_day_after`, without the way to it."""
    return working_day_after(start, days, agency).on


def holidays_of(year: int, *, agency: Agency | None = None) -> HolidayQuerySet:
    """Give the standing holidays of a year, by day: the country's, and the agency's own if one is given."""
    return Holiday.objects.standing().of_year(year).for_agency(agency).select_related("agency").order_by("day", "pk")


def hours_on(day: dt.date, agency: Agency) -> WorkingHours | None:
    """Give the hours of an agency on a weekday: those of Ramadan if they hold, else the usual; None if it has none."""
    rows = WorkingHours.objects.in_force(day).filter(agency=agency, weekday=day.isoweekday())
    found: WorkingHours | None = rows.order_by("-season", "pk").first()  # RAMADAN before NORMAL
    return found


def hours_of(agency: Agency, *, day: dt.date) -> QuerySet[WorkingHours]:
    """Give the hours of an agency that hold on a day or later, by season, first day and weekday."""
    rows = WorkingHours.objects.filter(agency=agency).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return rows.order_by("season", "valid_from", "weekday", "pk")


@dataclass(frozen=True, slots=True)
class Block:
    """Hours that were set together: their season, days, basis and rows by weekday."""

    season: str
    first: dt.date
    last: dt.date | None
    legal_basis: str
    confirmed: bool
    rows: Sequence[WorkingHours]

    @property
    def minutes(self) -> int:
        """Give the minutes worked in a week."""
        return sum(row.stretch.minutes for row in self.rows)


def blocks_of(rows: Sequence[WorkingHours]) -> list[Block]:
    """Put rows of hours (by season, first day and weekday) together as they were set."""
    blocks = []
    for (_season, first, last), group in itertools.groupby(rows, key=lambda r: (r.season, r.valid_from, r.valid_to)):
        block = list(group)
        confirmed = all(row.confirmed for row in block)
        blocks.append(Block(block[0].get_season_display(), first, last, block[0].legal_basis, confirmed, block))
    return blocks


def hours_as_typed(agency: Agency, *, day: dt.date) -> dict[str, object]:
    """Give the usual hours of an agency on a day as the fields of the form are called."""
    rows = hours_of(agency, day=day).filter(season=Season.NORMAL, valid_from__lte=day)
    found: dict[str, object] = {}
    for row in rows:
        found |= {
            f"starts{row.weekday}": row.starts,
            f"ends{row.weekday}": row.ends,
            f"rest{row.weekday}": row.rest_minutes,
        }
    return found


@dataclass(frozen=True, slots=True)
class YearState:
    """What is known of a year: whether somebody entered it, where from, and the decrees on it."""

    year: int
    is_known: bool
    source: str
    decrees: Sequence[Decree]


def state_of(year: int) -> YearState:
    """Say what is known of a year. Two queries."""
    row = CalendarYear.objects.filter(year=year).first()
    decrees = list(Decree.objects.filter(year_id=year).order_by("dated_on", "pk"))
    return YearState(year, row is not None, row.source if row else "", decrees)


def unconfirmed_of(year: int) -> HolidayQuerySet:
    """Give the country's holidays of a year that no legal basis names yet, by day."""
    return holidays_of(year).filter(confirmed=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the printed calendar: its holidays, and whether it is a rest day of the week."""

    day: dt.date
    holidays: Sequence[Holiday]
    is_rest: bool
    is_today: bool

    @property
    def look(self) -> str:
        """Name how it is drawn: rest, work, or the first holiday's kind, in small letters."""
        return self.holidays[0].kind.lower() if self.holidays else "rest" if self.is_rest else "work"

    @property
    def is_certain(self) -> bool:
        """Say whether a legal basis names one of its holidays."""
        return any(holiday.confirmed for holiday in self.holidays) or not self.holidays


@dataclass(frozen=True, slots=True)
class Month:
    """A month as printed: its first day, and weeks of cells (None where another month stands)."""

    first: dt.date
    weeks: Sequence[Sequence[Cell | None]]


def months_of(year: int, *, holidays: Sequence[Holiday], agency: Agency | None) -> list[Month]:
    """Lay out a year month by month. One query if there is an agency, none without."""
    by_day: Mapping[dt.date, list[Holiday]] = defaultdict(list)
    for holiday in holidays:
        by_day[holiday.day].append(holiday)
    week = [] if agency is None else list(WorkingHours.objects.filter(agency=agency, season=Season.NORMAL))
    known = [Workday(row.weekday, row.valid_from, row.valid_to, row.confirmed) for row in week]
    today = clock.today()

    def cell(day: dt.date | None) -> Cell | None:
        if day is None:
            return None
        return Cell(day, by_day.get(day, []), is_rest=not rules.is_worked(day, known), is_today=day == today)

    return [
        Month(dt.date(year, month, 1), [[cell(day) for day in row] for row in rules.weeks_of(year, month)])
        for month in range(1, 13)
    ]


def waiting(user: User) -> list[Item]:
    """Give what waits for operators (the decree of a year) and administrators (hours to confirm). Five queries."""
    return [*_decrees_waiting(user), *_hours_waiting(user)]


def _decrees_waiting(user: User) -> list[Item]:
    if not policies.may_enter_decree(user):
        return []
    today = clock.today()
    years = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])]
    decided = set(Decree.objects.filter(year_id__in=years).values_list("year_id", flat=True))
    return [
        Item(
            kind="calendar.decree",
            title=_("Enter the decree on the holidays of %(year)s") % {"year": year},
            detail=_("Moon-dependent days and collective leave are unconfirmed until then."),
            address=reverse("calendar:year", args=[year]),
            due=dt.date(year - 1, 12, 31) if year > today.year else None,
        )
        for year in years
        if year not in decided
    ]


def _hours_waiting(user: User) -> list[Item]:
    agencies = administered_agencies(user)
    if not agencies:
        return []
    rows = WorkingHours.objects.in_force(clock.today()).filter(agency__in=agencies, confirmed=False)
    open_ones = Agency.objects.filter(pk__in=rows.values("agency")).order_by("code", "pk")
    return [
        Item(
            kind="calendar.hours",
            title=_("Check the working hours of %(agency)s") % {"agency": agency.name},
            detail=_("They were proposed from the national rule and nobody has confirmed them."),
            address=reverse("calendar:hours", args=[agency.pk]),
        )
        for agency in open_ones
    ]
