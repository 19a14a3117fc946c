"""Jobs of insight: counting the figures of an agency, of a person after others have done their part, of everybody."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huyula.access.models import Agency
from huyula.insight import actions


@app.task(name="insight.count_agency", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def count_agency(*, agency_id: str) -> None:
    """Count the kept years of an agency anew."""
    actions.count_kept(Agency.objects.get(pk=agency_id))


@app.task(name="insight.count_person", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def count_person(*, person_id: str, year: int | None = None) -> None:
    """Count the units of a person anew, wherever they stand."""
    actions.count_person(uuid.UUID(person_id), year=year)


@app.task(name="insight.count_all", queueing_lock="insight.count_all")
def count_all(*, timestamp: int) -> None:
    """Count everything anew, which mends whatever went wrong."""
    actions.count_all()
