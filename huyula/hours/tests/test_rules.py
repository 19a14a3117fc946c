"""How units become JP, and how hours stand against a target."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from huyula.hours import rules
from huyula.hours.rules import Measure, Refusal, State

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("units", "jp", "factor", "expected"),
    [("12", "1", "1", "12"), ("12", "1", "1.2", "14.4"), ("2", "4", "1", "8"), ("0.33", "1", "1.2", "0.40")],
)
def test_units_become_hours(units: str, jp: str, factor: str, expected: str) -> None:
    assert rules.convert(Decimal(units), Decimal(jp), Decimal(factor)) == Decimal(expected)


@pytest.mark.parametrize(
    ("units", "unit", "jp", "factor", "expected"),
    [
        ("12", Measure.JP, "1", "1", "12 JP × 1 = 12 JP"),
        ("10.00", Measure.JP, "1", "1.20", "10 JP × 1,2 = 12 JP"),
        ("2", Measure.DAY, "6", "1", "2 hari × 6 JP = 12 JP"),
        ("1", Measure.ACTIVITY, "2", "1.5", "1 kegiatan × 2 JP × 1,5 = 3 JP"),
        ("-12.50", Measure.JP, "1", "1", "-12,5 JP × 1 = -12,5 JP"),
    ],
)
def test_the_sum_is_written_out(units: str, unit: Measure, jp: str, factor: str, expected: str) -> None:
    with translation.override("id"):
        assert rules.arithmetic(Decimal(units), unit, Decimal(jp), Decimal(factor)) == expected


@pytest.mark.parametrize(
    ("units", "on", "refusal"),
    [
        ("1", TODAY, None),
        ("10000", TODAY, None),
        ("0", TODAY, Refusal.NO_UNITS),
        ("-1", TODAY, Refusal.NO_UNITS),
        ("10000.01", TODAY, Refusal.NO_UNITS),
        ("1", TODAY + dt.timedelta(days=1), Refusal.NOT_YET),
    ],
)
def test_what_stands_in_the_way_of_a_posting(units: str, on: dt.date, refusal: Refusal | None) -> None:
    assert rules.why_not_post(units=Decimal(units), on=on, today=TODAY) == refusal


@pytest.mark.parametrize(
    ("jp", "least", "counts", "state"),
    [
        (20, 20, True, State.MET),
        (19, 20, True, State.SHORT),
        (None, 20, True, State.NONE),
        (24, None, True, State.NO_TARGET),
        (30, 20, False, State.EXEMPT),
        (30, 20, None, State.UNDECIDED),
    ],
)
def test_hours_stand_against_a_target(jp: int | None, least: int | None, counts: bool | None, state: State) -> None:
    given = None if jp is None else Decimal(jp)
    assert rules.state_of(given, least=None if least is None else Decimal(least), counts=counts) == state
