"""Opening, answering, handing in: what counts, what is refused, and that nothing is lost or counted twice."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huyula.exams import actions, queries
from huyula.exams.models import Answer, Attempt, HandIn, Mark, Quiz, Result
from huyula.exams.queries import pages
from huyula.exams.rules.answers import GRACE, Value
from huyula.exams.samples import (
    a_quiz,
    account_of,
    an_attempt,
    answer,
    questions_of,
    right_values,
    take,
    wrong_values,
)
from huyula.exams.tests.desk import NOW, a_desk, give, handed_in
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db
Later = Callable[[dt.timedelta], None]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Read refusals in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let it be a while later, by the server's clock."""
    begun = timezone.now()

    def move(by: dt.timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: begun + by)

    return move


# -- the whole way


def test_a_quiz_is_passed() -> None:
    desk = a_desk()

    result = take(desk.sari, desk.quiz)

    assert (int(result.points), int(result.most), int(result.percent)) == (4, 4, 100)
    assert result.is_passed
    assert [int(mark.points) for mark in result.marks.order_by("question__place")] == [1, 2, 1]
    entry = Entry.objects.get(verb="exams.handed_in")
    assert (entry.about_id, entry.agency_id, entry.actor_id) == (str(result.pk), desk.quiz.agency_id, desk.user.pk)


def test_a_failed_attempt_can_be_made_again_and_the_best_counts() -> None:
    desk = a_desk(attempts=3)
    first, second = take(desk.sari, desk.quiz, right=1), take(desk.sari, desk.quiz, right=0)
    assert queries.best_result(desk.sari, desk.quiz) == first
    third = take(desk.sari, desk.quiz, right=2)

    assert [row.attempt.number for row in (first, second, third)] == [1, 2, 3]
    assert [int(row.percent) for row in (first, second, third)] == [25, 0, 75]
    assert queries.best_result(desk.sari, desk.quiz) == third
    other = a_quiz(agency=desk.quiz.agency)
    assert queries.results_of(desk.sari, [desk.quiz, other.pk]) == {desk.quiz.pk: third}
    assert queries.best_result(desk.sari, other.pk) is None


# -- opening


def test_an_open_attempt_is_gone_on_with_on_a_second_device() -> None:
    desk = a_desk()
    first = an_attempt(desk.sari, desk.quiz)

    assert an_attempt(desk.sari, desk.quiz) == first


def test_the_same_key_opens_nothing_new_even_after_handing_in() -> None:
    desk, key = a_desk(), uuid.uuid4()
    first = actions.open_attempt(desk.sari, quiz=desk.quiz, by=desk.user, key=key)
    give(first, 1, right_values(questions_of(desk.quiz)[0]))
    handed_in(first)

    assert actions.open_attempt(desk.sari, quiz=desk.quiz, by=desk.user, key=key) == first
    assert Attempt.objects.count() == 1


def test_no_more_attempts_than_the_quiz_allows() -> None:
    desk = a_desk(attempts=2)
    take(desk.sari, desk.quiz, right=0)
    take(desk.sari, desk.quiz, right=0)

    with pytest.raises(actions.CannotOpen, match="all 2"):
        an_attempt(desk.sari, desk.quiz)


def test_who_has_passed_opens_no_more() -> None:
    desk = a_desk()
    take(desk.sari, desk.quiz)

    with pytest.raises(actions.CannotOpen, match="passed"):
        an_attempt(desk.sari, desk.quiz)


def test_a_draft_is_not_opened() -> None:
    desk = a_desk()
    draft = Quiz.objects.create(agency=desk.quiz.agency, title="Rancangan")

    with pytest.raises(actions.CannotOpen, match="published"):
        an_attempt(desk.sari, draft)


def test_nobody_opens_for_another_nor_in_another_agency() -> None:
    desk, budi = a_desk(), a_person("Budi")

    with pytest.raises(PermissionDenied):
        actions.open_attempt(desk.sari, quiz=desk.quiz, by=account_of(budi), key=uuid.uuid4())
    with pytest.raises(PermissionDenied):
        an_attempt(budi, desk.quiz)


def test_an_attempt_whose_time_is_over_is_closed_before_the_next_is_opened(later: Later) -> None:
    desk = a_desk(minutes=10)
    first = an_attempt(desk.sari, desk.quiz)
    give(first, 1, right_values(questions_of(desk.quiz)[0]))
    later(dt.timedelta(minutes=12))

    second = an_attempt(desk.sari, desk.quiz)

    assert second.number == 2
    assert int(Result.objects.get(attempt=first).points) == 1


