"""Numbers come one after the other, each once, without gaps."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.letters import actions, queries
from huyula.letters.models import Number, NumberPattern
from huyula.letters.rules import LetterKind, Refusal
from huyula.letters.samples import a_pattern

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


@pytest.fixture
def pattern(agency: Agency, administrator: User) -> NumberPattern:
    return a_pattern(agency, by=administrator)


def _why_not_draw(pattern: NumberPattern, *, on: dt.date = DAY, **more: object) -> str:
    with pytest.raises(actions.CannotDraw) as refused:
        actions.draw_number(pattern, on=on, **more)  # type: ignore[arg-type]  # a block or nothing
    return refused.value.code


def test_numbers_follow_each_other_and_begin_anew_each_year(pattern: NumberPattern) -> None:
    texts = [str(actions.draw_number(pattern, on=day)) for day in (DAY, DAY, dt.date(2027, 1, 4))]

    assert texts == ["0001/800.1.4/BKPSDM/XI/2026", "0002/800.1.4/BKPSDM/XI/2026", "0001/800.1.4/BKPSDM/I/2027"]
    assert queries.next_numbers(pattern, on=DAY) == [f"000{number}/800.1.4/BKPSDM/XI/2026" for number in (3, 4, 5)]


def test_a_pattern_begins_where_the_paper_ended(agency: Agency, administrator: User) -> None:
    pattern = actions.add_pattern(
        agency, kind=LetterKind.REPORT, since=DAY, pattern="{nomor}/{tahun}", first=417, by=administrator
    )

    assert queries.next_numbers(pattern, on=DAY, count=1) == ["417/2026"]
    assert str(actions.draw_number(pattern, on=DAY)) == "417/2026"
    assert str(actions.draw_number(pattern, on=dt.date(2027, 1, 4))) == "1/2027"
    assert str(pattern.counters.get(year=2026)) == "2026: 417"


def test_a_number_of_a_transaction_that_was_taken_back_leaves_no_gap(pattern: NumberPattern) -> None:
    with transaction.atomic():
        actions.draw_number(pattern, on=DAY)
        transaction.set_rollback(True)

    assert actions.draw_number(pattern, on=DAY).serial == 1


def test_numbers_are_drawn_only_while_the_pattern_holds(pattern: NumberPattern, administrator: User) -> None:
    actions.end_pattern(pattern, until=DAY, by=administrator)

    assert actions.draw_number(pattern, on=DAY).serial == 1
    assert _why_not_draw(pattern, on=dt.date(2026, 11, 25)) == Refusal.NOT_IN_FORCE
    assert _why_not_draw(pattern, on=dt.date(2024, 12, 31)) == Refusal.NOT_IN_FORCE


def test_a_block_is_set_aside_and_used_up(pattern: NumberPattern, administrator: User) -> None:
    actions.draw_number(pattern, on=DAY)
    block = actions.reserve_numbers(pattern, count=2, on=DAY, reason="Angkatan I", by=administrator)

    assert str(block) == "2026: 2-3"
    assert actions.draw_number(pattern, on=DAY).serial == 4
    assert [actions.draw_number(pattern, on=DAY, block=block).serial for _ in range(2)] == [2, 3]
    assert _why_not_draw(pattern, block=block) == Refusal.BLOCK_EMPTY
    assert _why_not_draw(pattern, on=dt.date(2027, 1, 4), block=block) == Refusal.OTHER_YEAR


@pytest.mark.parametrize("count", [0, 10_001])
def test_a_block_has_its_bounds(pattern: NumberPattern, administrator: User, count: int) -> None:
    with pytest.raises(actions.CannotDraw) as refused:
        actions.reserve_numbers(pattern, count=count, on=DAY, reason="x", by=administrator)

    assert refused.value.code == Refusal.TOO_MANY


def test_blocks_are_for_administrators_and_standing_patterns(pattern: NumberPattern, administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.reserve_numbers(pattern, count=1, on=DAY, reason="x", by=a_user())
    with pytest.raises(actions.CannotDraw):
        actions.reserve_numbers(pattern, count=1, on=dt.date(2024, 1, 1), reason="x", by=administrator)


def test_a_number_that_exists_is_not_given_again(agency: Agency, pattern: NumberPattern, administrator: User) -> None:
    actions.draw_number(pattern, on=DAY)
    actions.end_pattern(pattern, until=DAY, by=administrator)
    again = actions.add_pattern(
        agency,
        kind=LetterKind.MEMO,
        since=dt.date(2026, 11, 25),
        pattern=pattern.pattern,
        code=pattern.code,
        by=administrator,
    )

    assert _why_not_draw(again, on=dt.date(2026, 11, 25)) == Refusal.NUMBER_KNOWN


def test_one_kind_of_letter_has_one_pattern_at_a_time(
    agency: Agency, pattern: NumberPattern, administrator: User
) -> None:
    with pytest.raises(actions.CannotSet) as refused:
        a_pattern(agency, by=administrator)

    assert refused.value.code == Refusal.KIND_TAKEN
    assert queries.pattern_for(LetterKind.MEMO, agency=agency, on=DAY) == pattern
    assert queries.pattern_for(LetterKind.REPORT, agency=agency, on=DAY) is None


def test_a_wrong_pattern_is_refused_with_its_fault(agency: Agency, administrator: User) -> None:
    with pytest.raises(actions.CannotSet) as refused:
        actions.add_pattern(agency, kind=LetterKind.MEMO, since=DAY, pattern="{nomor}", by=administrator)

    assert refused.value.code == Refusal.PATTERN
    assert "{tahun}" in refused.value.detail


def test_patterns_are_the_administrators_matter(agency: Agency, pattern: NumberPattern, administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        a_pattern(agency, by=a_user(), kind=LetterKind.REPORT)
    with pytest.raises(PermissionDenied):
        actions.end_pattern(pattern, until=DAY, by=a_user())
    with pytest.raises(actions.CannotSet):
        actions.end_pattern(pattern, until=dt.date(2024, 1, 1), by=administrator)


@pytest.mark.django_db(transaction=True)
def test_many_who_draw_at_once_get_each_number_once() -> None:
    agency = an_agency()
    pattern = a_pattern(agency, by=an_administrator(agency))
    faults: list[BaseException] = []

    def draw() -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    actions.draw_number(pattern, on=DAY)
                    transaction.set_rollback(number % 3 == 2)
        except BaseException as fault:  # noqa: BLE001  (told to the test below)
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(Number.objects.values_list("serial", flat=True)) == list(range(1, 43))
