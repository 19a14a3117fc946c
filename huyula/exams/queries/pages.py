"""What the pages of a quiz show. Nothing here reads a key but the report of a closed attempt."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from huyula.exams.models import Answer, Attempt, Mark, Quiz, Result
from huyula.exams.queries.attempts import has_passed, is_overdue, standing_answers, tries_of
from huyula.exams.queries.papers import Choice, Prompt, kept_paper, keys_of, paper_of
from huyula.exams.rules.answers import GRACE, reveals, why_not_open
from huyula.exams.rules.marking import Key
from huyula.exams.rules.quizzes import QuestionKind, Refusal
from huyula.lib.prepared import prepared
from huyula.people.models import Person

NO_KEY = Key(QuestionKind.SHORT, 0)


def trimmed(points: Decimal) -> Decimal:
    """Drop zeros behind the comma that say nothing: 4.00 is shown as 4."""
    return points.quantize(Decimal(1)) if points == points.to_integral_value() else points.normalize()


@dataclass(frozen=True, slots=True)
class Tried:
    """A closed attempt in a list."""

    pk: uuid.UUID
    number: int
    closed_at: dt.datetime | None
    points: Decimal
    most: Decimal
    percent: Decimal
    is_passed: bool


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody has to know before an attempt, and what they did so far. `left` None = without limit."""

    quiz: Quiz
    questions: int
    points: int
    kinds: frozenset[str]
    has_person: bool
    used: int
    tries: list[Tried]
    standing: Attempt | None
    left: int | None
    why_not: str
    grace: int = int(GRACE.total_seconds())

    @property
    def points_to_pass(self) -> Decimal:
        """Give the points that pass, exactly."""
        return trimmed(Decimal(self.points * self.quiz.pass_percent) / 100)


def start_of(quiz: Quiz, person: Person | None, *, now: dt.datetime) -> Start:
    """Gather it. One query, and two more where this process has not seen the quiz yet."""
    tries = tries_of(person, quiz) if person else []
    asked = paper_of(quiz)
    standing = next((tried for tried in tries if tried.is_open and not is_overdue(tried, now=now)), None)
    refusal = why_not_open(
        is_published=quiz.published_at is not None, has_passed=has_passed(tries), used=len(tries), most=quiz.attempts
    )
    return Start(
        quiz=quiz,
        questions=len(asked),
        points=sum(row.points for row in asked),
        kinds=frozenset(row.kind for row in asked),
        has_person=person is not None,
        used=len(tries),
        tries=[_tried(tried) for tried in tries if not tried.is_open],
        standing=standing,
        left=None if quiz.attempts is None else max(0, quiz.attempts - len(tries)),
        why_not=_in_words(refusal, quiz) if refusal and not standing else "",
    )


def _tried(attempt: Attempt) -> Tried:
    result = attempt.result
    return Tried(
        pk=attempt.pk,
        number=attempt.number,
        closed_at=attempt.closed_at,
        points=trimmed(result.points),
        most=trimmed(result.most),
        percent=trimmed(result.percent),
        is_passed=result.is_passed,
    )


def _in_words(refusal: Refusal, quiz: Quiz) -> str:
    return str(refusal.label) % {"most": quiz.attempts} if refusal == Refusal.NO_ATTEMPT_LEFT else str(refusal.label)


