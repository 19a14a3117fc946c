"""The pages of a quiz, without script."""

import datetime as dt
import uuid
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from huyula.access.samples import an_administrator
from huyula.exams import tasks
from huyula.exams.models import Answer, Attempt, Quiz, Result
from huyula.exams.rules.quizzes import Reveal
from huyula.exams.samples import a_quiz, an_attempt, answer, questions_of, right_values, take
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person
from huyula.people.tests.visits import enter, words_of

pytestmark = pytest.mark.django_db
KEYS = ("dua puluh persen", "lebih kuat daripada", "menunjuk kepada satu orang")


@pytest.fixture(autouse=True)
def _in_english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def sari() -> Person:
    """Let there be Sari."""
    return a_person("Sari")


def quiz_of(person: Person, *, reveal: Reveal = Reveal.WHEN_DONE, **more: int | None) -> Quiz:
    """Make a quiz of a person's agency."""
    minutes, attempts = more.get("minutes"), more.get("attempts")
    return a_quiz(agency=person.biodata.get().agency, reveal=reveal, minutes=minutes, attempts=attempts)


def answers_through_form(client: Client, attempt: Attempt, place: int, value: object) -> str:
    """Send the form of a question; gives where it leads."""
    question = questions_of(attempt.quiz)[place - 1]
    response = client.post(reverse("exams:answer", args=[attempt.pk, question.pk]), {"value": value})
    assert response.status_code == HTTPStatus.FOUND
    return response.headers["Location"]


def test_the_rules_stand_in_words_before_one_begins(client: Client, sari: Person) -> None:
    quiz = quiz_of(sari, minutes=30, attempts=3)

    said = words_of(enter(client, sari).get(reverse("exams:quiz", args=[quiz.pk])))

    for words in ("30 minutes", "70 %: at least 2.8 of 4 points", "3 of 3 left", "90 seconds", "never below 0"):
        assert words in said


def test_a_quiz_without_a_clock_says_that_waiting_loses_nothing(client: Client, sari: Person) -> None:
    said = words_of(enter(client, sari).get(reverse("exams:quiz", args=[quiz_of(sari).pk])))

    assert "Nothing is lost by waiting" in said
    assert "As many as you like" in said


def test_the_whole_way_without_script(client: Client, sari: Person) -> None:
    quiz = quiz_of(sari)
    enter(client, sari)
    opened = client.post(reverse("exams:new_attempt", args=[quiz.pk]))
    attempt = Attempt.objects.get()
    assert opened.headers["Location"] == reverse("exams:attempt", args=[attempt.pk])
    first, second, _third = questions_of(quiz)

    assert answers_through_form(client, attempt, 1, right_values(first)).endswith("#q1")
    answers_through_form(client, attempt, 2, right_values(second))
    said = words_of(client.get(reverse("exams:hand_in", args=[attempt.pk])))
    assert "1 question is not answered yet" in said
    answers_through_form(client, attempt, 3, "20 %")
    assert "Every question is answered" in words_of(client.get(reverse("exams:hand_in", args=[attempt.pk])))
    done = client.post(reverse("exams:hand_in", args=[attempt.pk]))

    assert done.headers["Location"] == reverse("exams:result", args=[attempt.pk])
    said = words_of(client.get(done.headers["Location"]))
    assert "You have passed" in said
    assert all(key in said for key in KEYS)
    assert client.get(reverse("exams:attempt", args=[attempt.pk])).status_code == HTTPStatus.FOUND
    assert client.get(reverse("exams:hand_in", args=[attempt.pk])).status_code == HTTPStatus.FOUND


def test_a_changed_answer_stands_without_script(client: Client, sari: Person) -> None:
    attempt = an_attempt(sari, quiz_of(sari))
    enter(client, sari)
    answers_through_form(client, attempt, 3, "19")
    answers_through_form(client, attempt, 3, "20")

    assert 'value="20"' in client.get(reverse("exams:attempt", args=[attempt.pk])).content.decode()


@pytest.mark.parametrize("value", ["abc", ["1", "x", "9" * 6000], "9" * 6000])
def test_a_form_that_says_nonsense_is_told_so(client: Client, sari: Person, value: object) -> None:
    attempt = an_attempt(sari, quiz_of(sari))
    enter(client, sari)

    there = answers_through_form(client, attempt, 2, value)

    assert "alert" in client.get(there).content.decode()
    assert not Answer.objects.exists()


def test_an_empty_attempt_is_not_handed_in_and_says_so(client: Client, sari: Person) -> None:
    attempt = an_attempt(sari, quiz_of(sari))
    address = reverse("exams:hand_in", args=[attempt.pk])

    there = enter(client, sari).post(address).headers["Location"]

    assert there == address
    assert "Nothing has been answered yet" in words_of(client.get(there))


