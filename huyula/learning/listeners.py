"""What learning does when it hears of something: a quiz was handed in, a course was completed."""

from zoneinfo import ZoneInfo

from huyula.competence import actions as competence
from huyula.competence.rules import Source
from huyula.exams.models import Result
from huyula.journal.models import Entry
from huyula.learning import actions
from huyula.learning.models import Completion, Serves


def refresh_after_quiz(entry: Entry) -> None:
    """Complete what a passed quiz completes; a later attempt changes nothing more."""
    result = Result.objects.select_related("attempt__person").get(pk=entry.about_id)
    if result.is_passed:
        actions.refresh_all(result.attempt.person, quiz=result.attempt.quiz_id)


def note_evidence(entry: Entry) -> None:
    """Tell competence to which levels a completed course leads."""
    rows = Completion.objects.select_related("enrolment__person", "agency")
    completion = rows.get(pk=entry.about_id)
    for serves in Serves.objects.filter(version=completion.enrolment.version_id).select_related("competence"):
        competence.note_evidence(
            completion.enrolment.person,
            competence=serves.competence,
            level=serves.level,
            source=Source.COURSE,
            on=completion.at.astimezone(ZoneInfo(completion.agency.zone)).date(),
            because=entry,
            agency=completion.agency,
        )
