"""The pages of the calendar, by whom they are opened."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from huyula.access.models import Agency
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.calendar import actions, queries
from huyula.calendar.models import CalendarYear, Holiday, WorkingHours
from huyula.calendar.rules import Season
from huyula.calendar.samples import a_calendar, a_local_holiday

pytestmark = pytest.mark.django_db
IDUL_FITRI = dt.date(2026, 3, 21)


@pytest.fixture
def agency() -> Agency:
    a_calendar(2026)
    return an_agency("Pemerintah Contoh")


@pytest.fixture
def operator(client: Client, agency: Agency) -> Client:
    client.force_login(an_operator(agency))
    return client


@pytest.fixture
def administrator(agency: Agency) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(an_administrator(agency))
    return client


def _text(client: Client, name: str, *args: object, status: int = HTTPStatus.OK) -> str:
    response = client.get(reverse(f"calendar:{name}", args=args))
    assert response.status_code == status
    return response.content.decode()


def _send(client: Client, page: str, /, *args: object, **given: object) -> tuple[int, str]:
    response = client.post(reverse(f"calendar:{page}", args=args), {key: str(value) for key, value in given.items()})
    return response.status_code, response.content.decode()


def test_everybody_sees_the_year_and_only_officials_can_change_it(agency: Agency, operator: Client) -> None:
    reader = Client()
    reader.force_login(a_user())
    link = reverse("calendar:new_decree", args=[2026])

    for client, can_change in ((reader, False), (operator, True)):
        page = _text(client, "year", 2026)
        assert "Hari Raya Idul Fitri" in page
        assert (link in page) is can_change
    for name, args in (
        ("new_decree", [2026]),
        ("new_holiday", [2026]),
        ("confirmation", [_pk()]),
        ("withdrawal", [_pk()]),
    ):
        _text(reader, name, *args, status=HTTPStatus.FORBIDDEN)


def _pk() -> int:
    return Holiday.objects.standing().get(day=IDUL_FITRI).pk


def test_the_present_year_is_the_first_page(operator: Client) -> None:
    a_calendar(dt.datetime.now(dt.UTC).year)

    assert "<h1>" in _text(operator, "home")


def test_an_unknown_year_is_said_to_be_unknown(operator: Client, administrator: Client) -> None:
    assert reverse("calendar:new_decree", args=[2031]) in _text(operator, "year", 2031)
    assert "never taken to be free of holidays" in _text(administrator, "year", 2031)
    _text(operator, "year", 1900, status=HTTPStatus.NOT_FOUND)


def test_the_operator_enters_the_decree(operator: Client) -> None:
    assert "Idul Fitri" in _text(operator, "new_decree", 2026)

    status, _ = _send(operator, "new_decree", 2026, number="SKB 9", dated_on="2025-10-14", days=_pk())

    assert status == HTTPStatus.FOUND
    assert Holiday.objects.standing().get(day=IDUL_FITRI).confirmed
    assert "SKB 9" in _text(operator, "year", 2026)
    assert (
        _send(operator, "new_decree", 2026, number="SKB 9", dated_on="2025-10-14")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert _send(operator, "new_decree", 2026, number="", dated_on="x")[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_operator_adds_confirms_and_withdraws(operator: Client) -> None:
    given = {"kind": "NATIONAL", "day": "2026-11-25", "name": "Pilkada <b>", "source": "Keppres 1"}

    assert _send(operator, "new_holiday", 2026, **given)[0] == HTTPStatus.FOUND
    assert _send(operator, "new_holiday", 2026, **given)[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilkada &lt;b&gt;" in _text(operator, "year", 2026)
    day = _pk()
    assert _send(operator, "confirmation", day, source="Sidang isbat")[0] == HTTPStatus.FOUND
    assert _send(operator, "confirmation", day, source="Sidang isbat")[0] == HTTPStatus.NOT_FOUND
    assert _send(operator, "withdrawal", _pk(), reason="")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(operator, "withdrawal", _pk(), reason="salah")[0] == HTTPStatus.FOUND
    assert not queries.holidays_of(2026).filter(day=IDUL_FITRI).exists()


def test_an_administrator_adds_days_of_the_agency_alone(agency: Agency, administrator: Client) -> None:
    given = {"day": "2026-01-23", "name": "Hari Patriotik", "source": "Perda", "agency": agency.pk}

    refused, _ = _send(administrator, "new_holiday", 2026, kind="NATIONAL", **given)
    status, _ = _send(administrator, "new_holiday", 2026, kind="LOCAL", **given)

    assert refused == HTTPStatus.UNPROCESSABLE_ENTITY
    assert status == HTTPStatus.FOUND
    assert "Hari Patriotik" in _text(administrator, "year", 2026)
    assert _send(administrator, "new_holiday", 2026, kind="LOCAL", **{**given, "agency": ""})[0] == 422
    _text(administrator, "confirmation", _pk(), status=HTTPStatus.FORBIDDEN)


def test_another_agency_does_not_see_them(agency: Agency) -> None:
    by = an_administrator(agency)
    day = a_local_holiday(dt.date(2026, 1, 23), agency=agency, by=by)
    other = Client()
    other.force_login(an_administrator(an_agency("Lain")))

    assert day.name not in _text(other, "year", 2026)
    _text(other, "withdrawal", day.pk, status=HTTPStatus.NOT_FOUND)
    _text(other, "hours", agency.pk, status=HTTPStatus.NOT_FOUND)
    assert _send(other, "hours_confirmation", agency.pk)[0] == HTTPStatus.NOT_FOUND


def test_hours_are_shown_confirmed_and_set(agency: Agency, administrator: Client) -> None:
    assert "No hours are entered" in _text(administrator, "hours", agency.pk)
    actions.seed_hours(agency)
    page = _text(administrator, "hours", agency.pk)
    assert "07.30–16.30" in page
    assert "37.50 hours a week" in page
    assert "07:30" in _text(administrator, "new_hours", agency.pk)

    assert _send(administrator, "hours_confirmation", agency.pk)[0] == HTTPStatus.FOUND
    assert "Nobody has confirmed" not in _text(administrator, "hours", agency.pk)
    given = {"season": "NORMAL", "since": "2030-07-01", "legal_basis": "Pergub 1", "starts1": "07:00", "ends1": "14:00"}
    assert _send(administrator, "new_hours", agency.pk, **given, rest1=30)[0] == HTTPStatus.FOUND

    row = WorkingHours.objects.get(agency=agency, season=Season.NORMAL, valid_from=dt.date(2030, 7, 1))
    assert str(row) == "1 07.00-14.00"
    assert row.stretch.minutes == 390


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts1": "07:00"},
        {"ends1": "07:00"},
        {"starts1": "08:00", "ends1": "07:00"},
        {},
        {"starts1": "x", "ends1": "8:00"},
    ],
)
def test_wrong_hours_come_back_with_the_fix(agency: Agency, administrator: Client, wrong: dict[str, str]) -> None:
    status, page = _send(
        administrator, "new_hours", agency.pk, season="NORMAL", since="2026-07-01", legal_basis="x", **wrong
    )

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "alert-error" in page
    assert not WorkingHours.objects.exists()


def test_an_officer_of_the_agency_cannot_set_hours(agency: Agency) -> None:
    stranger = Client()
    stranger.force_login(a_user())

    _text(stranger, "hours", agency.pk, status=HTTPStatus.NOT_FOUND)


def test_the_page_of_a_year_costs_little(operator: Client, django_assert_max_num_queries: object) -> None:
    assert CalendarYear.objects.exists()

    with django_assert_max_num_queries(12):  # type: ignore[operator]  # the fixture of pytest-django
        _text(operator, "year", 2026)


@pytest.mark.parametrize(("year", "beyond", "beside"), [(2000, 1999, 2001), (2100, 2101, 2099)])
def test_the_first_and_last_year_lead_to_none_that_has_no_page(
    year: int, beyond: int, beside: int, operator: Client
) -> None:
    page = _text(operator, "year", year)

    assert reverse("calendar:year", args=[beside]) in page
    assert reverse("calendar:year", args=[beyond]) not in page
    _text(operator, "year", beyond, status=HTTPStatus.NOT_FOUND)
