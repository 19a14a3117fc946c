"""The rules: levels from acts, the source that counts, what is asked first, refusals."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huyula.competence import formats, rules
from huyula.competence.rules import (
    BY_KEY,
    Candidate,
    ConfirmRefusal,
    Frequency,
    PostClass,
    RoundRefusal,
    Source,
    StandardRefusal,
)

NEVER, SOMETIMES, USUALLY = Frequency.NEVER, Frequency.SOMETIMES, Frequency.USUALLY
TODAY = dt.date(2026, 11, 24)


@dataclass(frozen=True)
class Word:
    """One source's word."""

    level: int
    source: str
    days: int
    place: int = 0

    @property
    def on(self) -> dt.date:
        """Give the day."""
        return TODAY - dt.timedelta(days=self.days)


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([], 0),
        ([(1, NEVER), (1, USUALLY)], 0),
        ([(1, SOMETIMES), (1, SOMETIMES)], 0),
        ([(1, SOMETIMES), (1, USUALLY)], 1),
        ([(1, USUALLY), (1, USUALLY), (2, USUALLY), (2, NEVER)], 1),
        ([(1, USUALLY), (2, USUALLY), (3, USUALLY)], 3),
        ([(2, USUALLY), (1, NEVER)], 0),
        ([(1, USUALLY), (1, SOMETIMES), (1, SOMETIMES)], 0),
    ],
)
def test_a_level_follows_from_acts(answers: list[tuple[int, Frequency]], level: int) -> None:
    assert rules.level_of(answers) == level


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(list(Frequency)))), st.integers(0, 20))
def test_doing_something_more_often_never_lowers_the_level(answers: list[tuple[int, Frequency]], at: int) -> None:
    better = [(level, USUALLY if index == at else often) for index, (level, often) in enumerate(answers)]

    assert rules.level_of(better) >= rules.level_of(answers)


def test_acts_are_asked_up_to_one_level_above_what_is_required() -> None:
    assert [rules.asked_up_to(required) for required in (1, 4, 5)] == [2, 5, 5]


def test_the_longest_round_of_any_class_stays_under_eight_minutes() -> None:
    acts = {one.code: one.acts for framework in formats.frameworks() for one in framework.competences}
    for key in BY_KEY:
        shown = [
            (sum(len(act.split()) for level in asked for act in level), [act for level in asked for act in level])
            for standard in formats.standards()
            if standard.of.key == key
            for asked in [acts[standard.competence][: rules.asked_up_to(standard.level)]]
        ]
        heaviest = sorted(shown, key=lambda one: one[0], reverse=True)[: rules.MOST_ASKED]
        assert rules.minutes_for([act for _, every in heaviest for act in every]) < 8, key


def test_nothing_to_read_takes_a_minute_all_the_same() -> None:
    assert rules.minutes_for([]) == 1


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ([], None),
        ([Word(2, Source.SELF, 1)], 0),
        ([Word(4, Source.SELF, 9), Word(2, Source.SELF, 1)], 1),
        ([Word(2, Source.SUPERVISOR, 30), Word(4, Source.SELF, 1)], 0),
        ([Word(3, Source.ASSESSMENT, 300), Word(2, Source.SUPERVISOR, 30)], 1),
        ([Word(3, Source.SUPERVISOR, 30), Word(2, Source.COURSE, 1)], 0),
        ([Word(3, Source.SUPERVISOR, 30), Word(4, Source.COURSE, 1)], 1),
        ([Word(4, Source.COURSE, 90), Word(3, Source.PROASN, 30)], 1),
        ([Word(2, Source.COURSE, 90), Word(3, Source.TEST, 60), Word(3, Source.USE, 30)], 2),
        ([Word(1, Source.COURSE, 90), Word(4, Source.SELF, 1)], 0),
        ([Word(1, Source.SUPERVISOR, 1, 5), Word(3, Source.SUPERVISOR, 1, 9)], 1),
        ([Word(3, Source.COURSE, 1, 5), Word(2, Source.SUPERVISOR, 1, 9)], 1),
    ],
)
def test_the_word_that_counts(words: list[Word], counts: int | None) -> None:
    assert rules.deciding(words) == (None if counts is None else words[counts])


@given(
    st.lists(
        st.builds(Word, st.integers(0, 5), st.sampled_from([s.value for s in Source]), st.integers(0, 9)), max_size=8
    )
)
def test_an_own_rating_counts_only_where_nobody_else_has_spoken(words: list[Word]) -> None:
    placed = [Word(one.level, one.source, one.days, place) for place, one in enumerate(words)]

    counts = rules.deciding(placed)

    others = [one for one in placed if one.source != Source.SELF]
    assert (counts is None) == (not placed)
    if counts and others:
        assert counts in others


