"""Which years are kept, what others may see, and that nothing hidden can be worked out."""

import datetime as dt
import itertools

import pytest

from huyula.insight import rules
from huyula.insight.rules import Coarse, Group, Refusal, View


def test_two_releases_side_by_side_tell_of_five_or_of_nobody() -> None:
    for before, now, tells in (
        ((18, 6, 5, 7), (18, 6, 5, 7), False),
        ((18, 6, 5, 7), (28, 11, 10, 7), False),
        ((18, 6, 5, 7), (19, 6, 6, 7), True),  # one came
        ((18, 6, 5, 7), (18, 7, 5, 6), True),  # one learned
        ((18, 6, 5, 7), (18, 8, None, None), True),  # a group is left out that was shown
        ((18, 8, None, None), (18, 6, 5, 7), True),
        ((20, 8, None, None), (28, 13, None, None), True),  # three more below
    ):
        assert rules.tells_of_few(before, now) is tells, (before, now)
    assert rules.may_show_mean(before=[], now=18)
    assert rules.may_show_mean(before=[10, 23], now=18)
    assert not rules.may_show_mean(before=[10, 18], now=18)
    assert not rules.may_show_mean(before=[17], now=18)


def test_a_year_is_counted_by_its_last_day_this_one_by_today() -> None:
    today = dt.date(2026, 11, 24)

    assert rules.day_of(2025, today=today) == dt.date(2025, 12, 31)
    assert rules.day_of(2026, today=today) == today
    assert rules.kept_years(today) == [2026, 2025, 2024]


def test_odd_words_of_an_address_mean_the_first() -> None:
    assert View.from_address("gaps") == View.GAPS
    assert View.from_address("kacau") == View.from_address(None) == View.HOURS
    assert Group.from_address("MET") == Group.MET
    assert Group.from_address("' OR 1=1") == Group.ALL


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((5, 5, 5), Coarse(15, 5, 5, 5)),
        ((20, 3, 9), Coarse(32, 20, None, None)),
        ((20, 0, 9), Coarse(29, 20, None, None)),
        ((4, 20, 20), Coarse(44, None, None, None)),
        ((20, 2, 2), Coarse(24, None, None, None)),
        ((0, 0, 10), Coarse(10, None, None, None)),
        ((3, 3, 3), None),
        ((0, 0, 0), None),
    ],
)
def test_small_groups_are_left_out_together_with_their_counterpart(
    parts: tuple[int, int, int], shown: Coarse | None
) -> None:
    met, short, none = parts
    assert rules.coarsened(met=met, short=short, none=none) == shown


def test_what_is_left_out_is_said_as_nothing() -> None:
    hidden, half = Coarse(24, None, None, None), Coarse(32, 20, None, None)

    assert (hidden.share, hidden.below) == (None, None)
    assert (half.share, half.below) == (20 / 32, 12)
    assert [one.is_whole for one in (hidden, half, Coarse(15, 5, 5, 5))] == [False, False, True]


MOST = 26


def test_nothing_hidden_can_be_worked_out_even_by_whoever_knows_the_rule() -> None:
    behind: dict[Coarse, list[tuple[int, int, int]]] = {}
    for met, short, none in itertools.product(range(MOST), repeat=3):
        published = rules.coarsened(met=met, short=short, none=none)
        if published and published.due < MOST:
            behind.setdefault(published, []).append((met, short, none))

    for coarse, possible in behind.items():
        shown = (coarse.met, coarse.short, coarse.none)
        for place, value in enumerate(shown):
            values = {parts[place] for parts in possible}
            if value is None:
                assert len(values) > 1, (coarse, place)
                assert not values <= set(range(1, 5)), (coarse, place)
            else:
                assert values == {value}
                assert value >= rules.LEAST_GROUP
        if coarse.met is not None:
            assert coarse.due - coarse.met >= rules.LEAST_GROUP


def test_a_part_is_shown_only_if_what_is_left_is_large_enough_too() -> None:
    assert rules.may_show_pair(whole=10, part=5)
    assert not rules.may_show_pair(whole=9, part=5)
    assert not rules.may_show_pair(whole=40, part=4)
    assert not rules.may_show_pair(whole=40, part=40)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"is_practice": True}, Refusal.PRACTICE),
        ({"is_counted": False}, Refusal.NOT_COUNTED),
        ({"is_standing": True}, Refusal.STANDING),
        ({"due": 9}, Refusal.TOO_FEW),
        ({"is_too_close": True}, Refusal.TOO_CLOSE),
    ],
)
def test_what_stands_in_the_way_of_a_release(facts: dict[str, int], refusal: Refusal | None) -> None:
    given = {"is_counted": True, "due": 10, "is_standing": False, "is_practice": False, "is_too_close": False, **facts}
    assert rules.why_not_release(**given) == refusal  # type: ignore[arg-type]  # by name
