"""Answers through the door for devices: replays, strangers, shared phones, hostile bodies."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huyula.access.models import User
from huyula.exams import queries
from huyula.exams.models import Answer, Attempt, Result
from huyula.exams.samples import account_of, an_attempt, questions_of, right_values, wrong_values
from huyula.people.samples import a_person
from huyula.people.tests.visits import enter

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture
def attempt() -> Attempt:
    """Let Sari be in the middle of a quiz."""
    return an_attempt(a_person("Sari"))


def event(attempt: Attempt, kind: str = "exams.answered", *, sequence: int = 1, **body: Any) -> Json:
    """Make an event as Sari's phone makes it."""
    return {
        "id": str(uuid.uuid4()),
        "user": str(account_of(attempt.person).pk),
        "kind": kind,
        "made_at": timezone.now().isoformat(),
        "sequence": sequence,
        "body": {"attempt": str(attempt.pk), **body},
    }


def answered(attempt: Attempt, place: int, value: object, *, sequence: int = 1) -> Json:
    """Answer the question at a place, in the text that a form sends."""
    question = questions_of(attempt.quiz)[place - 1]
    sent = [str(one) for one in value] if isinstance(value, list) else value
    if question.kind == "SINGLE" and isinstance(sent, list):
        sent = sent[0]
    return event(attempt, question=str(question.pk), value=sent, device="hp", sequence=sequence)


def send(client: Client, *events: Json, by: User) -> list[Json]:
    """Send a batch and give the receipts."""
    enter(client, by)
    response = client.post("/api/v1/events/", {"events": list(events)}, content_type="application/json")
    receipts: list[Json] = response.json().get("receipts") or [{"status": "conflict", **response.json()}]
    return receipts


def test_a_quiz_is_answered_and_handed_in_from_a_phone(client: Client, attempt: Attempt) -> None:
    questions = questions_of(attempt.quiz)
    events = [answered(attempt, n, right_values(q), sequence=n) for n, q in enumerate(questions, start=1)]

    receipts = send(client, *events, event(attempt, "exams.handed_in", sequence=9), by=account_of(attempt.person))

    assert [receipt["status"] for receipt in receipts] == ["accepted"] * 4
    assert receipts[-1]["answer"] == {"address": reverse("exams:result", args=[attempt.pk])}
    assert Result.objects.get().is_passed
    assert "dua puluh" not in str(receipts)


def test_a_batch_sent_again_changes_nothing(client: Client, attempt: Attempt) -> None:
    sari = account_of(attempt.person)
    batch = [answered(attempt, 3, "20"), event(attempt, "exams.handed_in", sequence=2)]
    send(client, *batch, by=sari)

    assert [receipt["status"] for receipt in send(client, *batch, by=sari)] == ["repeated", "repeated"]
    assert (Answer.objects.count(), Result.objects.count()) == (1, 1)


def test_the_same_id_with_another_answer_is_a_conflict(client: Client, attempt: Attempt) -> None:
    sari, first = account_of(attempt.person), answered(attempt, 3, "20")
    send(client, first, by=sari)

    assert send(client, {**first, "body": {**first["body"], "value": "21"}}, by=sari)[0]["status"] == "conflict"
    assert Answer.objects.get().text == "20"


def test_answers_out_of_order_stand_in_the_order_of_the_phone(client: Client, attempt: Attempt) -> None:
    sari, question = account_of(attempt.person), questions_of(attempt.quiz)[0]
    send(client, answered(attempt, 1, right_values(question), sequence=12), by=sari)
    send(client, answered(attempt, 1, wrong_values(question), sequence=11), by=sari)

    assert queries.standing_answers(attempt)[question.pk].options == right_values(question)


def test_another_person_can_answer_neither_under_their_own_name_nor_under_hers(
    client: Client, attempt: Attempt
) -> None:
    budi = account_of(a_person("Budi"))
    hers = answered(attempt, 3, "20")

    assert send(client, hers, by=budi)[0]["status"] == "wrong_user"
    receipt = send(client, {**hers, "user": str(budi.pk)}, by=budi)[0]
    assert (receipt["status"], receipt["code"]) == ("refused", "NOT_FOUND")
    handing = {**event(attempt, "exams.handed_in"), "user": str(budi.pk)}
    assert send(client, handing, by=budi)[0]["code"] == "NOT_FOUND"
    assert not Answer.objects.exists()


def test_the_key_of_another_persons_event_gets_in_nobodys_way(client: Client, attempt: Attempt) -> None:
    budi = a_person("Budi")
    his = an_attempt(budi)
    first = answered(attempt, 3, "20")
    send(client, first, by=account_of(attempt.person))

    assert send(client, {**answered(his, 3, "20"), "id": first["id"]}, by=account_of(budi))[0]["status"] == "accepted"


def test_after_handing_in_an_answer_is_refused_and_says_why(client: Client, attempt: Attempt) -> None:
    sari = account_of(attempt.person)
    send(client, answered(attempt, 3, "20"), event(attempt, "exams.handed_in", sequence=2), by=sari)

    receipt = send(client, answered(attempt, 3, "21", sequence=3), by=sari)[0]

    assert (receipt["status"], receipt["code"]) == ("refused", "CLOSED")
    assert receipt["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": "x"},
        {"question": 0, "value": {"a": 1}},
        {"question": 0, "value": [[1]]},
        {"question": 0, "value": ["satu"]},
        {"question": 2**62, "value": "x"},
        {"question": 0, "value": None},
        {"question": 0, "device": "x" * 33},
        {"attempt": "bukan"},
        {"attempt": str(uuid.uuid4()), "question": 1},
        {"question": 0, "value": "\u202e<script>alert(1)</script>"},
        {"question": 0, "value": list(range(51))},
    ],
)
def test_a_body_that_says_nothing_sensible_is_refused_for_good(client: Client, attempt: Attempt, body: Json) -> None:
    sent = event(attempt)
    sent["body"].update(body)

    receipt = send(client, sent, by=account_of(attempt.person))[0]

    assert (receipt["status"], receipt["answer"]) == ("refused", None), receipt
    assert receipt["detail"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("text", ["x" * 10_240, "\x00" * 600 + "20", "\u202e" + "x" * 501])
def test_ten_kilobytes_are_too_long_and_the_rest_is_cleaned(client: Client, attempt: Attempt, text: str) -> None:
    receipt = send(client, answered(attempt, 3, text), by=account_of(attempt.person))[0]

    if receipt["status"] == "accepted":
        assert Answer.objects.get().text == "20"
    else:
        assert receipt["code"] == "TOO_LONG"


def test_two_answers_of_one_attempt_under_one_id_stay_one(client: Client, attempt: Attempt) -> None:
    batch = [answered(attempt, 3, "20"), answered(attempt, 3, "21", sequence=2)]
    batch[1]["id"] = batch[0]["id"]

    receipts = send(client, *batch, by=account_of(attempt.person))

    assert [receipt["status"] for receipt in receipts] == ["accepted", "conflict"]
