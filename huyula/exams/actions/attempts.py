"""Opening an attempt, keeping its answers, closing it: by its author or by the clock."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import connection, transaction

from huyula.access.models import User
from huyula.access.policies import ensure
from huyula.exams import policies, queries
from huyula.exams.models import Answer, Attempt, HandIn, Mark, Question, Quiz, Result
from huyula.exams.rules.answers import MOST_SEQUENCE, Given, Value, is_over, read, why_not_open
from huyula.exams.rules.marking import RULE, mark, worth
from huyula.exams.rules.quizzes import Refusal
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.prepared import added
from huyula.lib.refused import Refused
from huyula.lib.transactions import joined
from huyula.people.models import Person


class CannotOpen(Refused):
    """That no attempt is opened, and why."""


class CannotAnswer(Refused):
    """That an answer is not taken, and why."""


class CannotHandIn(Refused):
    """That an attempt is not handed in, and why."""


def open_attempt(person: Person, *, quiz: Quiz, by: User, key: uuid.UUID) -> Attempt:
    """Open an attempt, or give the one that is open: a second device goes on where the first stopped.

    The deadline is the server's. The same key never opens a second attempt. One whose time is over is closed first, in
    a transaction of its own: it stays closed whether or not another may be opened.
    Raises CannotOpen if the quiz is not published, was passed, or no attempt is left.
    """
    ensure(policies.may_open(by, person, quiz))
    for late in queries.overdue(clock.now()).filter(person=person, quiz=quiz):
        close_if_overdue(late)
    return _opened(person, quiz=quiz, key=key)


@transaction.atomic
def _opened(person: Person, *, quiz: Quiz, key: uuid.UUID) -> Attempt:
    _one_at_a_time(person, quiz)
    tries = queries.tries_of(person, quiz)
    if known := next((tried for tried in tries if tried.key == key), None):
        return known
    if standing := next((tried for tried in tries if tried.is_open), None):
        return standing
    refusal = why_not_open(
        is_published=quiz.published_at is not None,
        has_passed=queries.has_passed(tries),
        used=len(tries),
        most=quiz.attempts,
    )
    if refusal:
        raise CannotOpen(refusal, most=quiz.attempts)
    now = clock.now()
    return Attempt.objects.create(
        agency_id=quiz.agency_id,
        person=person,
        quiz=quiz,
        number=len(tries) + 1,
        key=key,
        opened_at=now,
        closes_at=now + dt.timedelta(minutes=quiz.minutes) if quiz.minutes else None,
    )


def _one_at_a_time(person: Person, quiz: Quiz) -> None:
    """Let two devices that open at once wait for each other; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7407))", [f"exams.open:{person.pk}:{quiz.pk}"]
        )


def give_answer(
    attempt: Attempt | uuid.UUID,
    *,
    question: Question | int,
    value: Value,
    key: uuid.UUID,
    made_at: dt.datetime,
    sequence: int,
    by: User,
    device: str = "",
) -> Answer:
    """Keep an answer to a question of an open attempt. Two queries, in the transaction of the caller if there is one.

    `value`: ids of options, or text; empty takes the answer back. `key` is the id of the event; one that was kept
    before is given again. `made_at` is the device's time, kept as evidence. No journal line: the log is the journal.
    Raises CannotAnswer if the attempt is closed or over, or the value does not answer this question;
    Attempt.DoesNotExist if there is no such attempt.
    """
    with joined():
        held = queries.locked_attempt(attempt.pk if isinstance(attempt, Attempt) else attempt)
        ensure(policies.may_answer(by, held))
        now = clock.now()
        number = question.pk if isinstance(question, Question) else question
        try:
            _ensure_is_open(held, now=now, sequence=sequence)
            given = _read(value, question=number, quiz=held.quiz_id)
        except CannotAnswer:
            if known := queries.answer_kept(held.pk, event=key):
                return known
            raise
        answer = Answer(
            agency_id=held.agency_id,
            attempt=held,
            question_id=number,
            event=key,
            options=list(given.options),
            text=given.text,
            device=device,
            sequence=sequence,
            made_at=made_at,
            received_at=now,
        )
        return answer if added(answer, or_ignored=True) else queries.kept_answer(held.pk, event=key)


