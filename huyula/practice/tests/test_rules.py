"""When one is asked, what counts as an answer, where a question stands, what colleagues see."""

import datetime as dt

import pytest

from huyula.practice.rules import (
    Answer,
    Days,
    PhotoNote,
    Reason,
    Refusal,
    Said,
    State,
    WhyNotChange,
    asks_again,
    days_of,
    for_others,
    link_of,
    state_of,
    why_not_change,
    why_not_confirm,
    why_not_report,
)

DAY = dt.date(2026, 5, 1)
A_DAY = dt.timedelta(days=1)
ENOUGH = "Surat edaran kini kami periksa sumbernya."


def refusal_of(said: Said, *, today: dt.date = DAY, is_answered: bool = False) -> Refusal | None:
    return why_not_report(said, due_on=DAY, today=today, is_answered=is_answered)


def test_one_is_asked_after_some_days_and_has_some_days_to_answer() -> None:
    assert days_of(DAY, after=30, within=14, today=DAY) == Days(dt.date(2026, 5, 31), dt.date(2026, 6, 14))


def test_whoever_is_asked_late_has_as_many_days_to_answer() -> None:
    late = dt.date(2026, 8, 1)

    assert days_of(DAY, after=30, within=14, today=late) == Days(dt.date(2026, 5, 31), dt.date(2026, 8, 15))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (Said(Answer.USED, words=ENOUGH, link=""), None),
        (Said(Answer.USED, words="x" * 20, link=""), None),
        (Said(Answer.USED, words="x" * 19, link=""), Refusal.NO_PROOF),
        (Said(Answer.USED, link=""), Refusal.NO_PROOF),
        (Said(Answer.USED, link="https://contoh.example/"), None),
        (Said(Answer.USED, words=ENOUGH, link=None), Refusal.BAD_LINK),
        (Said(Answer.USED, words="x" * 2001, link=""), Refusal.TOO_LONG),
        (Said(Answer.USED, link="", has_photo=True, note=PhotoNote.NONE), None),
        (Said(Answer.USED, link="", has_photo=True, note=PhotoNote.COVERED), None),
        (Said(Answer.USED, link="", has_photo=True, note=PhotoNote.VISIBLE), Refusal.VISIBLE),
        (Said(Answer.USED, link="", has_photo=True), Refusal.NO_NOTE),
        (Said(Answer.NOT_YET, reason=Reason.NO_TIME, link=""), None),
        (Said(Answer.NOT_YET, words=ENOUGH, link=""), Refusal.NO_REASON),
        (Said(Answer.UNSUITED, link=""), None),
    ],
)
def test_an_answer_of_use_needs_a_proof_and_not_yet_a_reason(said: Said, refusal: Refusal | None) -> None:
    assert refusal_of(said) == refusal


def test_nobody_answers_before_they_are_asked_and_nobody_twice() -> None:
    said = Said(Answer.USED, words=ENOUGH, link="")

    assert refusal_of(said, today=DAY - A_DAY) == Refusal.TOO_EARLY
    assert refusal_of(said, is_answered=True) == Refusal.ALREADY
    assert refusal_of(said, today=DAY + 400 * A_DAY) is None


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("", ""),
        ("  https://contoh.example/data?q=1 ", "https://contoh.example/data?q=1"),
        ("http://contoh.example", "http://contoh.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("//contoh.example", None),
        ("contoh.example", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://bank.example@jahat.example/", None),
        ("https://contoh.example/a b", None),
        ("https://contoh.example/\u202e", None),
        ("https://contoh.example/" + "x" * 500, None),
    ],
)
def test_a_link_leads_to_the_web_and_nowhere_else(text: str, link: str | None) -> None:
    assert link_of(text) == link


@pytest.mark.parametrize(
    ("answer", "turn", "again"),
    [(Answer.NOT_YET, 1, True), (Answer.NOT_YET, 2, False), (Answer.USED, 1, False), (Answer.UNSUITED, 1, False)],
)
def test_not_yet_is_asked_once_more(answer: Answer, turn: int, again: bool) -> None:
    assert asks_again(answer, turn=turn) is again


@pytest.mark.parametrize(
    ("answer", "said", "is_used", "refusal"),
    [
        (Answer.USED, [], True, None),
        (Answer.USED, [], False, None),
        (Answer.USED, [False], True, None),
        (Answer.USED, [False], False, Refusal.SAID),
        (Answer.USED, [True], False, Refusal.SAID),
        (Answer.USED, [False, True], True, Refusal.SAID),
        (Answer.NOT_YET, [], True, Refusal.NOT_USED),
        (Answer.UNSUITED, [], True, Refusal.NOT_USED),
    ],
)
def test_seen_may_follow_not_seen_and_never_the_other_way(
    answer: Answer, said: list[bool], is_used: bool, refusal: Refusal | None
) -> None:
    assert why_not_confirm(answer, said=said, is_used=is_used) == refusal


@pytest.mark.parametrize(
    ("answer", "said", "days", "state"),
    [
        ("", [], -1, State.PLANNED),
        ("", [], 0, State.OPEN),
        ("", [], 14, State.OPEN),
        ("", [], 15, State.UNANSWERED),
        (Answer.USED, [], 15, State.REPORTED),
        (Answer.USED, [False], 15, State.NOT_SEEN),
        (Answer.USED, [False, True], 15, State.SEEN),
        (Answer.NOT_YET, [], 15, State.NOT_YET),
        (Answer.UNSUITED, [], 15, State.UNSUITED),
    ],
)
def test_where_a_question_stands(answer: str, said: list[bool], days: int, state: State) -> None:
    closes_on, today = DAY + 14 * A_DAY, DAY + days * A_DAY

    assert state_of(answer, said=said, due_on=DAY, closes_on=closes_on, today=today) == state


@pytest.mark.parametrize(
    ("count", "persons", "shown"), [(0, 0, None), (9, 4, None), (5, 5, 5), (9, 5, 5), (14, 9, 10), (7, 0, None)]
)
def test_colleagues_see_fives_and_nothing_of_fewer_than_five(count: int, persons: int, shown: int | None) -> None:
    assert for_others(count, persons=persons) == shown


@pytest.mark.parametrize(
    ("days", "numbers", "reason", "refusal"),
    [
        (1, [30, 14, 30, 365], "SK", None),
        (0, [30, 14, 30, 365], "SK", WhyNotChange.TOO_EARLY),
        (1, [0, 14, 30, 365], "SK", WhyNotChange.OUT_OF_RANGE),
        (1, [30, 14, 30, 1001], "SK", WhyNotChange.OUT_OF_RANGE),
        (1, [30, 14, 30, 365], " ", WhyNotChange.NO_REASON),
    ],
)
def test_other_days_follow_with_their_reason(
    days: int, numbers: list[int], reason: str, refusal: WhyNotChange | None
) -> None:
    assert why_not_change(DAY + days * A_DAY, first=DAY, numbers=numbers, reason=reason) == refusal
