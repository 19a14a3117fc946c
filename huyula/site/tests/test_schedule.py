"""When the clock starts what."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from huyula.site.schedule import SCHEDULE


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_figures_are_counted_when_the_day_has_begun_in_each_zone(zone: str) -> None:
    minute, hour, *rest = SCHEDULE["insight.count_all"].split()
    tick = dt.datetime(2026, 12, 31, int(hour), int(minute), tzinfo=dt.UTC)

    there = tick.astimezone(ZoneInfo(zone))

    assert rest == ["*", "*", "*"]
    assert there.date() == dt.date(2027, 1, 1)
    assert there.hour < 3


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_units_are_counted_as_soon_as_the_day_has_begun_in_each_zone(zone: str) -> None:
    minute, hours, *rest = SCHEDULE["people.count_units"].split()
    first, last = (int(hour) for hour in hours.split("-"))
    ticks = [dt.datetime(2026, 12, 31, hour, int(minute), tzinfo=dt.UTC) for hour in range(first, last + 1)]

    there = [tick.astimezone(ZoneInfo(zone)) for tick in ticks]

    assert rest == ["*", "*", "*"]
    assert next(each.hour for each in there if each.date() == dt.date(2027, 1, 1)) == 0
