"""Jobs of people: checking a file, taking it in, undoing it, forgetting it; counting units each day."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huyula.access.models import User
from huyula.people.actions import counts, keeping, working
from huyula.people.models import Import


@app.task(name="people.stage_import", retry=RetryStrategy(max_attempts=3, wait=5))
def stage_import(*, import_id: str) -> None:
    """Read a file into staging, from where it stood."""
    working.check(Import.objects.get(pk=import_id))


@app.task(name="people.merge_import", retry=RetryStrategy(max_attempts=3, wait=5))
def merge_import(*, import_id: str) -> None:
    """Take in what was staged."""
    working.take_in(Import.objects.get(pk=import_id))


@app.task(name="people.undo_import", retry=RetryStrategy(max_attempts=3, wait=5))
def undo_import(*, import_id: str, user_id: str | None) -> None:
    """Take back what an import wrote."""
    by = User.objects.get(pk=user_id) if user_id else None
    working.take_back(Import.objects.get(pk=import_id), by=by)


@app.task(name="people.forget_imports", queueing_lock="people.forget_imports")
def forget_imports(*, timestamp: int) -> None:
    """Delete what imports have left and whose time is over."""
    keeping.forget()


@app.task(name="people.count_units", queueing_lock="people.count_units")
def count_units(*, timestamp: int) -> None:
    """Count the units of every agency for the day that has begun."""
    counts.count_moved()
