"""What insight does when it hears that something changed what is counted."""

import uuid

from huyula.access.models import Agency
from huyula.competence.models import Round
from huyula.hours.models import Posting
from huyula.insight import actions
from huyula.journal.models import Entry
from huyula.learning.models import Completion
from huyula.practice.models import UseConfirmation, UseQuestion, UseReport


def count_posting(entry: Entry) -> None:
    """Count the year of hours that were posted or countered."""
    posting = Posting.objects.select_related("agency").get(pk=entry.about_id)
    actions.count_some(posting.agency, year=posting.year, people=[posting.person_id])


def count_round(entry: Entry) -> None:
    """Count the levels of a person who was rated, or whose rating was confirmed."""
    actions.count_person(Round.objects.get(pk=entry.about_id).person_id)


def count_completion(entry: Entry) -> None:
    """Count the levels to which a course leads, as soon as the other listeners have noted them."""
    actions.count_person_soon(Completion.objects.select_related("enrolment").get(pk=entry.about_id).enrolment.person_id)


def count_question(entry: Entry) -> None:
    """Count a course that somebody has completed, and about whose use they will be asked."""
    _count_use(UseQuestion.objects.select_related("agency").get(pk=entry.about_id))


def count_report(entry: Entry) -> None:
    """Count what somebody says of the use."""
    rows = UseReport.objects.select_related("question__agency")
    _count_use(rows.get(pk=entry.about_id).question)


def count_confirmation(entry: Entry) -> None:
    """Count what the supervisor says of the use, and soon the level that it proves."""
    rows = UseConfirmation.objects.select_related("report__question__agency")
    question = rows.get(pk=entry.about_id).report.question
    _count_use(question)
    actions.count_person_soon(question.person_id)


def _count_use(question: UseQuestion) -> None:
    if question.unit_id is None:
        actions.count_agency_soon(question.agency)
    else:
        year = question.completed_on.year
        actions.count_some(question.agency, year=year, people=[question.person_id], units=[question.unit_id])


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
