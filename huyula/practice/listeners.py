"""What practice does when it hears of something: a course was completed, its use was confirmed."""

from zoneinfo import ZoneInfo

from huyula.competence import actions as competence
from huyula.competence.rules import Source
from huyula.journal.models import Entry
from huyula.learning.models import Completion, Serves
from huyula.practice import actions
from huyula.practice.models import UseConfirmation


def plan_question(entry: Entry) -> None:
    """Plan to ask whether a completed course is used at work."""
    rows = Completion.objects.select_related("enrolment__person", "enrolment__version", "agency")
    completion = rows.get(pk=entry.about_id)
    actions.plan_question(
        completion.enrolment.person,
        agency=completion.agency,
        title=completion.enrolment.version.title,
        completed_on=completion.at.astimezone(ZoneInfo(completion.agency.zone)).date(),
        because=entry,
    )


def note_use(entry: Entry) -> None:
    """Tell competence of the levels to which a course leads once a supervisor has seen it used."""
    rows = UseConfirmation.objects.select_related("report__question__because", "report__question__person", "agency")
    confirmation = rows.get(pk=entry.about_id)
    if not confirmation.is_used:
        return
    question = confirmation.report.question
    completion = Completion.objects.select_related("enrolment").get(pk=question.because.about_id)
    for serves in Serves.objects.filter(version=completion.enrolment.version_id).select_related("competence"):
        competence.note_evidence(
            question.person,
            competence=serves.competence,
            level=serves.level,
            source=Source.USE,
            on=confirmation.at.astimezone(ZoneInfo(confirmation.agency.zone)).date(),
            because=entry,
            agency=confirmation.agency,
        )
