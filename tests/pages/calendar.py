"""The pages of the calendar."""

import datetime as dt
from collections.abc import Callable

from django.urls import reverse

from huyula.calendar import actions
from huyula.calendar.models import Holiday
from huyula.calendar.samples import a_calendar, a_local_holiday
from huyula.lib import clock
from tests.pages.world import Visit, World, numbers


def a_day_off(world: World) -> Holiday:
    """Give the agency one more day off of its own in this year."""
    year = clock.today().year
    a_calendar(year)
    name = f"Hari {world.mark} {next(numbers)}"
    return a_local_holiday(dt.date(year, 1, 23), agency=world.agency, by=world.administrator, name=name)


def home(world: World) -> Visit:
    """Show the present year."""
    a_day_off(world)
    return Visit(reverse("calendar:home"), world.administrator)


def year(world: World) -> Visit:
    """Show a year."""
    return Visit(reverse("calendar:year", args=[a_day_off(world).day.year]), world.administrator)


def new_decree(world: World) -> Visit:
    """Enter the decree on a year."""
    a_calendar(2026)
    return Visit(reverse("calendar:new_decree", args=[2026]), world.operator)


def new_holiday(world: World) -> Visit:
    """Add a day off."""
    return Visit(reverse("calendar:new_holiday", args=[2026]), world.administrator)


def of_a_day(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about one day off of the agency."""
    return lambda world: Visit(reverse(name, args=[a_day_off(world).pk]), world.administrator)


def of_hours(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about the agency's hours."""

    def visit(world: World) -> Visit:
        a_calendar(clock.today().year)
        actions.seed_hours(world.agency)
        return Visit(reverse(name, args=[world.agency.pk]), world.administrator)

    return visit


PAGES: dict[str, Callable[[World], Visit]] = {
    "calendar:home": home,
    "calendar:year": year,
    "calendar:new_decree": new_decree,
    "calendar:new_holiday": new_holiday,
    "calendar:confirmation": of_a_day("calendar:confirmation"),
    "calendar:withdrawal": of_a_day("calendar:withdrawal"),
    "calendar:hours": of_hours("calendar:hours"),
    "calendar:new_hours": of_hours("calendar:new_hours"),
}
