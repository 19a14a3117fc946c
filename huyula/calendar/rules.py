"""Which days are working days, and how working days are counted. No database, no clock."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.lib.refused import Refused

ONE_DAY = dt.timedelta(days=1)
# Days whose date is fixed by decree and depends on no moon (Keppres 8/2024): month and day.
FIXED_DAYS = frozenset({(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)})
# No reckoning goes further than this: two years and a half of working days.
MOST_DAYS = 700


class Kind(TextChoices):
    """What sort of holiday a day is."""

    NATIONAL = "NATIONAL", _("National holiday")
    COLLECTIVE_LEAVE = "COLLECTIVE_LEAVE", _("Collective leave")
    LOCAL = "LOCAL", _("Holiday of the agency")


class Season(TextChoices):
    """Which hours hold: the usual ones, or the shorter ones of the fasting month."""

    NORMAL = "NORMAL", _("All year")
    RAMADAN = "RAMADAN", _("Ramadan")


class Why(TextChoices):
    """Why a day counts, or not."""

    WORKING = "WORKING", _("Working day")
    REST = "REST", _("Not a working day of the week")
    HOLIDAY = "HOLIDAY", _("Holiday")


class Refusal(TextChoices):
    """Why the calendar is not changed, or can't answer."""

    UNKNOWN_YEAR = (
        "UNKNOWN_YEAR",
        _("The holidays of %(year)s are not entered, so its working days can't be counted. Please ask the operator."),
    )
    TOO_FAR = "TOO_FAR", _("Working days are counted from 1 to %(most)s.")
    KNOWN = "KNOWN", _("This holiday stands in the calendar already.")
    NOT_STANDING = "NOT_STANDING", _("Somebody changed this holiday in the meantime. Please look at it again.")

    KNOWN_DECREE = "KNOWN_DECREE", _("This decree was entered already.")
    HOURS_END_FIRST = (
        "HOURS_END_FIRST",
        _("%(weekday)s: the hours must end after they begin, with time left after rest."),
    )
    LAST_DAY_FIRST = "LAST_DAY_FIRST", _("The last day comes before the first.")
    NO_WORKING_DAY = "NO_WORKING_DAY", _("Please give the hours of at least one day.")
    HOURS_OVERLAP = "HOURS_OVERLAP", _("Confirmed hours begin on a later day already. Please choose a day after it.")


class UnknownYear(Refused):
    """That a reckoning came into a year whose holidays nobody entered; `year` says which."""

    def __init__(self, year: int) -> None:
        """Keep the year."""
        super().__init__(Refusal.UNKNOWN_YEAR, year=year)
        self.year = year


class CannotReckon(Refused):
    """That working days can't be counted as asked."""


@dataclass(frozen=True, slots=True)
class Off:
    """Why a day is off: the holiday's name and kind, and whether a decree confirms it."""

    name: str
    kind: Kind
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Workday:
    """That a weekday (1 = Monday, 7 = Sunday) is worked from one day to another (None = until further notice)."""

    weekday: int
    first: dt.date
    last: dt.date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Days:
    """All that a reckoning needs: known years (and which of them a decree settles), days off, an agency's week."""

    years: Mapping[int, bool]
    off: Mapping[dt.date, Sequence[Off]]
    week: Sequence[Workday]


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a reckoning: whether it counts and as which (1, 2, 3 ...), why, and whether that is confirmed."""

    day: dt.date
    why: Why
    number: int
    names: tuple[str, ...]
    confirmed: bool

    @property
    def counts(self) -> bool:
        """Say whether it is a working day."""
        return self.why == Why.WORKING


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The day that lies so many working days after a start, and each day on the way to it.

    `undecided` are the years on the way whose decree nobody entered: any weekday of theirs may still become leave.
    `week_is_confirmed` says whether the agency confirmed which weekdays it works.
    """

    start: dt.date
    days: int
    steps: tuple[Step, ...]
    undecided: tuple[int, ...]
    week_is_confirmed: bool

    @property
    def on(self) -> dt.date:
        """Give the day that was asked for."""
        return self.steps[-1].day

    @property
    def unconfirmed(self) -> tuple[Step, ...]:
        """Give the holidays on the way that no decree confirms yet."""
        return tuple(step for step in self.steps if not step.confirmed)

    @property
    def is_certain(self) -> bool:
        """Say whether nothing on the way can still change by a decree or by the agency."""
        return self.week_is_confirmed and not self.unconfirmed and not self.undecided


