"""Working days are counted as one would on a printed calendar."""

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huyula.calendar import rules
from huyula.calendar.rules import Days, Kind, Off, Stretch, Why, Workday

ALWAYS = dt.date(2020, 1, 1)
FIVE = [Workday(weekday, ALWAYS, None, confirmed=True) for weekday in range(1, 6)]
KNOWN = {2025: True, 2026: True, 2027: False}


def _off(*days: str, confirmed: bool = True) -> Mapping[dt.date, list[Off]]:
    return {dt.date.fromisoformat(day): [Off("Hari Raya", Kind.NATIONAL, confirmed)] for day in days}


def _days(off: Mapping[dt.date, list[Off]] | None = None, week: list[Workday] | None = None) -> Days:
    return Days(KNOWN, off or {}, FIVE if week is None else week)


def test_weekends_and_holidays_do_not_count_and_each_day_says_why() -> None:
    days = _days(_off("2026-01-05"))

    found = rules.reckon(dt.date(2026, 1, 2), 2, days)  # a Friday

    assert found.on == dt.date(2026, 1, 7)
    assert [(step.day.day, step.why, step.number) for step in found.steps] == [
        (3, Why.REST, 0),
        (4, Why.REST, 0),
        (5, Why.HOLIDAY, 0),
        (6, Why.WORKING, 1),
        (7, Why.WORKING, 2),
    ]
    assert found.steps[2].names == ("Hari Raya",)
    assert found.is_certain


def test_what_may_still_change_is_said() -> None:
    found = rules.reckon(dt.date(2026, 12, 29), 3, _days(_off("2027-01-01", confirmed=False)))

    assert [step.day for step in found.unconfirmed] == [dt.date(2027, 1, 1)]
    assert found.undecided == (2027,)
    assert not found.is_certain


def test_a_day_that_one_of_two_holidays_confirms_is_confirmed() -> None:
    both = [Off("A", Kind.NATIONAL, confirmed=False), Off("B", Kind.COLLECTIVE_LEAVE, confirmed=True)]
    step = rules.look_at(dt.date(2026, 1, 5), _days({dt.date(2026, 1, 5): both}))

    assert step.confirmed
    assert step.names == ("A", "B")


def test_a_year_without_holidays_is_never_taken_for_free_of_them() -> None:
    with pytest.raises(rules.UnknownYear, match="2028") as unknown:
        rules.reckon(dt.date(2027, 12, 30), 3, _days())

    assert unknown.value.year == 2028
    assert rules.reckon(dt.date(2027, 12, 30), 1, _days()).on == dt.date(2027, 12, 31)


def test_an_agency_without_hours_works_from_monday_to_friday_by_assumption() -> None:
    found = rules.reckon(dt.date(2026, 1, 2), 1, _days(week=[]))

    assert found.on == dt.date(2026, 1, 5)
    assert not found.week_is_confirmed
    assert not found.is_certain


def test_a_week_of_six_days_is_counted_while_it_holds() -> None:
    saturday = Workday(6, ALWAYS, dt.date(2026, 1, 31), confirmed=True)

    assert rules.reckon(dt.date(2026, 1, 30), 1, _days(week=[*FIVE, saturday])).on == dt.date(2026, 1, 31)
    assert rules.reckon(dt.date(2026, 2, 6), 1, _days(week=[*FIVE, saturday])).on == dt.date(2026, 2, 9)


@pytest.mark.parametrize("count", [0, -1, 701])
def test_nonsense_is_refused(count: int) -> None:
    with pytest.raises(rules.CannotReckon, match="700"):
        rules.reckon(dt.date(2026, 1, 1), count, _days())


@given(
    start=st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 30)),
    count=st.integers(1, 120),
    off=st.sets(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), max_size=60),
    weekdays=st.sets(st.integers(1, 7), min_size=3),
)
def test_a_reckoning_agrees_with_counting_on_fingers(
    start: dt.date, count: int, off: set[dt.date], weekdays: set[int]
) -> None:
    week = [Workday(weekday, ALWAYS, None, confirmed=True) for weekday in weekdays]
    holidays = {day: [Off("x", Kind.NATIONAL, confirmed=True)] for day in off}

    found = rules.reckon(start, count, Days({2025: True, 2026: True, 2027: True}, holidays, week))

    day, left = start, count
    while left:
        day = dt.date.fromordinal(day.toordinal() + 1)
        if day.isoweekday() in weekdays and day not in off:
            left -= 1
    assert found.on == day
    assert len(found.steps) == (day - start).days
    assert sum(step.counts for step in found.steps) == count
    assert found.on.year <= rules.last_year_needed(start, count)


def test_months_are_laid_out_as_printed() -> None:
    weeks = rules.weeks_of(2026, 2)

    assert weeks[0] == [None] * 6 + [dt.date(2026, 2, 1)]
    assert weeks[-1][5:] == [dt.date(2026, 2, 28), None]
    assert [len(week) for week in rules.weeks_of(2026, 12)] == [7] * 5


def test_senseless_hours_are_found() -> None:
    good = Stretch(dt.time(7, 30), dt.time(16, 0), 60)

    assert good.minutes == 450
    assert rules.senseless_weekday({1: good}) is None
    assert rules.senseless_weekday({1: good, 5: Stretch(dt.time(8), dt.time(8, 30), 30)}) == 5
    assert rules.senseless_weekday({2: Stretch(dt.time(9), dt.time(8), 0)}) == 2
