"""Small true quizzes and attempts for tests and the demo."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from huyula.access.models import Agency, User
from huyula.access.samples import an_agency
from huyula.exams import actions
from huyula.exams.models import Attempt, Question, Quiz, Result
from huyula.exams.rules.answers import Value
from huyula.exams.rules.quizzes import OptionSpec, QuestionKind, QuestionSpec, QuizSpec, Reveal
from huyula.people.models import Person

SINGLE = QuestionSpec(
    kind=QuestionKind.SINGLE,
    prompt="<p>Kata sandi mana yang paling kuat?</p>",
    options=(
        OptionSpec("gorontalo123"),
        OptionSpec("karawo tenun danau limboto", is_right=True),
        OptionSpec("P@ssw0rd"),
    ),
    feedback="<p>Empat kata yang mudah diingat lebih kuat daripada satu kata dengan tanda.</p>",
)
SEVERAL = QuestionSpec(
    kind=QuestionKind.SEVERAL,
    prompt="<p>Mana yang termasuk data pribadi?</p>",
    options=(
        OptionSpec("NIK", is_right=True),
        OptionSpec("Alamat rumah", is_right=True),
        OptionSpec("Nama kantor"),
    ),
    points=2,
    feedback="<p>Data pribadi menunjuk kepada satu orang.</p>",
)
SHORT = QuestionSpec(
    kind=QuestionKind.SHORT,
    prompt="<p>Berapa persen dari 1.000 jika hasilnya 200?</p>",
    keys=("20", "20 %", "dua puluh persen"),
)
ROUND = (SINGLE, SEVERAL, SHORT)


def a_quiz_spec(
    questions: int | Sequence[QuestionSpec] = 3,
    *,
    title: str = "Kuis Contoh",
    pass_percent: int = 70,
    minutes: int | None = None,
    attempts: int | None = None,
    reveal: Reveal = Reveal.WHEN_DONE,
    is_shuffled: bool = False,
) -> QuizSpec:
    """Describe a quiz of one single, one several, one short question, and so on in turn."""
    chosen = [ROUND[index % 3] for index in range(questions)] if isinstance(questions, int) else questions
    return QuizSpec(
        title=title,
        questions=tuple(chosen),
        pass_percent=pass_percent,
        minutes=minutes,
        attempts=attempts,
        reveal=reveal,
        is_shuffled=is_shuffled,
    )


def a_quiz(
    questions: int | Sequence[QuestionSpec] = 3,
    *,
    agency: Agency | None = None,
    title: str = "Kuis Contoh",
    pass_percent: int = 70,
    minutes: int | None = None,
    attempts: int | None = None,
    reveal: Reveal = Reveal.WHEN_DONE,
    is_shuffled: bool = False,
) -> Quiz:
    """Make a published quiz of one single, one several, one short question, and so on in turn."""
    spec = a_quiz_spec(
        questions,
        title=title,
        pass_percent=pass_percent,
        minutes=minutes,
        attempts=attempts,
        reveal=reveal,
        is_shuffled=is_shuffled,
    )
    return actions.make_quiz(spec, agency=agency or an_agency(), by=None)


def questions_of(quiz: Quiz) -> list[Question]:
    """Give the questions of a quiz in their order."""
    return list(quiz.questions.order_by("place"))


def right_values(question: Question) -> Value:
    """Give an answer to a question that earns full points."""
    if question.kind == QuestionKind.SHORT:
        return question.keys.order_by("pk")[0].text
    return list(question.options.filter(is_right=True).order_by("place").values_list("pk", flat=True))


def wrong_values(question: Question) -> Value:
    """Give an answer to a question that earns nothing."""
    if question.kind == QuestionKind.SHORT:
        return "salah sama sekali"
    return list(question.options.filter(is_right=False).order_by("place").values_list("pk", flat=True))[:1]


def account_of(person: Person) -> User:
    """Give the account of a person; raises ValueError for one without."""
    if person.user is None:
        raise ValueError(f"{person.pk} has no account.")
    return person.user


def an_attempt(person: Person, quiz: Quiz | None = None) -> Attempt:
    """Let a person open an attempt, at a quiz of three questions of their agency unless one is given."""
    chosen = quiz or a_quiz(agency=person.biodata.get().agency)
    return actions.open_attempt(person, quiz=chosen, by=account_of(person), key=uuid.uuid4())


def answer(attempt: Attempt, question: Question, value: Value, *, sequence: int = 0) -> None:
    """Let the author of an attempt answer a question."""
    actions.give_answer(
        attempt,
        question=question,
        value=value,
        key=uuid.uuid4(),
        made_at=timezone.now(),
        sequence=sequence,
        by=account_of(attempt.person),
    )


def take(person: Person, quiz: Quiz, *, right: int | None = None) -> Result:
    """Let a person take a quiz: the first `right` questions rightly (None = all), the others wrongly."""
    attempt = an_attempt(person, quiz)
    for index, question in enumerate(questions_of(quiz)):
        is_right = right is None or index < right
        answer(attempt, question, right_values(question) if is_right else wrong_values(question), sequence=index)
    return actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(person))