def test_an_attempt_that_time_closed_as_passed_opens_no_next(later: Later) -> None:
    desk = a_desk(minutes=10)
    first = an_attempt(desk.sari, desk.quiz)
    for place, question in enumerate(questions_of(desk.quiz), start=1):
        give(first, place, right_values(question))
    later(dt.timedelta(minutes=12))

    with pytest.raises(actions.CannotOpen, match="passed"):
        an_attempt(desk.sari, desk.quiz)
    assert Result.objects.get(attempt=first).is_passed


# -- answering


def test_a_later_answer_stands_though_it_arrives_first() -> None:
    desk = a_desk()
    attempt, question = an_attempt(desk.sari, desk.quiz), questions_of(desk.quiz)[0]
    give(attempt, 1, right_values(question), sequence=8)
    give(attempt, 1, wrong_values(question), sequence=7)

    assert queries.standing_answers(attempt)[question.pk].options == right_values(question)


def test_an_answer_can_be_taken_back() -> None:
    desk = a_desk()
    attempt = an_attempt(desk.sari, desk.quiz)
    give(attempt, 3, "20 %", sequence=1)
    give(attempt, 3, "", sequence=2)

    with pytest.raises(actions.CannotHandIn, match="Nothing"):
        handed_in(attempt)


def test_the_same_event_is_kept_once() -> None:
    desk, key = a_desk(), uuid.uuid4()
    attempt, question = an_attempt(desk.sari, desk.quiz), questions_of(desk.quiz)[0]

    def again() -> Answer:
        return actions.give_answer(
            attempt, question=question.pk, value=right_values(question), key=key, made_at=NOW, sequence=1, by=desk.user
        )

    assert again() == again()
    assert Answer.objects.count() == 1
    handed_in(attempt)
    assert again().event == key


def test_an_answer_costs_few_queries_and_no_journal_line() -> None:
    desk = a_desk(questions=12)
    attempt, question = an_attempt(desk.sari, desk.quiz), questions_of(desk.quiz)[11]
    entries = Entry.objects.count()

    with CaptureQueriesContext(connection) as counted:
        actions.give_answer(
            attempt, question=question, value="x", key=uuid.uuid4(), made_at=NOW, sequence=1, by=desk.user
        )

    assert len(counted) <= 6
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (1, [-1], "does not belong to this question"),
        (1, "satu", "answered by choosing"),
        (3, [1], "answered in writing"),
        (3, "x" * 10_240, "these are 10240"),
    ],
)
def test_what_does_not_answer_is_refused_with_its_reason(place: int, value: Value, words: str) -> None:
    attempt = an_attempt((desk := a_desk()).sari, desk.quiz)

    with pytest.raises(actions.CannotAnswer, match=words):
        give(attempt, place, value)


def test_two_options_do_not_answer_a_single_question() -> None:
    desk = a_desk()
    both = list(questions_of(desk.quiz)[0].options.values_list("pk", flat=True))

    with pytest.raises(actions.CannotAnswer, match="one option"):
        give(an_attempt(desk.sari, desk.quiz), 1, both)


def test_questions_and_options_of_another_quiz_are_refused() -> None:
    desk = a_desk()
    attempt, other = an_attempt(desk.sari, desk.quiz), questions_of(a_quiz(agency=desk.quiz.agency))[0]

    with pytest.raises(actions.CannotAnswer, match="this quiz"):
        actions.give_answer(
            attempt, question=other, value=right_values(other), key=uuid.uuid4(), made_at=NOW, sequence=1, by=desk.user
        )
    with pytest.raises(actions.CannotAnswer, match="this question"):
        give(attempt, 1, right_values(other))


@pytest.mark.parametrize("sequence", [-1, 2**53])
def test_a_number_that_no_device_gives_is_refused(sequence: int) -> None:
    desk = a_desk()

    with pytest.raises(actions.CannotAnswer, match="number"):
        give(an_attempt(desk.sari, desk.quiz), 3, "20", sequence=sequence)


def test_nobody_answers_or_hands_in_for_another() -> None:
    desk, budi = a_desk(), a_person("Budi")
    attempt = an_attempt(desk.sari, desk.quiz)

    with pytest.raises(PermissionDenied):
        give(attempt, 3, "20", by=account_of(budi))
    with pytest.raises(PermissionDenied):
        actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(budi))


# -- the clock