@dataclass(frozen=True, slots=True)
class Item(Prompt):
    """A question as an attempt asks it, its options in the order of that attempt, and what was answered so far."""

    chosen: tuple[int, ...]
    text: str

    @property
    def is_answered(self) -> bool:
        """Say whether there is an answer."""
        return bool(self.chosen or self.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open attempt as the server knows it."""

    attempt: Attempt
    items: list[Item]
    grace: int = int(GRACE.total_seconds())

    @property
    def answered(self) -> int:
        """Count the questions with an answer."""
        return sum(item.is_answered for item in self.items)

    @property
    def missing(self) -> list[Item]:
        """Give the questions without an answer."""
        return [item for item in self.items if not item.is_answered]


def sheet_of(attempt: Attempt) -> Sheet:
    """Gather the questions of an attempt, without any key, and the answers that stand. One query, or three."""
    answers, choices = standing_answers(attempt), _choices(attempt)
    return Sheet(attempt, [_item(row, choices[row.pk], answers.get(row.pk)) for row in kept_paper(attempt.quiz_id)])


def _item(row: Prompt, choices: tuple[Choice, ...], answer: Answer | None) -> Item:
    chosen, text = (tuple(answer.options), answer.text) if answer else ((), "")
    return Item(row.pk, row.place, row.kind, row.prompt, row.points, row.typos, choices, chosen, text)


def _choices(attempt: Attempt) -> Mapping[int, tuple[Choice, ...]]:
    """Give the options of each question in the order of this attempt."""
    paper = kept_paper(attempt.quiz_id)
    if not attempt.quiz.is_shuffled:
        return {row.pk: row.choices for row in paper}
    return {row.pk: tuple(sorted(row.choices, key=lambda one: _drawn(attempt.nonce, one[0]))) for row in paper}


def _drawn(nonce: uuid.UUID, option: int) -> bytes:
    return hashlib.sha256(b"%b%d" % (nonce.bytes, option)).digest()


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of a closed attempt: what was said, what it earned, and, where it is shown, what is right and why."""

    place: int
    prompt: str
    given: list[str]
    points: Decimal
    most: int
    right: list[str]
    feedback: str

    @property
    def is_full(self) -> bool:
        """Say whether it earned everything."""
        return self.points == self.most


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an attempt with its arithmetic. `left` None = without limit."""

    attempt: Attempt
    worth: Tried
    rule: str
    pass_percent: int
    marks: list[Marked]
    shows_key: bool
    is_by_clock: bool
    has_passed: bool
    left: int | None

    @property
    def may_try_again(self) -> bool:
        """Say whether there is another attempt to be had."""
        return not self.has_passed and self.left != 0

    @property
    def points_to_pass(self) -> Decimal:
        """Give the points that pass, exactly."""
        return trimmed(self.worth.most * self.pass_percent / 100)


def report_of(attempt: Attempt) -> Report:
    """Gather it. Two queries, and three more where the right answers are shown."""
    quiz = attempt.quiz
    tries = tries_of(attempt.person, quiz)
    own = next(tried for tried in tries if tried.pk == attempt.pk)
    left = None if quiz.attempts is None else max(0, quiz.attempts - len(tries))
    passed = has_passed(tries)
    shows_key = reveals(quiz.reveal, has_passed=passed, has_attempts=left != 0)
    return Report(
        attempt=attempt,
        worth=_tried(own),
        rule=own.result.rule,
        pass_percent=own.result.pass_percent,
        marks=_marks(attempt, own.result, shows_key=shows_key),
        shows_key=shows_key,
        is_by_clock=own.hand_in.is_by_clock,
        has_passed=passed,
        left=left,
    )


def _marks(attempt: Attempt, result: Result, *, shows_key: bool) -> list[Marked]:
    rows = _marked(result=result.pk)
    choices, keys = _choices(attempt), keys_of(attempt.quiz) if shows_key else {}
    return [
        Marked(
            place=row.question.place,
            prompt=row.question.prompt,
            given=_given(row.answer, choices[row.question_id]),
            points=trimmed(row.points),
            most=row.question.points,
            right=_right(keys.get(row.question_id, NO_KEY), choices[row.question_id]),
            feedback=row.question.feedback if shows_key else "",
        )
        for row in rows
    ]


@prepared
def _marked(*, result: int) -> QuerySet[Mark]:
    return Mark.objects.filter(result=result).select_related("question", "answer").order_by("question__place")


def _given(answer: Answer | None, choices: Sequence[Choice]) -> list[str]:
    if answer is None:
        return []
    return [answer.text] if answer.text else [text for pk, text in choices if pk in answer.options]


def _right(key: Key, choices: Sequence[Choice]) -> list[str]:
    return [text for pk, text in choices if pk in key.right] or list(key.texts)
