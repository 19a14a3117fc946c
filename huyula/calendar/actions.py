"""Entering years, decrees, holidays and hours."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.dates import WEEKDAYS

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.calendar import formats, policies, queries, rules
from huyula.calendar.models import CalendarYear, Decree, Holiday, Withdrawal, WorkingHours
from huyula.calendar.rules import Kind, Refusal, Season, Stretch
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused

FIXED_BASIS = "Keppres 8/2024"
HOURS_BASIS = "Perpres 21/2023, pasal 3 dan 4"
# Start, end and minutes of rest from Monday to Thursday, and on Friday: 37.5 hours a week, 32.5 in Ramadan.
HOURS = {
    Season.NORMAL: ((dt.time(7, 30), dt.time(16, 0), 60), (dt.time(7, 30), dt.time(16, 30), 90)),
    Season.RAMADAN: ((dt.time(8, 0), dt.time(15, 0), 30), (dt.time(8, 0), dt.time(15, 30), 60)),
}
FRIDAY = 5


class CannotEnter(Refused):
    """That something is not entered into the calendar, and why."""


@transaction.atomic
def seed_year(year: int) -> int:
    """Make a year known from the package; gives how many days were added. What stands or was withdrawn is left alone.

    Days whose date depends on no moon are confirmed; moon-dependent ones and collective leave wait for the decree.
    A year that a decree settles is not touched.
    """
    known, is_new = CalendarYear.objects.get_or_create(year=year, defaults={"source": formats.SOURCE})
    if known.decrees.exists():
        return 0
    there = set(Holiday.objects.of_year(year).filter(agency__isnull=True).values_list("day", "name"))
    made = [_proposed(each) for each in formats.proposed(year) if (each.day, each.name) not in there]
    Holiday.objects.bulk_create(made)
    if is_new or made:
        record("calendar.seeded", by=None, about=known)
    return len(made)


def _proposed(day: formats.ProposedDay) -> Holiday:
    is_fixed = day.kind == Kind.NATIONAL and rules.is_fixed(day.day)
    return Holiday(
        day=day.day,
        name=day.name,
        name_en=day.name_en,
        kind=day.kind,
        source=f"{FIXED_BASIS}; {formats.SOURCE}" if is_fixed else formats.SOURCE,
        confirmed=is_fixed,
        recorded=_from_now(),
    )


def _from_now() -> DateTimeTZRange:
    return DateTimeTZRange(clock.now(), None)


@transaction.atomic
def seed_hours(agency: Agency) -> int:
    """Propose the national hours to an agency that has none, and those of each Ramadan of a known year.

    Gives how many rows were added; none is confirmed.
    """
    made: list[WorkingHours] = []
    there = WorkingHours.objects.filter(agency=agency)
    if not there.exists():
        made += _week(agency, Season.NORMAL, dt.date(2023, 4, 12), None)
    for year in CalendarYear.objects.order_by("year").values_list("year", flat=True):
        month = formats.fasting_month(year)
        if month and not there.filter(season=Season.RAMADAN, valid_from__year=year).exists():
            made += _week(agency, Season.RAMADAN, *month)
    WorkingHours.objects.bulk_create(made)
    if made:
        record("calendar.hours_proposed", by=None, about=agency, agency=agency.pk)
    return len(made)


def _week(agency: Agency, season: Season, first: dt.date, last: dt.date | None) -> list[WorkingHours]:
    usual, friday = HOURS[season]
    rows = []
    for weekday in range(1, FRIDAY + 1):
        starts, ends, rest = friday if weekday == FRIDAY else usual
        row = WorkingHours(agency=agency, season=season, weekday=weekday, valid_from=first, valid_to=last)
        row.starts, row.ends, row.rest_minutes, row.legal_basis = starts, ends, rest, HOURS_BASIS
        rows.append(row)
    return rows


@transaction.atomic
def enter_decree(year: int, *, number: str, dated_on: dt.date, confirming: Collection[int], by: User) -> Decree:
    """Enter the decree on a year's holidays and confirm the days that stand in it (ids of holidays).

    A year that nobody entered becomes known by it. Raises CannotEnter if the decree is known, or if one of the days was
    changed in the meantime.
    """
    ensure(policies.may_enter_decree(by))
    known, _ = CalendarYear.objects.get_or_create(year=year, defaults={"source": number})
    if known.decrees.filter(number=number).exists():
        raise CannotEnter(Refusal.KNOWN_DECREE)
    decree = Decree.objects.create(year=known, number=number, dated_on=dated_on, by=by)
    days = list(Holiday.objects.standing().select_for_update().of_year(year).filter(pk__in=confirming, agency=None))
    if len(days) != len(set(confirming)):
        raise CannotEnter(Refusal.NOT_STANDING)
    for day in days:
        _replace(day, source=number, decree=decree)
    record("calendar.decree_entered", by=by, about=decree, role="operator")
    return decree


def _replace(holiday: Holiday, *, source: str, decree: Decree | None) -> Holiday:
    """Close a row and write it anew, confirmed."""
    _close(holiday)
    return Holiday.objects.create(
        day=holiday.day,
        name=holiday.name,
        name_en=holiday.name_en,
        kind=holiday.kind,
        agency_id=holiday.agency_id,
        source=source,
        confirmed=True,
        decree=decree,
        recorded=_from_now(),
    )


def _close(holiday: Holiday) -> None:
    holiday.recorded = DateTimeTZRange(holiday.recorded.lower, clock.now())
    holiday.save(update_fields=["recorded"])


@transaction.atomic
def add_holiday(
    day: dt.date, *, name: str, kind: Kind, source: str, by: User, agency: Agency | None = None, name_en: str = ""
) -> Holiday:
    """Add a day off on a legal basis: for the whole country (by an operator), or for one agency (kind LOCAL).

    Raises CannotEnter if it is there, rules.UnknownYear if nobody entered the year.
    """
    ensure(policies.may_change_holidays(by, agency))
    if not CalendarYear.objects.filter(year=day.year).exists():
        raise rules.UnknownYear(day.year)
    there = Holiday.objects.standing().filter(day=day, name=name, agency=agency)
    if there.select_for_update().exists():
        raise CannotEnter(Refusal.KNOWN)
    made = Holiday.objects.create(
        day=day,
        name=name,
        name_en=name_en,
        kind=Kind.LOCAL if agency else kind,
        agency=agency,
        source=source,
        confirmed=True,
        recorded=_from_now(),
    )
    record("calendar.holiday_added", by=by, about=made)
    return made


def _standing(holiday: Holiday) -> Holiday:
    found = Holiday.objects.standing().select_for_update().filter(pk=holiday.pk).first()
    if found is None:
        raise CannotEnter(Refusal.NOT_STANDING)
    return found


@transaction.atomic
def confirm_holiday(holiday: Holiday, *, source: str, by: User) -> Holiday:
    """Confirm a day by its legal basis; gives the new row. Raises CannotEnter if it was changed in the meantime."""
    ensure(policies.may_change_holidays(by, holiday.agency))
    made = _replace(_standing(holiday), source=source, decree=None)
    record("calendar.holiday_confirmed", by=by, about=made)
    return made


@transaction.atomic
def withdraw_holiday(holiday: Holiday, *, because: str, by: User) -> Withdrawal:
    """Take a day out of the calendar. Raises CannotEnter if it was changed in the meantime."""
    ensure(policies.may_change_holidays(by, holiday.agency))
    standing = _standing(holiday)
    _close(standing)
    made = Withdrawal.objects.create(holiday=standing, by=by, reason=because)
    record("calendar.holiday_withdrawn", by=by, about=standing)
    return made


@transaction.atomic
def set_hours(
    agency: Agency,
    *,
    season: Season,
    since: dt.date,
    until: dt.date | None,
    week: Mapping[int, Stretch],
    legal_basis: str,
    by: User,
) -> Sequence[WorkingHours]:
    """Set the hours of a season from a day on (weekday 1-7 -> stretch); those before end the day before.

    Hours entered by hand are confirmed and take the place of proposed ones. Raises CannotEnter if a stretch makes no
    sense, no day is worked, or confirmed hours begin later.
    """
    ensure(policies.may_set_hours(by, agency))
    _check_week(week, since=since, until=until)
    there = WorkingHours.objects.select_for_update().filter(agency=agency, season=season)
    later_ones = there.filter(valid_from__gte=since)
    if until:
        later_ones = later_ones.filter(valid_from__lte=until)
    if later_ones.filter(confirmed=True).exists():
        raise CannotEnter(Refusal.HOURS_OVERLAP)
    later_ones.delete()
    there.filter(valid_from__lt=since).exclude(valid_to__lt=since).update(valid_to=since - rules.ONE_DAY)
    rows = [
        WorkingHours(
            agency=agency,
            season=season,
            weekday=weekday,
            starts=stretch.starts,
            ends=stretch.ends,
            rest_minutes=stretch.rest_minutes,
            valid_from=since,
            valid_to=until,
            legal_basis=legal_basis,
            confirmed=True,
        )
        for weekday, stretch in sorted(week.items())
    ]
    made = WorkingHours.objects.bulk_create(rows)
    record("calendar.hours_set", by=by, about=agency, agency=agency.pk, role="administrator")
    return made


def _check_week(week: Mapping[int, Stretch], *, since: dt.date, until: dt.date | None) -> None:
    if not week:
        raise CannotEnter(Refusal.NO_WORKING_DAY)
    if until and until < since:
        raise CannotEnter(Refusal.LAST_DAY_FIRST)
    if weekday := rules.senseless_weekday(week):
        raise CannotEnter(Refusal.HOURS_END_FIRST, weekday=WEEKDAYS[weekday - 1])


@transaction.atomic
def confirm_hours(agency: Agency, *, by: User) -> int:
    """Confirm the hours of an agency that hold today or later as they stand; gives how many rows."""
    ensure(policies.may_set_hours(by, agency))
    count = queries.hours_of(agency, day=clock.today()).filter(confirmed=False).update(confirmed=True)
    if count:
        record("calendar.hours_confirmed", by=by, about=agency, agency=agency.pk, role="administrator")
    return count


def keep_up() -> int:
    """Make this year and the next known, and propose hours where an agency has none; gives how many rows were added.

    Each year and each agency in a transaction of its own.
    """
    year = clock.today().year
    days = sum(seed_year(each) for each in (year, year + 1))
    return days + sum(seed_hours(agency) for agency in Agency.objects.order_by("pk"))