def test_within_the_grace_an_answer_still_counts_and_after_it_none(later: Later) -> None:
    desk = a_desk(minutes=10)
    attempt = an_attempt(desk.sari, desk.quiz)
    later(dt.timedelta(minutes=10) + GRACE - dt.timedelta(seconds=5))
    give(attempt, 1, right_values(questions_of(desk.quiz)[0]))
    later(dt.timedelta(minutes=10) + GRACE + dt.timedelta(seconds=5))

    with pytest.raises(actions.CannotAnswer, match="time"):
        give(attempt, 3, "20")
    result = handed_in(attempt)

    assert int(result.points) == 1
    assert HandIn.objects.get(attempt=attempt).is_by_clock
    with pytest.raises(actions.CannotAnswer, match="time"):
        give(attempt, 3, "20")


def test_the_clock_closes_what_nobody_handed_in(later: Later) -> None:
    desk, other = a_desk(minutes=10), a_desk(minutes=60)
    attempt, running = an_attempt(desk.sari, desk.quiz), an_attempt(other.sari, other.quiz)
    assert actions.close_all_overdue() == 0
    assert actions.close_if_overdue(attempt) is None
    later(dt.timedelta(minutes=12))

    assert actions.close_all_overdue() == 1

    result = Result.objects.get(attempt=attempt)
    assert (int(result.points), result.is_passed) == (0, False)
    assert Entry.objects.get(verb="exams.handed_in").actor_id is None
    assert actions.close_if_overdue(attempt) is None
    running.refresh_from_db()
    assert running.is_open


# -- handing in


def test_an_empty_attempt_is_not_handed_in() -> None:
    desk = a_desk()

    with pytest.raises(actions.CannotHandIn, match="Nothing"):
        handed_in(an_attempt(desk.sari, desk.quiz))
    assert Attempt.objects.get().is_open


def test_handing_in_twice_gives_the_same_result_and_answers_come_too_late() -> None:
    desk = a_desk()
    attempt = an_attempt(desk.sari, desk.quiz)
    give(attempt, 3, "20")

    assert handed_in(attempt) == handed_in(attempt)
    assert Mark.objects.count() == 3
    with pytest.raises(actions.CannotAnswer, match="closed"):
        give(attempt, 1, right_values(questions_of(desk.quiz)[0]))


# -- any order


@given(
    choices=st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6),
    luck=st.randoms(use_true_random=False),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_delivery_gives_the_same_result(choices: list[tuple[int, bool]], luck: object) -> None:
    desk = a_desk()
    questions = questions_of(desk.quiz)
    events = [
        (number, questions[at], right_values(questions[at]) if is_right else wrong_values(questions[at]))
        for number, (at, is_right) in enumerate(choices)
    ]
    expected = {question.pk: value for _, question, value in events}
    shuffled = [*events, *events[:2]]  # some arrive twice
    luck.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    attempt = an_attempt(desk.sari, desk.quiz)
    for number, question, value in shuffled:
        actions.give_answer(
            attempt,
            question=question,
            value=value,
            key=uuid.UUID(int=number + 1),
            made_at=NOW,
            sequence=number,
            by=desk.user,
        )

    stand = queries.standing_answers(attempt)
    assert {pk: found.text or found.options for pk, found in stand.items()} == expected
    right = {question.pk: right_values(question) for question in questions}
    earned = sum(question.points for question in questions if expected.get(question.pk) == right[question.pk])
    assert int(handed_in(attempt).points) == earned


# -- what pages are given


def test_a_sheet_holds_no_key_and_keeps_its_order() -> None:
    desk = a_desk()
    shuffled = a_quiz(agency=desk.quiz.agency, is_shuffled=True)
    attempt = an_attempt(desk.sari, shuffled)

    sheet = pages.sheet_of(attempt)

    assert [item.choices for item in sheet.items] == [item.choices for item in pages.sheet_of(attempt).items]
    assert (sheet.answered, len(sheet.missing)) == (0, 3)
    said = repr(sheet)
    assert "is_right" not in said
    assert "dua puluh persen" not in said
    assert "lebih kuat daripada" not in said


def test_an_account_without_a_person_sees_the_rules_alone() -> None:
    start = pages.start_of(a_desk(attempts=2).quiz, None, now=NOW)

    assert (start.has_person, start.left, start.tries, start.why_not) == (False, 2, [], "")


def test_answer_helper_of_samples_is_the_real_action() -> None:
    desk = a_desk()
    attempt = an_attempt(desk.sari)
    answer(attempt, questions_of(attempt.quiz)[2], "20")
    assert Answer.objects.get().text == "20"
    with pytest.raises(ValueError, match="no account"):
        account_of(a_person("Tanpa akun", has_account=False))
    assert desk.user.pk == desk.sari.user_id
