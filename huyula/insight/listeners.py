"""What insight does when it hears that something changed what is counted.

Each hears of the very fact that it has counted, once that is written: what else follows from the same act is told by an
entry of its own. Persons are counted a little later, so that what happens to one at the same time is counted once.
"""

import uuid

from huyula.access.models import Agency
from huyula.competence.models import Evidence, Round
from huyula.hours.models import Posting
from huyula.insight import actions
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.practice.models import UseConfirmation, UseQuestion, UseReport


def count_posting(entry: Entry) -> None:
    """Count the year of hours that were posted or countered."""
    posting = Posting.objects.get(pk=entry.about_id)
    actions.count_person_soon(posting.person_id, year=posting.year)


def count_round(entry: Entry) -> None:
    """Count the levels of a person who was rated, or whose rating was confirmed."""
    held = Round.objects.select_related("agency").get(pk=entry.about_id)
    actions.count_person_soon(held.person_id, year=clock.today(held.agency.zone).year)


def count_evidence(entry: Entry) -> None:
    """Count a level that a course, or its use at work, has proved."""
    noted = Evidence.objects.select_related("agency").get(pk=entry.about_id)
    actions.count_person_soon(noted.person_id, year=clock.today(noted.agency.zone).year)


def count_question(entry: Entry) -> None:
    """Count a course that somebody has completed, and about whose use they will be asked."""
    _count_use(UseQuestion.objects.select_related("agency").get(pk=entry.about_id))


def count_report(entry: Entry) -> None:
    """Count what somebody says of the use."""
    rows = UseReport.objects.select_related("question__agency")
    _count_use(rows.get(pk=entry.about_id).question)


def count_confirmation(entry: Entry) -> None:
    """Count what the supervisor says of the use."""
    rows = UseConfirmation.objects.select_related("report__question__agency")
    _count_use(rows.get(pk=entry.about_id).report.question)


def _count_use(question: UseQuestion) -> None:
    if question.unit_id is None:
        actions.count_agency_soon(question.agency)
    else:
        actions.count_person_soon(question.person_id, year=question.completed_on.year)


def count_agency(entry: Entry) -> None:
    """Count an agency anew whose people, units or standards have changed."""
    actions.count_agency_soon(Agency.objects.get(pk=_agency_of(entry)))


def count_everybody(_entry: Entry) -> None:
    """Count every agency anew: a rule of the whole country has changed."""
    for agency in Agency.objects.order_by("code", "pk"):
        actions.count_agency_soon(agency)


def _agency_of(entry: Entry) -> uuid.UUID:
    if entry.agency_id is None:
        raise ValueError(f"entry {entry.pk} ({entry.verb}) names no agency")
    return entry.agency_id
