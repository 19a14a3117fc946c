"""Jobs of exams: the clock that closes attempts."""

from procrastinate.contrib.django import app

from huyula.exams import actions


@app.task(name="exams.close_overdue", queueing_lock="exams.close_overdue")
def close_overdue(*, timestamp: int) -> None:
    """Close every attempt whose time is over."""
    actions.close_all_overdue()