def test_no_key_is_in_any_page_before_the_attempt_is_closed(client: Client, sari: Person) -> None:
    attempt = an_attempt(sari, quiz_of(sari, reveal=Reveal.ALWAYS))
    answer(attempt, questions_of(attempt.quiz)[2], "7")
    enter(client, sari)

    for name, pk in (("quiz", attempt.quiz_id), ("attempt", attempt.pk), ("hand_in", attempt.pk)):
        said = client.get(reverse(f"exams:{name}", args=[pk])).content.decode()
        assert not any(key in said for key in (*KEYS, "is_right"))
    assert client.get(reverse("exams:result", args=[attempt.pk])).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("reveal", "attempts", "is_shown"),
    [
        (Reveal.ALWAYS, 3, True),
        (Reveal.WHEN_DONE, 3, False),
        (Reveal.WHEN_DONE, 1, True),
        (Reveal.WHEN_DONE, None, False),
        (Reveal.NEVER, 1, False),
    ],
)
def test_the_key_is_shown_as_the_quiz_says(
    client: Client, sari: Person, reveal: Reveal, attempts: int | None, *, is_shown: bool
) -> None:
    result = take(sari, quiz_of(sari, reveal=reveal, attempts=attempts), right=1)

    said = words_of(enter(client, sari).get(reverse("exams:result", args=[result.attempt_id])))

    assert "Not passed this time" in said
    assert "1 / 4 × 100 = 25 %" in said
    assert [key in said for key in KEYS] == [is_shown] * 3


def test_when_no_attempt_is_left_the_quiz_says_so(client: Client, sari: Person) -> None:
    quiz = quiz_of(sari, attempts=1)
    take(sari, quiz, right=0)
    enter(client, sari)

    assert "you have used all 1" in words_of(client.get(reverse("exams:quiz", args=[quiz.pk])))
    client.post(reverse("exams:new_attempt", args=[quiz.pk]))
    assert Attempt.objects.count() == 1


def test_an_open_attempt_is_gone_on_with(client: Client, sari: Person) -> None:
    quiz = quiz_of(sari)
    attempt = an_attempt(sari, quiz)

    said = enter(client, sari).get(reverse("exams:quiz", args=[quiz.pk])).content.decode()

    assert reverse("exams:attempt", args=[attempt.pk]) in said


def test_a_page_closes_an_attempt_whose_time_is_over(
    client: Client, sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = an_attempt(sari, quiz_of(sari, minutes=10))
    late = timezone.now() + dt.timedelta(minutes=12)
    monkeypatch.setattr(clock, "now", lambda: late)

    response = enter(client, sari).get(reverse("exams:attempt", args=[attempt.pk]))

    assert response.headers["Location"] == reverse("exams:result", args=[attempt.pk])
    assert "The time was over before you handed in" in words_of(client.get(response.headers["Location"]))


def test_the_clocks_job_closes_too(sari: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    an_attempt(sari, quiz_of(sari, minutes=10))
    late = timezone.now() + dt.timedelta(minutes=12)
    monkeypatch.setattr(clock, "now", lambda: late)

    tasks.close_overdue(timestamp=0)

    assert Result.objects.count() == 1


def test_strangers_and_colleagues_see_no_attempt_of_hers(client: Client, sari: Person) -> None:
    attempt = an_attempt(sari, quiz_of(sari))
    colleague = a_person("Budi", agency=attempt.agency)
    admin = an_administrator(attempt.agency)

    for who in (colleague, admin):
        enter(client, who)
        for name in ("attempt", "hand_in", "result"):
            assert client.get(reverse(f"exams:{name}", args=[attempt.pk])).status_code == HTTPStatus.NOT_FOUND
        assert client.post(reverse("exams:answer", args=[attempt.pk, 1])).status_code == HTTPStatus.NOT_FOUND


def test_an_account_without_a_person_sees_the_rules_and_begins_nothing(client: Client, sari: Person) -> None:
    quiz = quiz_of(sari)
    enter(client, an_administrator(quiz.agency))

    assert "No person stands behind" in words_of(client.get(reverse("exams:quiz", args=[quiz.pk])))
    client.post(reverse("exams:new_attempt", args=[quiz.pk]))
    assert not Attempt.objects.exists()


def test_a_form_sent_twice_with_its_key_answers_once(client: Client, sari: Person) -> None:
    attempt, key = an_attempt(sari, quiz_of(sari)), str(uuid.uuid4())
    address = reverse("exams:answer", args=[attempt.pk, questions_of(attempt.quiz)[2].pk])
    enter(client, sari)

    for _ in range(2):
        client.post(address, {"value": "20", "idempotency_key": key})

    assert Answer.objects.count() == 1