def test_distance_is_never_negative_and_an_unknown_level_is_the_whole_way() -> None:
    assert [rules.distance(3, 1), rules.distance(2, 4), rules.distance(3, None)] == [2, 0, 3]
    assert rules.risk(importance=5, required=3, attained=1) == 10


def test_the_riskiest_are_asked_first_and_at_most_seven() -> None:
    many = [Candidate(f"M{risk}", risk, TODAY) for risk in range(1, 10)]

    assert rules.to_ask(many, today=TODAY) == ["M9", "M8", "M7", "M6", "M5", "M4", "M3"]


def test_what_is_met_is_asked_again_after_a_year() -> None:
    old, new = TODAY - dt.timedelta(days=365), TODAY - dt.timedelta(days=364)
    candidates = [Candidate("A", 0, new), Candidate("B", 0, old), Candidate("C", 0, None), Candidate("D", 1, new)]

    assert rules.to_ask(candidates, today=TODAY) == ["D", "C", "B"]


def test_two_levels_are_far_in_both_directions() -> None:
    assert [rules.is_far(own, 3) for own in range(6)] == [True, True, False, False, False, True]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"has_post": False}, RoundRefusal.NO_POST),
        ({"has_standard": False}, RoundRefusal.NO_STANDARD),
        ({"last_on": TODAY - dt.timedelta(days=29)}, RoundRefusal.TOO_SOON),
        ({"last_on": TODAY - dt.timedelta(days=30)}, None),
        ({"asked": []}, RoundRefusal.NOTHING),
    ],
)
def test_why_no_round_is_opened(changed: dict[str, object], refusal: RoundRefusal | None) -> None:
    given: dict[str, object] = {"has_post": True, "has_standard": True, "last_on": None, "asked": ["M1"], **changed}

    assert rules.why_not_open(**given, today=TODAY) == refusal  # type: ignore[arg-type]  # changed one by one above


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"is_finished": True}, RoundRefusal.FINISHED),
        ({"is_asked": False}, RoundRefusal.NOT_ASKED),
        ({"answered": {7: NEVER}}, RoundRefusal.OTHER_ACTS),
        ({"answered": {7: NEVER, 8: NEVER, 9: NEVER}}, RoundRefusal.OTHER_ACTS),
    ],
)
def test_why_an_answer_is_not_taken(changed: dict[str, object], refusal: RoundRefusal | None) -> None:
    shown = {7: 1, 8: 1}
    given: dict[str, object] = {"is_finished": False, "is_asked": True, "answered": {7: NEVER, 8: USUALLY}, **changed}

    assert rules.why_not_rate(shown=shown, **given) == refusal  # type: ignore[arg-type]  # changed one by one above


@pytest.mark.parametrize(
    ("finished", "own", "level", "reason", "refusal"),
    [
        (True, 2, 2, "", None),
        (True, 2, 4, "Terlihat di rapat.", None),
        (True, 2, 4, "  ", ConfirmRefusal.NO_REASON),
        (True, None, 4, "x", ConfirmRefusal.NOT_ASKED),
        (False, 2, 2, "", ConfirmRefusal.NOT_FINISHED),
    ],
)
def test_why_a_supervisors_word_is_not_taken(
    finished: bool, own: int | None, level: int, reason: str, refusal: ConfirmRefusal | None
) -> None:
    assert rules.why_not_decide(is_finished=finished, own=own, level=level, reason=reason) == refusal


@pytest.mark.parametrize(
    ("since", "same", "ours", "refusal"),
    [
        (TODAY, False, True, None),
        (TODAY, False, False, StandardRefusal.NOT_OURS),
        (TODAY, True, True, StandardRefusal.SAME),
        (TODAY - dt.timedelta(days=367), False, True, StandardRefusal.LONG_AGO),
    ],
)
def test_why_a_standard_is_not_set(since: dt.date, same: bool, ours: bool, refusal: StandardRefusal | None) -> None:
    assert rules.why_not_set(since=since, today=TODAY, is_same=same, is_ours=ours) == refusal


def test_classes_are_named_by_their_level_where_they_have_one() -> None:
    assert PostClass("PELAKSANA").key == "PELAKSANA"
    assert [PostClass("FUNCTIONAL", "MU").key, PostClass("FUNCTIONAL").key] == ["FUNCTIONAL-MU", "FUNCTIONAL-"]
    assert len(BY_KEY) == 14
