"""Jobs of the calendar: that the next year is never unknown."""

from procrastinate.contrib.django import app

from huyula.calendar import actions


@app.task(name="calendar.keep_up", queueing_lock="calendar.keep_up")
def keep_up(*, timestamp: int) -> None:
    """Make this year and the next known."""
    actions.keep_up()
