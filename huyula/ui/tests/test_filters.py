"""How figures, days and times are written in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from huyula.ui import filters

MORNING = datetime(2025, 8, 17, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "places", "indonesian", "english"),
    [
        (1234.56, None, "1.234,56", "1,234.56"),
        (Decimal("12.50"), 1, "12,5", "12.5"),
        (1_000_000, None, "1.000.000", "1,000,000"),
        (56.94, 0, "57", "57"),
        (0.25, 1, "0,3", "0.3"),
        (Decimal("12.46"), 1, "12,5", "12.5"),
        (0, None, "0", "0"),
        (-3, None, "-3", "-3"),
        (None, None, "–", "–"),
    ],
)
def test_figures_carry_the_separators_of_the_language(
    value: filters.Number | None, places: int | None, indonesian: str, english: str
) -> None:
    with translation.override("id"):
        assert filters.number(value, places) == indonesian
    with translation.override("en"):
        assert filters.number(value, places) == english


def test_a_share_becomes_a_percentage() -> None:
    with translation.override("id"):
        assert filters.percent(0.425, 1) == "42,5 %"
        assert filters.percent(None) == "–"


def test_days_and_times_are_written_as_in_letters() -> None:
    with translation.override("id"), timezone.override("Asia/Makassar"):
        assert filters.day(date(2025, 8, 17)) == "17 Agustus 2025"
        assert filters.day(MORNING, "F Y") == "Agustus 2025"
        assert filters.clock(MORNING) == "09.05 WITA"
        assert filters.moment(MORNING) == "17 Agustus 2025, 09.05 WITA"
    with translation.override("en"), timezone.override("Asia/Jakarta"):
        assert filters.moment(MORNING) == "17 August 2025, 08:05 WIB"
    assert filters.day(None) == filters.clock(None) == filters.moment(None) == "–"


def test_a_moment_belongs_to_the_day_of_the_zone() -> None:
    late = datetime(2025, 8, 16, 20, 0, tzinfo=UTC)

    with translation.override("id"), timezone.override("Asia/Makassar"):
        assert filters.day(late) == "17 Agustus 2025"


@pytest.mark.parametrize(
    ("octets", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_234_567, "1,2 MB"), (5_000_000_000_000, "5.000,0 GB"), (None, "–")],
)
def test_sizes_are_written_as_people_say_them(octets: int | None, said: str) -> None:
    with translation.override("id"):
        assert filters.size(octets) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Sari Dewi Hasan", "SH"), ("Budi", "B"), ("dr. H. Rusli Pakaya", "DP"), ("", "?"), ("123", "?")],
)
def test_initials_are_the_first_and_the_last(name: str, letters: str) -> None:
    assert filters.initials(name) == letters


def test_an_address_keeps_what_it_does_not_change(rf: RequestFactory) -> None:
    request = rf.get("/", {"q": "a&b", "page": "3"})

    assert filters.address_with(request, page=1, sort="-name") == "?q=a%26b&page=1&sort=-name"


def test_a_truth_is_a_word() -> None:
    with translation.override("en"):
        assert [filters.yes_no(value) for value in (True, False, None)] == ["Yes", "No", "–"]
