"""The hours of an agency: proposed, confirmed, set anew."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.calendar import actions, formats, queries
from huyula.calendar.models import WorkingHours
from huyula.calendar.rules import Refusal, Season, Stretch
from huyula.calendar.samples import a_calendar
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY, SATURDAY = dt.date(2026, 6, 8), dt.date(2026, 6, 12), dt.date(2026, 6, 13)
FASTING = dt.date(2026, 2, 23)
DAY = Stretch(dt.time(7, 0), dt.time(14, 0), 30)


@pytest.fixture
def agency() -> Agency:
    made = an_agency()
    a_calendar(2026)
    actions.seed_hours(made)
    return made


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _set(agency: Agency, by: User, week: dict[int, Stretch] | None = None, **more: dt.date | None) -> None:
    actions.set_hours(
        agency,
        season=Season.NORMAL,
        since=more.get("since") or dt.date(2026, 7, 1),
        until=more.get("until"),
        week=dict.fromkeys(range(1, 7), DAY) if week is None else week,
        legal_basis="Pergub 1/2026",
        by=by,
    )


def test_the_national_hours_are_proposed_with_their_basis(agency: Agency) -> None:
    normal, ramadan = (
        sum(row.stretch.minutes for row in WorkingHours.objects.filter(agency=agency, season=season))
        for season in Season
    )

    assert (normal, ramadan) == (37.5 * 60, 32.5 * 60)
    assert not WorkingHours.objects.filter(confirmed=True).exists()
    assert set(WorkingHours.objects.values_list("legal_basis", flat=True)) == {"Perpres 21/2023, pasal 3 dan 4"}
    assert formats.fasting_month(2026) == (dt.date(2026, 2, 19), dt.date(2026, 3, 20))
    assert actions.seed_hours(agency) == 0


def test_hours_of_a_day_are_those_of_its_season(agency: Agency) -> None:
    assert str(queries.hours_on(MONDAY, agency)) == "1 07.30-16.00"
    assert str(queries.hours_on(FRIDAY, agency)) == "5 07.30-16.30"
    assert str(queries.hours_on(FASTING, agency)) == "1 08.00-15.00"
    assert queries.hours_on(SATURDAY, agency) is None


def test_hours_are_confirmed_by_the_administrator_alone(agency: Agency, administrator: User) -> None:
    assert [item.kind for item in queries.waiting(administrator)] == ["calendar.hours"]
    with pytest.raises(PermissionDenied):
        actions.confirm_hours(agency, by=an_operator(agency))

    assert actions.confirm_hours(agency, by=administrator) == 5
    assert actions.confirm_hours(agency, by=administrator) == 0

    assert queries.waiting(administrator) == []
    assert Entry.objects.filter(verb="calendar.hours_confirmed").count() == 1


def test_new_hours_end_the_old_ones(agency: Agency, administrator: User) -> None:
    _set(agency, administrator)

    assert queries.is_working_day(dt.date(2026, 7, 4), agency)
    assert not queries.is_working_day(dt.date(2026, 6, 27), agency)
    old = WorkingHours.objects.filter(agency=agency, season=Season.NORMAL, valid_to=dt.date(2026, 6, 30))
    assert old.count() == 5
    assert Entry.objects.filter(verb="calendar.hours_set", agency_id=agency.pk).count() == 1


def test_new_hours_take_the_place_of_proposed_ones(agency: Agency, administrator: User) -> None:
    _set(agency, administrator, since=dt.date(2023, 1, 1))
    actions.set_hours(
        agency,
        season=Season.RAMADAN,
        since=dt.date(2026, 2, 18),
        until=dt.date(2026, 3, 19),
        week={1: DAY},
        legal_basis="SE Sekda",
        by=administrator,
    )

    assert str(queries.hours_on(FASTING, agency)) == "1 07.00-14.00"
    assert WorkingHours.objects.filter(season=Season.RAMADAN).count() == 1
    assert WorkingHours.objects.filter(season=Season.NORMAL).count() == 6


@pytest.mark.parametrize(
    ("week", "until", "code"),
    [
        ({}, None, Refusal.NO_WORKING_DAY),
        ({1: Stretch(dt.time(9), dt.time(8), 0)}, None, Refusal.HOURS_END_FIRST),
        ({1: DAY}, dt.date(2026, 6, 1), Refusal.LAST_DAY_FIRST),
    ],
)
def test_senseless_hours_are_refused(
    agency: Agency, administrator: User, week: dict[int, Stretch], until: dt.date | None, code: Refusal
) -> None:
    with pytest.raises(actions.CannotEnter) as refused:
        _set(agency, administrator, week, until=until)

    assert refused.value.code == code
    assert "%(" not in refused.value.detail


def test_confirmed_hours_that_begin_later_are_not_overwritten(agency: Agency, administrator: User) -> None:
    _set(agency, administrator, since=dt.date(2027, 1, 1))

    with pytest.raises(actions.CannotEnter) as refused:
        _set(agency, administrator)

    assert refused.value.code == Refusal.HOURS_OVERLAP