def look_at(day: dt.date, days: Days) -> Step:
    """Say whether a day is worked, and why. Raises UnknownYear."""
    if day.year not in days.years:
        raise UnknownYear(day.year)
    if not is_worked(day, days.week):
        return Step(day, Why.REST, 0, (), confirmed=True)
    if off := days.off.get(day):
        names = tuple(each.name for each in off)
        return Step(day, Why.HOLIDAY, 0, names, confirmed=any(each.confirmed for each in off))
    return Step(day, Why.WORKING, 0, (), confirmed=True)


def _standing(day: dt.date, week: Sequence[Workday]) -> list[Workday]:
    return [each for each in week if each.first <= day and (each.last is None or day <= each.last)]


def is_worked(day: dt.date, week: Sequence[Workday]) -> bool:
    """Say whether the week works on this day, holidays aside.

    An agency that has entered no hours for the time is taken to work from Monday to Friday.
    """
    standing = _standing(day, week)
    if not standing:
        return day.isoweekday() <= 5
    return any(each.weekday == day.isoweekday() for each in standing)


def _is_confirmed(day: dt.date, week: Sequence[Workday]) -> bool:
    standing = _standing(day, week)
    return bool(standing) and all(each.confirmed for each in standing)


def reckon(start: dt.date, count: int, days: Days) -> Reckoning:
    """Find the day that lies `count` working days after a start that is not counted itself.

    Raises UnknownYear as soon as the way leads into a year without holidays, CannotReckon below 1 and above 700.
    """
    if not 1 <= count <= MOST_DAYS:
        raise CannotReckon(Refusal.TOO_FAR, most=MOST_DAYS)
    steps: list[Step] = []
    day, number = start, 0
    while number < count:
        day += ONE_DAY
        step = look_at(day, days)
        number += step.counts
        steps.append(replace(step, number=number if step.counts else 0))
    undecided = sorted({step.day.year for step in steps if not days.years[step.day.year]})
    is_confirmed = all(_is_confirmed(step.day, days.week) for step in (steps[0], steps[-1]))
    return Reckoning(start, count, tuple(steps), tuple(undecided), is_confirmed)


def last_year_needed(start: dt.date, count: int) -> int:
    """Give the last year that a reckoning can reach: a week holds at least one working day, feasts take a month."""
    return (start + dt.timedelta(days=7 * min(max(count, 1), MOST_DAYS) + 31)).year


@dataclass(frozen=True, slots=True)
class Stretch:
    """The hours of a weekday: when work starts and ends, and the minutes of rest in between."""

    starts: dt.time
    ends: dt.time
    rest_minutes: int

    @property
    def minutes(self) -> int:
        """Give the minutes worked, rest taken off; zero or less makes no sense."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute - self.rest_minutes


def senseless_weekday(week: Mapping[int, Stretch]) -> int | None:
    """Give the first weekday (1-7) whose hours end before they begin, or leave no time after the rest."""
    return next((weekday for weekday, stretch in sorted(week.items()) if stretch.minutes <= 0), None)


def is_fixed(day: dt.date) -> bool:
    """Say whether a national holiday stands on the same date each year, whatever the moon does."""
    return (day.month, day.day) in FIXED_DAYS


def weeks_of(year: int, month: int) -> list[list[dt.date | None]]:
    """Give a month as printed: weeks from Monday to Sunday, None where another month stands."""
    first = dt.date(year, month, 1)
    length = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    cells: list[dt.date | None] = [None] * (first.isoweekday() - 1)
    cells += [first + dt.timedelta(days=number) for number in range(length)]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
