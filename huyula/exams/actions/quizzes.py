"""Making a quiz: checked, written and published in one go."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.exams import policies
from huyula.exams.formats import cleaned
from huyula.exams.models import Option, Question, Quiz, ShortKey
from huyula.exams.rules.quizzes import QuestionSpec, QuizSpec, Refusal, fault_of
from huyula.journal.actions import record
from huyula.lib.refused import Refused


class CannotMake(Refused):
    """That a quiz is not made, and with which question something is wrong."""


@transaction.atomic
def make_quiz(spec: QuizSpec, *, agency: Agency, by: User | None, previous: Quiz | None = None) -> Quiz:
    """Make and publish a quiz; from then on it never changes, a change is a new quiz with this one as `previous`.

    Raises CannotMake with the first thing that is wrong and the question's place. Six queries and three checks,
    whatever the number of questions.
    """
    ensure(policies.may_make(by, agency))
    if fault := fault_of(spec):
        raise CannotMake(fault.refusal, place=fault.place)
    if previous is not None and Quiz.objects.filter(previous=previous).exists():
        raise CannotMake(Refusal.NEWER)
    quiz = Quiz.objects.create(
        agency=agency,
        title=spec.title.strip(),
        language=spec.language,
        pass_percent=spec.pass_percent,
        minutes=spec.minutes,
        attempts=spec.attempts,
        reveal=spec.reveal,
        is_shuffled=spec.is_shuffled,
        previous=previous,
        by=by,
    )
    _write_questions(quiz, spec.questions)
    quiz.published_at = timezone.now()
    quiz.save(update_fields=["published_at"])
    record("exams.quiz_published", by=by, about=quiz)
    return quiz


def _write_questions(quiz: Quiz, specs: Iterable[QuestionSpec]) -> None:
    pairs = [
        (
            Question(
                agency_id=quiz.agency_id,
                quiz=quiz,
                place=place,
                kind=spec.kind,
                prompt=cleaned(spec.prompt),
                points=spec.points,
                feedback=cleaned(spec.feedback),
                typos=spec.typos,
            ),
            spec,
        )
        for place, spec in enumerate(specs, start=1)
    ]
    Question.objects.bulk_create(question for question, _ in pairs)
    Option.objects.bulk_create(
        Option(
            agency_id=quiz.agency_id,
            question=question,
            place=place,
            text=option.text.strip(),
            is_right=option.is_right,
        )
        for question, spec in pairs
        for place, option in enumerate(spec.options, start=1)
    )
    ShortKey.objects.bulk_create(
        ShortKey(agency_id=quiz.agency_id, question=question, text=text)
        for question, spec in pairs
        for text in dict.fromkeys(key.strip() for key in spec.keys)
    )
