"""Taking part, going on, leaving, completing."""

import datetime as dt
import uuid

from django.db import transaction

from huyula.access.models import User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.learning import policies
from huyula.learning.models import Completion, CourseVersion, Enrolment, Lesson, LessonDone, Place, Withdrawal
from huyula.learning.queries.courses import has_newer, prerequisites_of
from huyula.learning.queries.progress import progress
from huyula.learning.rules.courses import LessonKind
from huyula.learning.rules.enrolments import moment_of, why_not_enrol, why_not_take, why_not_withdraw
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.models import Person


class CannotEnrol(Refused):
    """That somebody does not take part, and why; `words` name the course that is missing, and its id."""


class CannotTake(Refused):
    """That "done" or a place in a lesson is not taken, and why."""


class CannotWithdraw(Refused):
    """That a course is not left, and why."""


@transaction.atomic
def enrol(person: Person, *, into: CourseVersion, by: User) -> Enrolment:
    """Let a person begin a version; they stay on it.

    Raises CannotEnrol if they take part already, have completed it, or a prerequisite is missing.
    """
    ensure(policies.may_enrol(by, person, into))
    Person.objects.select_for_update().get(pk=person.pk)
    mine = Enrolment.objects.filter(person=person, course=into.course_id)
    missing = next((each for each in prerequisites_of(into, person.pk) if not each.is_completed), None)
    refusal = why_not_enrol(
        is_published=into.is_published,
        is_newest=not has_newer(into),
        is_open=mine.under_way().exists(),
        has_completed=mine.completed().filter(version=into).exists(),
        has_missing=missing is not None,
    )
    if refusal:
        raise CannotEnrol(refusal, course=missing.title if missing else "", id=missing.course if missing else None)
    enrolment = Enrolment.objects.create(
        agency_id=into.agency_id,
        person=person,
        course_id=into.course_id,
        version=into,
        turn=mine.count() + 1,
        by=by,
        at=clock.now(),
    )
    record("learning.enrolled", by=by, about=enrolment)
    return enrolment


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User, reason: str = "") -> Withdrawal:
    """Leave a course; what was done in it stays on record.

    Raises CannotWithdraw if it was left or completed before.
    """
    held = _locked(enrolment)
    ensure(policies.may_go_on(by, held))
    refusal = why_not_withdraw(is_withdrawn=_is_withdrawn(held), is_completed=_is_completed(held))
    if refusal:
        raise CannotWithdraw(refusal)
    made = Withdrawal.objects.create(enrolment=held, agency_id=held.agency_id, by=by, at=clock.now(), reason=reason)
    record("learning.withdrawn", by=by, about=made)
    return made


@transaction.atomic
def note_lesson_done(
    enrolment: Enrolment, *, lesson: Lesson, key: uuid.UUID, made_at: dt.datetime, by: User
) -> LessonDone:
    """Keep that a lesson is done, and complete the course with it if nothing else is needed. Once is for good.

    `key` is the id of the event, `made_at` the device's time, kept as evidence.
    Raises CannotTake for a quiz, a lesson of another version, and a course that was left.
    """
    held = _locked(enrolment)
    ensure(policies.may_go_on(by, held))
    if known := LessonDone.objects.filter(enrolment=held, lesson=lesson).first():
        return known
    refusal = why_not_take(
        is_of_version=lesson.version_id == held.version_id,
        is_withdrawn=_is_withdrawn(held),
        is_quiz=lesson.kind == LessonKind.QUIZ,
    )
    if refusal:
        raise CannotTake(refusal)
    done = LessonDone.objects.create(
        enrolment=held, agency_id=held.agency_id, lesson=lesson, event=key, made_at=made_at, received_at=clock.now()
    )
    record("learning.lesson_done", by=by, about=done)
    _complete(held, by=by)
    return done


@transaction.atomic
def keep_place(enrolment: Enrolment, *, lesson: Lesson, key: uuid.UUID, made_at: dt.datetime, by: User) -> Place:
    """Keep where somebody is, for their other devices; of two devices the later one counts.

    It is a bookmark and leaves no line in the journal.
    Raises CannotTake for a lesson of another version, and a course that was left.
    """
    held = _locked(enrolment)
    ensure(policies.may_go_on(by, held))
    refusal = why_not_take(is_of_version=lesson.version_id == held.version_id, is_withdrawn=_is_withdrawn(held))
    if refusal:
        raise CannotTake(refusal)
    at = moment_of(made_at, now=clock.now())
    kept = Place.objects.filter(enrolment=held).first()
    if kept is None:
        return Place.objects.create(enrolment=held, agency_id=held.agency_id, lesson=lesson, event=key, at=at)
    if at > kept.at:
        kept.lesson, kept.event, kept.at = lesson, key, at
        kept.save(update_fields=["lesson", "event", "at"])
    return kept


@transaction.atomic
def refresh(enrolment: Enrolment, *, by: User | None = None) -> Completion | None:
    """Complete a course if its rule is met; gives the completion, old or new, or None."""
    return _complete(_locked(enrolment), by=by)


def refresh_all(person: Person, *, quiz: uuid.UUID, by: User | None = None) -> int:
    """Do so for every enrolment of a person of which a quiz is a part, each in its transaction; gives how many."""
    rows = Enrolment.objects.filter(person=person, version__lessons__quiz=quiz).under_way()
    return sum(refresh(enrolment, by=by) is not None for enrolment in rows.order_by("at", "pk"))


def _complete(enrolment: Enrolment, *, by: User | None) -> Completion | None:
    """Record the completion of an enrolment that is locked, if the one rule of progress says so."""
    if _is_completed(enrolment):
        return enrolment.completion
    if _is_withdrawn(enrolment) or not progress(enrolment).is_complete:
        return None
    made = Completion.objects.create(enrolment=enrolment, agency_id=enrolment.agency_id, at=clock.now())
    record("learning.completed", by=by, about=made)
    return made


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    return rows.select_related("person", "withdrawal", "completion").get(pk=enrolment.pk)


def _is_withdrawn(enrolment: Enrolment) -> bool:
    return hasattr(enrolment, "withdrawal")


def _is_completed(enrolment: Enrolment) -> bool:
    return hasattr(enrolment, "completion")
