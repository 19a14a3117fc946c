"""What learning does when it hears of something: a quiz was handed in, a course was completed."""

import datetime as dt
from zoneinfo import ZoneInfo

from huyula.competence import actions as competence
from huyula.competence.rules import Source
from huyula.credentials import actions as credentials
from huyula.exams.models import Result
from huyula.hours import actions as hours
from huyula.hours.queries import worth_of
from huyula.journal.models import Entry
from huyula.learning import actions
from huyula.learning.models import Completion, Serves


def refresh_after_quiz(entry: Entry) -> None:
    """Complete what a passed quiz completes; a later attempt changes nothing more."""
    result = Result.objects.select_related("attempt__person").get(pk=entry.about_id)
    if result.is_passed:
        actions.refresh_all(result.attempt.person, quiz=result.attempt.quiz_id)


def post_hours(entry: Entry) -> None:
    """Post the learning hours of a completed course, by the form that its version names."""
    completion = _completion(entry)
    version = completion.enrolment.version
    worth = worth_of(version.form, jp=version.jp, on=_day_of(completion))
    hours.post(
        completion.enrolment.person,
        form=version.form,
        units=worth.units,
        unit=worth.unit,
        title=version.title,
        on=_day_of(completion),
        because=entry,
        agency=completion.agency,
    )


def issue_certificate(entry: Entry) -> None:
    """Issue the certificate of a completed course; without a number pattern it is held until there is one."""
    completion = _completion(entry)
    version = completion.enrolment.version
    credentials.issue_or_hold(
        completion.enrolment.person,
        title=version.title,
        organiser=version.agency.name,
        on=_day_of(completion),
        jp=worth_of(version.form, jp=version.jp, on=_day_of(completion)).jp,
        because=entry,
        agency=version.agency,
    )


def _completion(entry: Entry) -> Completion:
    rows = Completion.objects.select_related("enrolment__person", "enrolment__version__agency", "agency")
    return rows.get(pk=entry.about_id)


def _day_of(completion: Completion) -> dt.date:
    return completion.at.astimezone(ZoneInfo(completion.agency.zone)).date()


def note_evidence(entry: Entry) -> None:
    """Tell competence to which levels a completed course leads."""
    completion = _completion(entry)
    for serves in Serves.objects.filter(version=completion.enrolment.version_id).select_related("competence"):
        competence.note_evidence(
            completion.enrolment.person,
            competence=serves.competence,
            level=serves.level,
            source=Source.COURSE,
            on=_day_of(completion),
            because=entry,
            agency=completion.agency,
        )
