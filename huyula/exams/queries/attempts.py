"""Attempts, the answers that stand, and results."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from huyula.access.models import User
from huyula.exams import policies
from huyula.exams.models import Answer, Attempt, Question, Quiz, Result
from huyula.exams.queries.papers import kept_paper
from huyula.exams.rules.answers import GRACE, Given, Sent, is_over, standing
from huyula.exams.rules.quizzes import QuestionKind
from huyula.lib.prepared import prepared
from huyula.people.models import Person


def attempt_of(user: User, pk: uuid.UUID) -> Attempt | None:
    """Give an attempt that a user sees, with quiz, person, account and agency. One query."""
    return next(iter(_seen(user=user.pk, attempt=pk)), None)


@prepared
def _seen(*, user: uuid.UUID, attempt: uuid.UUID) -> QuerySet[Attempt]:
    return policies.attempts_of(user).filter(pk=attempt).select_related("quiz", "person__user", "agency")


def own_attempt(user: User, pk: uuid.UUID) -> Attempt:
    """Give an attempt that a user sees, alone. One query.

    Raises Attempt.DoesNotExist.
    """
    for found in _owned(user=user.pk, attempt=pk):
        return found
    raise Attempt.DoesNotExist


@prepared
def _owned(*, user: uuid.UUID, attempt: uuid.UUID) -> QuerySet[Attempt]:
    return policies.attempts_of(user).filter(pk=attempt)


def locked_attempt(attempt: uuid.UUID) -> Attempt:
    """Lock an attempt until the transaction ends, and give it with its person and quiz. One query.

    Raises Attempt.DoesNotExist.
    """
    for found in _locked(attempt=attempt):
        return found
    raise Attempt.DoesNotExist


@prepared
def _locked(*, attempt: uuid.UUID) -> QuerySet[Attempt]:
    return Attempt.objects.select_for_update(of=("self",)).select_related("person", "quiz").filter(pk=attempt)


def answer_kept(attempt: uuid.UUID, *, event: uuid.UUID) -> Answer | None:
    """Give the answer that an event brought to an attempt before, if it did. One query."""
    return next(iter(_kept(attempt=attempt, event=event)), None)


def kept_answer(attempt: uuid.UUID, *, event: uuid.UUID) -> Answer:
    """Give the answer that an event brought to an attempt, which surely did. One query."""
    return _kept(attempt=attempt, event=event)[0]


@prepared
def _kept(*, attempt: uuid.UUID, event: uuid.UUID) -> QuerySet[Answer]:
    return Answer.objects.filter(attempt=attempt, event=event).order_by("pk")[:1]


def best_result(person: Person, quiz: Quiz | uuid.UUID) -> Result | None:
    """Give the best result of a person in a quiz, the earlier of equals, or None. One query."""
    key = quiz.pk if isinstance(quiz, Quiz) else quiz
    return results_of(person, [key]).get(key)


def results_of(person: Person, quizzes: Collection[Quiz | uuid.UUID]) -> Mapping[uuid.UUID, Result]:
    """Give a person's best result in each of some quizzes that has one, by the quiz's id. One query."""
    keys = [quiz.pk if isinstance(quiz, Quiz) else quiz for quiz in quizzes]
    return {result.attempt.quiz_id: result for result in _best(person=person.pk, quizzes=keys)}


@prepared
def _best(*, person: uuid.UUID, quizzes: Collection[uuid.UUID]) -> QuerySet[Result]:
    rows = Result.objects.filter(attempt__person=person, attempt__quiz__any=quizzes).select_related("attempt")
    return rows.order_by("attempt__quiz", "-percent", "-is_passed", "attempt__number").distinct("attempt__quiz")


def tries_of(person: Person, quiz: Quiz) -> list[Attempt]:
    """Give the attempts of a person at a quiz in their order, with results. One query."""
    return _tries(person=person.pk, quiz=quiz.pk)


@prepared
def _tries(*, person: uuid.UUID, quiz: uuid.UUID) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(person=person, quiz=quiz).select_related("result", "hand_in")
    return rows.order_by("number")


def has_passed(tries: Iterable[Attempt]) -> bool:
    """Say whether one of some attempts (with their results) was passed."""
    return any(tried.result.is_passed for tried in tries if not tried.is_open)


def is_overdue(attempt: Attempt, *, now: dt.datetime) -> bool:
    """Say whether an open attempt waits to be closed by the clock."""
    return attempt.is_open and is_over(attempt.closes_at, now=now)


def overdue(now: dt.datetime) -> QuerySet[Attempt]:
    """Give the open attempts whose time and grace are over."""
    return Attempt.objects.filter(closed_at__isnull=True, closes_at__lt=now - GRACE).order_by("closes_at", "pk")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer is checked against: the kind of a question and the ids of its options."""

    pk: int
    kind: QuestionKind
    options: tuple[int, ...]


def asked(question: int, *, quiz: uuid.UUID) -> Asked | None:
    """Give a question of a published quiz as far as an answer needs it; None if it belongs to another. No query."""
    found = next((row for row in kept_paper(quiz) if row.pk == question), None)
    return Asked(found.pk, QuestionKind(found.kind), tuple(pk for pk, _ in found.choices)) if found else None


def place_of(question: int, *, quiz: uuid.UUID) -> int:
    """Give the place of a question in a quiz, 0 if it belongs to another. One query."""
    return Question.objects.filter(pk=question, quiz=quiz).values_list("place", flat=True).first() or 0


def standing_answers(attempt: Attempt) -> Mapping[int, Answer]:
    """Rebuild an attempt from its events: the answer that counts for each question that has one. One query."""
    by_question: dict[int, dict[uuid.UUID, Answer]] = defaultdict(dict)
    for answer in _answers(attempt=attempt.pk):
        by_question[answer.question_id][answer.event] = answer
    found = {}
    for question, answers in by_question.items():
        sent = standing(Sent(a.event, a.device, a.sequence, a.received_at) for a in answers.values())
        if sent:
            found[question] = answers[sent.event]
    return found


@prepared
def _answers(*, attempt: uuid.UUID) -> QuerySet[Answer]:
    """Give the last answer of each device to each question: of one device no other can stand."""
    rows = Answer.objects.filter(attempt=attempt)
    ordered = rows.order_by("question", "device", "-sequence", "-received_at", "-event")
    return ordered.distinct("question", "device")


def given_of(answer: Answer) -> Given:
    """Give what an answer says as a value."""
    return Given(tuple(answer.options), answer.text)