def _ensure_is_open(attempt: Attempt, *, now: dt.datetime, sequence: int) -> None:
    if is_over(attempt.closes_at, now=now):
        raise CannotAnswer(Refusal.TOO_LATE)
    if not attempt.is_open:
        raise CannotAnswer(Refusal.CLOSED)
    if not 0 <= sequence < MOST_SEQUENCE:
        raise CannotAnswer(Refusal.SEQUENCE)


def _read(value: Value, *, question: int, quiz: uuid.UUID) -> Given:
    asked = queries.asked(question, quiz=quiz)
    if asked is None:
        raise CannotAnswer(Refusal.OTHER_QUIZ)
    given = read(value, kind=asked.kind, options=asked.options)
    if isinstance(given, Refusal):
        raise CannotAnswer(given, length=len(value))
    return given


def hand_in(attempt: Attempt, *, key: uuid.UUID, by: User) -> Result:
    """Close an attempt and mark it. One that is closed already keeps its result, which is given again.

    Where the time is over, the clock closes it with what arrived in time. In the transaction of the caller, if there is
    one. Raises CannotHandIn if nothing was answered.
    """
    with joined():
        held = queries.locked_attempt(attempt.pk)
        ensure(policies.may_answer(by, held))
        if not held.is_open:
            return Result.objects.get(attempt=held)
        answers = queries.standing_answers(held)
        if is_over(held.closes_at, now=clock.now()):
            return _close(held, answers, event=None, by=None)
        if not any(answer.options or answer.text for answer in answers.values()):
            raise CannotHandIn(Refusal.EMPTY)
        return _close(held, answers, event=key, by=by)


@transaction.atomic
def close_if_overdue(attempt: Attempt) -> Result | None:
    """Let the clock close an attempt whose time and grace are over; None if it is closed already or has time left."""
    held = queries.locked_attempt(attempt.pk)
    if not held.is_open or not is_over(held.closes_at, now=clock.now()):
        return None
    return _close(held, queries.standing_answers(held), event=None, by=None)


def close_all_overdue() -> int:
    """Close every attempt whose time is over, each in its own transaction; gives how many."""
    overdue = list(queries.overdue(clock.now()))
    return sum(close_if_overdue(attempt) is not None for attempt in overdue)


def _close(attempt: Attempt, answers: Mapping[int, Answer], *, event: uuid.UUID | None, by: User | None) -> Result:
    """Write hand-in, result and marks of an attempt that is locked, and tell who listens."""
    now, quiz = clock.now(), attempt.quiz
    added(HandIn(agency_id=attempt.agency_id, attempt=attempt, at=now, event=event))
    keys = queries.keys_of(quiz)
    points = {question: mark(_given(answers, question), key) for question, key in keys.items()}
    total = worth(points.values(), most=sum(key.points for key in keys.values()), pass_percent=quiz.pass_percent)
    result = Result(
        agency_id=attempt.agency_id,
        attempt=attempt,
        points=total.points,
        most=total.most,
        percent=total.percent,
        pass_percent=quiz.pass_percent,
        is_passed=total.is_passed,
        rule=RULE,
    )
    added(result)
    Mark.objects.bulk_create(
        Mark(
            agency_id=attempt.agency_id,
            result=result,
            question_id=question,
            answer=answers.get(question),
            points=worth_of_one,
        )
        for question, worth_of_one in points.items()
    )
    attempt.closed_at = now
    attempt.save(update_fields=["closed_at"])
    record("exams.handed_in", by=by, about=result)
    return result


def _given(answers: Mapping[int, Answer], question: int) -> Given | None:
    answer = answers.get(question)
    return queries.given_of(answer) if answer else None
