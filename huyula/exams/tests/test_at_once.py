"""Two devices at once."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from huyula.exams import actions
from huyula.exams.models import Answer, Attempt, Mark, Result
from huyula.exams.samples import a_quiz, account_of, an_attempt, questions_of
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do several things at the same moment; give what came of each, an exception too."""
    begin = threading.Barrier(len(acts))
    outcomes: list[object] = []

    def run(act: Callable[[], object]) -> None:
        try:
            begin.wait()
            outcomes.append(act())
        except Exception as fault:  # noqa: BLE001  (told to the test)
            outcomes.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_devices_that_open_at_once_share_one_attempt() -> None:
    sari = a_person("Sari")
    quiz = a_quiz(agency=sari.biodata.get().agency)

    opened = at_once(*[lambda: an_attempt(sari, quiz)] * 4)

    assert len(set(opened)) == 1
    assert Attempt.objects.count() == 1


def test_one_event_that_arrives_twice_at_once_is_kept_once() -> None:
    sari, key = a_person("Sari"), uuid.uuid4()
    attempt = an_attempt(sari)
    question = questions_of(attempt.quiz)[2]

    def answer() -> Answer:
        return actions.give_answer(
            attempt, question=question, value="20", key=key, made_at=timezone.now(), sequence=1, by=account_of(sari)
        )

    outcomes = at_once(*[answer] * 4)

    assert len(set(outcomes)) == 1
    assert Answer.objects.count() == 1


def test_handing_in_on_two_devices_while_a_third_answers_gives_one_result() -> None:
    sari = a_person("Sari")
    attempt = an_attempt(sari)
    questions = questions_of(attempt.quiz)

    def answer() -> Answer:
        return actions.give_answer(
            attempt,
            question=questions[2],
            value="20",
            key=uuid.uuid4(),
            made_at=timezone.now(),
            sequence=2,
            by=account_of(sari),
        )

    def hand_in() -> Result:
        return actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(sari))

    answer()
    outcomes = at_once(hand_in, hand_in, answer)

    results = {row.pk for row in outcomes if isinstance(row, Result)}
    others = [row for row in outcomes if not isinstance(row, Result)]
    assert len(results) == 1
    assert Mark.objects.count() == len(questions)
    assert [type(row) for row in others] in ([Answer], [actions.CannotAnswer])
    assert int(Result.objects.get().points) == 1
