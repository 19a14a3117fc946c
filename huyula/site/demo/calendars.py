"""The calendar of the demo: this year and the two around it, as the product proposes them."""

from huyula.calendar.samples import a_calendar
from huyula.lib import clock
from huyula.site.demo.world import Demo


def fill(_demo: Demo) -> None:
    """Make the years known; what the yearly decree has to confirm stays unconfirmed."""
    year = clock.today().year
    a_calendar(year - 1, year, year + 1)
