"""Making quizzes; and that the database holds what the actions promise."""

import dataclasses
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from huyula.access.samples import an_administrator, an_agency
from huyula.exams import actions
from huyula.exams.models import Answer, Attempt, HandIn, Mark, Option, Question, Quiz, Result, ShortKey
from huyula.exams.samples import (
    SHORT,
    SINGLE,
    a_quiz,
    a_quiz_spec,
    account_of,
    an_attempt,
    questions_of,
    right_values,
    take,
)
from huyula.journal.models import Entry
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Read refusals in the language of the source."""
    with translation.override("en"):
        yield


def refused(act: Callable[[], object]) -> None:
    """See that the database refuses something, whoever asks."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_an_administrator_makes_a_quiz_and_it_is_published() -> None:
    agency = an_agency()
    admin = an_administrator(agency)

    quiz = actions.make_quiz(a_quiz_spec(), agency=agency, by=admin)

    assert quiz.published_at is not None
    assert [question.kind for question in questions_of(quiz)] == ["SINGLE", "SEVERAL", "SHORT"]
    assert right_values(questions_of(quiz)[2]) == "20"
    assert Entry.objects.get(verb="exams.quiz_published").actor_id == admin.pk


def test_nobody_else_makes_one() -> None:
    agency = an_agency()
    with pytest.raises(PermissionDenied):
        actions.make_quiz(a_quiz_spec(), agency=agency, by=an_administrator(an_agency()))


def test_a_wrong_question_is_named() -> None:
    wrong = dataclasses.replace(SINGLE, options=SINGLE.options[:1])

    with pytest.raises(actions.CannotMake, match="Question 2"):
        actions.make_quiz(a_quiz_spec([SHORT, wrong]), agency=an_agency(), by=None)
    assert not Quiz.objects.exists()


def test_a_change_is_a_new_quiz_and_there_is_one_next() -> None:
    old = a_quiz()
    new = actions.make_quiz(a_quiz_spec(2), agency=old.agency, by=None, previous=old)

    assert new.previous == old
    with pytest.raises(actions.CannotMake, match="newer"):
        actions.make_quiz(a_quiz_spec(2), agency=old.agency, by=None, previous=old)


def test_a_long_quiz_costs_as_many_queries_as_a_short_one() -> None:
    costs = []
    for count in (3, 60):
        agency = an_agency()
        with CaptureQueriesContext(connection) as counted:
            actions.make_quiz(a_quiz_spec(count), agency=agency, by=None)
        costs.append(len(counted))
    assert costs[0] == costs[1]


def test_what_is_published_is_frozen() -> None:
    quiz = a_quiz()
    question = questions_of(quiz)[0]
    option = question.options.order_by("place")[0]
    key = ShortKey.objects.order_by("pk")[0]
    draft = Quiz.objects.create(agency=quiz.agency, title="Rancangan")

    refused(lambda: Quiz.objects.filter(pk=quiz.pk).update(pass_percent=1))
    refused(lambda: Quiz.objects.filter(pk=quiz.pk).update(published_at=None))
    refused(lambda: Question.objects.filter(pk=question.pk).update(points=9))
    refused(lambda: Question.objects.filter(pk=question.pk).update(quiz=draft))
    refused(lambda: Question.objects.create(agency=quiz.agency, quiz=quiz, place=9, kind="SHORT", prompt="?"))
    refused(lambda: Option.objects.filter(pk=option.pk).update(is_right=True))
    refused(lambda: Option.objects.create(agency=quiz.agency, question=question, place=9, text="x"))
    refused(lambda: ShortKey.objects.filter(pk=key.pk).delete())


def test_a_draft_may_change_but_is_not_published_without_a_key() -> None:
    agency = an_agency()
    draft = Quiz.objects.create(agency=agency, title="Rancangan")

    def publish() -> None:
        Quiz.objects.filter(pk=draft.pk).update(published_at=timezone.now())

    refused(publish)
    question = Question.objects.create(agency=agency, quiz=draft, place=1, kind="SINGLE", prompt="<p>?</p>")
    options = [Option.objects.create(agency=agency, question=question, place=n, text=str(n)) for n in (1, 2)]
    refused(publish)
    Option.objects.filter(pk=options[0].pk).update(is_right=True)
    publish()
    refused(lambda: Quiz.objects.filter(pk=draft.pk).delete())


def test_a_draft_may_be_thrown_away() -> None:
    draft = Quiz.objects.create(agency=an_agency(), title="Rancangan")
    assert Quiz.objects.filter(pk=draft.pk).delete()[0] == 1


def test_answers_and_results_are_only_added() -> None:
    sari = a_person("Sari")
    result = take(sari, a_quiz(agency=sari.biodata.get().agency))

    for model in (Answer, HandIn, Result, Mark, Attempt):
        first = model.objects.order_by("pk")[0]
        refused(lambda model=model, first=first: model.objects.filter(pk=first.pk).delete())  # type: ignore[misc]  # bound per turn
    refused(lambda: Answer.objects.update(text="lain"))
    refused(lambda: Result.objects.filter(pk=result.pk).update(is_passed=False))
    refused(lambda: Attempt.objects.update(closed_at=None))
    refused(lambda: Attempt.objects.update(number=7))


def test_the_database_takes_no_answer_that_does_not_fit() -> None:
    sari = a_person("Sari")
    quiz = a_quiz(agency=sari.biodata.get().agency)
    attempt, other = an_attempt(sari, quiz), questions_of(a_quiz(agency=quiz.agency))[0]
    single, _several, short = questions_of(quiz)
    both = list(single.options.values_list("pk", flat=True))

    def put(question: Question, options: list[int], text: str = "") -> None:
        Answer.objects.create(
            agency=quiz.agency,
            attempt=attempt,
            question=question,
            event=uuid.uuid4(),
            options=options,
            text=text,
            sequence=1,
            made_at=timezone.now(),
            received_at=timezone.now(),
        )

    refused(lambda: put(other, []))
    refused(lambda: put(single, [other.options.all()[0].pk]))
    refused(lambda: put(single, both))
    refused(lambda: put(single, [], "teks"))
    refused(lambda: put(short, both[:1]))
    put(short, [], "20")
    actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(sari))
    refused(lambda: put(short, [], "21"))


def test_one_attempt_at_a_time_and_each_number_once() -> None:
    sari = a_person("Sari")
    attempt = an_attempt(sari)

    def again(number: int) -> None:
        Attempt.objects.create(
            agency=attempt.agency,
            person=sari,
            quiz=attempt.quiz,
            number=number,
            key=uuid.uuid4(),
            opened_at=timezone.now(),
        )

    refused(lambda: again(1))
    refused(lambda: again(2))


def test_a_result_that_does_not_add_up_is_refused() -> None:
    attempt = an_attempt(a_person("Sari"))

    refused(
        lambda: Result.objects.create(
            agency=attempt.agency,
            attempt=attempt,
            points=1,
            most=4,
            percent=25,
            pass_percent=70,
            is_passed=True,
            rule="exams-1",
        )
    )
