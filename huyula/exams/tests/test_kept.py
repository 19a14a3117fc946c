"""What a process keeps of a published quiz: read once, the same for everybody, changed by nobody."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from django.utils import timezone

from huyula.access.samples import an_agency
from huyula.exams.models import Question, Quiz
from huyula.exams.queries import pages
from huyula.exams.rules.quizzes import QuestionKind
from huyula.exams.samples import a_quiz, an_attempt, answer, questions_of, right_values
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db


def test_the_questions_of_a_published_quiz_are_asked_for_once(django_assert_num_queries: Any) -> None:
    attempt = an_attempt(a_person("Sari"))
    first = pages.sheet_of(attempt)

    with django_assert_num_queries(1):  # the answers alone
        assert pages.sheet_of(attempt) == first
    assert [item.pk for item in first.items] == [question.pk for question in questions_of(attempt.quiz)]


def test_a_new_answer_is_seen_at_once_and_by_its_author_alone() -> None:
    sari = a_person("Sari")
    agency = sari.biodata.get().agency
    budi, quiz = a_person("Budi", agency=agency), a_quiz(agency=agency)
    hers, his = an_attempt(sari, quiz), an_attempt(budi, quiz)
    pages.sheet_of(hers)
    question = questions_of(quiz)[0]

    answer(hers, question, right_values(question))

    assert pages.sheet_of(hers).answered == 1
    assert pages.sheet_of(his).answered == 0


def test_what_is_kept_cant_be_changed() -> None:
    sari = a_person("Sari")
    plain, shuffled = (
        an_attempt(sari, a_quiz(agency=sari.biodata.get().agency, is_shuffled=way)) for way in (False, True)
    )

    sheets = pages.sheet_of(plain), pages.sheet_of(shuffled)

    assert {type(item.choices) for sheet in sheets for item in sheet.items} == {tuple}
    with pytest.raises(FrozenInstanceError):
        sheets[0].items[0].prompt = "Lain"  # type: ignore[misc]  # frozen, as is tried here


def test_a_draft_is_read_anew_each_time() -> None:
    draft = Quiz.objects.create(agency=an_agency(), title="Rancangan", pass_percent=70)
    now = timezone.now()
    assert pages.start_of(draft, None, now=now).questions == 0

    Question.objects.create(agency=draft.agency, quiz=draft, place=1, kind=QuestionKind.SHORT, prompt="Apa?", points=2)

    assert pages.start_of(draft, None, now=now).questions == 1
