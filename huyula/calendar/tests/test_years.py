"""Years are seeded, settled by a decree, and changed by whoever may."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.calendar import actions, queries, rules, tasks
from huyula.calendar.models import CalendarYear, Decree, Holiday, Withdrawal
from huyula.calendar.rules import Kind, Refusal
from huyula.calendar.samples import a_calendar, a_decree, a_local_holiday
from huyula.journal.models import Entry
from huyula.lib import clock

pytestmark = pytest.mark.django_db
IDUL_FITRI = dt.date(2026, 3, 21)
INDEPENDENCE = dt.date(2026, 8, 17)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def operator(agency: Agency) -> User:
    return an_operator(agency)


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _day(day: dt.date) -> Holiday:
    return Holiday.objects.standing().get(day=day)


def test_only_days_that_depend_on_no_moon_are_confirmed_by_seeding() -> None:
    assert actions.seed_year(2026) == 25

    confirmed = Holiday.objects.filter(confirmed=True).values_list("day", flat=True)
    assert {(day.month, day.day) for day in confirmed} == rules.FIXED_DAYS
    assert _day(IDUL_FITRI).name == "Hari Raya Idul Fitri"
    assert _day(IDUL_FITRI).name_en == "Eid al-Fitr"
    assert _day(dt.date(2026, 3, 20)).kind == Kind.COLLECTIVE_LEAVE
    assert "holidays" in _day(IDUL_FITRI).source
    assert Entry.objects.get().verb == "calendar.seeded"


def test_estimates_bear_no_mark_in_their_name() -> None:
    actions.seed_year(2027)

    assert not Holiday.objects.filter(name__contains="perkiraan").exists()
    assert not Holiday.objects.filter(name_en__contains="estimated").exists()


def test_seeding_again_changes_nothing_and_brings_nothing_back(operator: User) -> None:
    actions.seed_year(2026)
    actions.withdraw_holiday(_day(IDUL_FITRI), because="dipindah", by=operator)

    assert actions.seed_year(2026) == 0

    assert not Holiday.objects.standing().filter(day=IDUL_FITRI).exists()
    assert Entry.objects.filter(verb="calendar.seeded").count() == 1


def test_a_decree_confirms_the_days_that_stand_in_it(operator: User) -> None:
    a_calendar(2026)
    leave = _day(dt.date(2026, 12, 24))

    decree = actions.enter_decree(
        2026, number="SKB 1/2026", dated_on=dt.date(2025, 10, 1), confirming=[_day(IDUL_FITRI).pk], by=operator
    )

    assert _day(IDUL_FITRI).confirmed
    assert _day(IDUL_FITRI).decree == decree
    assert _day(IDUL_FITRI).source == str(decree) == "SKB 1/2026"
    assert not _day(leave.day).confirmed
    assert Holiday.objects.filter(day=IDUL_FITRI).count() == 2
    assert actions.seed_year(2026) == 0
    assert queries.unconfirmed_of(2026).count() == 19
    assert queries.state_of(2026).decrees == [decree]
    assert Entry.objects.filter(verb="calendar.decree_entered", actor_id=operator.pk).count() == 1


def test_a_decree_makes_a_year_known(operator: User) -> None:
    actions.enter_decree(2031, number="SKB 1/2031", dated_on=dt.date(2030, 10, 1), confirming=[], by=operator)

    assert str(CalendarYear.objects.get()) == "2031"


def test_a_decree_is_entered_once_and_only_over_what_stands(operator: User) -> None:
    a_calendar(2026)
    moved = _day(IDUL_FITRI)
    a_decree(2026, by=operator)

    for number, code in (
        ("SKB Tiga Menteri (CONTOH) Nomor 2026", Refusal.KNOWN_DECREE),
        ("SKB 2", Refusal.NOT_STANDING),
    ):
        with pytest.raises(actions.CannotEnter) as refused:
            actions.enter_decree(2026, number=number, dated_on=clock.today(), confirming=[moved.pk], by=operator)
        assert refused.value.code == code
    assert Decree.objects.count() == 1


def test_holidays_of_the_country_are_the_operators_matter(administrator: User, operator: User) -> None:
    a_calendar(2026)
    day = dt.date(2026, 11, 25)

    with pytest.raises(PermissionDenied):
        actions.add_holiday(day, name="Pilkada", kind=Kind.NATIONAL, source="Keppres", by=administrator)
    with pytest.raises(PermissionDenied):
        actions.enter_decree(2026, number="x", dated_on=day, confirming=[], by=administrator)
    added = actions.add_holiday(day, name="Pilkada", kind=Kind.NATIONAL, source="Keppres", by=operator)

    assert str(added) == "2026-11-25 Pilkada"
    assert added.confirmed


def test_an_agency_has_days_of_its_own(agency: Agency, administrator: User, operator: User) -> None:
    a_calendar(2026)
    day, other = dt.date(2026, 1, 23), an_agency()
    with pytest.raises(PermissionDenied):
        a_local_holiday(day, agency=agency, by=operator)

    added = a_local_holiday(day, agency=agency, by=administrator)

    assert added.kind == Kind.LOCAL
    assert not queries.is_working_day(day, agency)
    assert queries.is_working_day(day, other)
    assert added not in queries.holidays_of(2026)
    assert added in queries.holidays_of(2026, agency=agency)
    with pytest.raises(actions.CannotEnter) as refused:
        a_local_holiday(day, agency=agency, by=administrator)
    assert refused.value.code == Refusal.KNOWN


def test_nothing_is_added_to_an_unknown_year(operator: User) -> None:
    with pytest.raises(rules.UnknownYear):
        actions.add_holiday(dt.date(2031, 1, 1), name="x", kind=Kind.NATIONAL, source="x", by=operator)


def test_a_day_is_confirmed_by_its_legal_basis_and_withdrawn_with_a_reason(operator: User) -> None:
    a_calendar(2026)
    before = _day(IDUL_FITRI)

    after = actions.confirm_holiday(before, source="Sidang isbat", by=operator)

    assert after.confirmed
    for change in (
        lambda: actions.confirm_holiday(before, source="x", by=operator),
        lambda: actions.withdraw_holiday(before, because="x", by=operator),
    ):
        with pytest.raises(actions.CannotEnter) as refused:
            change()
        assert refused.value.code == Refusal.NOT_STANDING
    actions.withdraw_holiday(after, because="salah ketik", by=operator)
    assert str(Withdrawal.objects.get()) == "salah ketik"
    assert queries.holidays_of(2026).filter(day=IDUL_FITRI).count() == 0


def test_what_was_known_then_can_still_be_asked(operator: User) -> None:
    a_calendar(2026)
    moment = clock.now()
    actions.withdraw_holiday(_day(IDUL_FITRI), because="dipindah", by=operator)

    assert Holiday.objects.known_at(moment).filter(day=IDUL_FITRI).exists()


def test_the_database_refuses_a_holiday_twice_and_one_of_nobody(agency: Agency) -> None:
    a_calendar(2026)
    one = _day(IDUL_FITRI)

    for kind, whose in ((Kind.NATIONAL, None), (Kind.LOCAL, None), (Kind.NATIONAL, agency)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(
                day=one.day, name=one.name, kind=kind, agency=whose, source="x", recorded=one.recorded
            )


def test_working_days_are_counted_for_an_agency(agency: Agency, operator: User) -> None:
    a_calendar(2026, 2027)
    actions.seed_hours(agency)

    found = queries.working_day_after(dt.date(2026, 8, 14), 3, agency)

    assert found.on == queries.add_working_days(dt.date(2026, 8, 14), 3, agency) == dt.date(2026, 8, 20)
    assert [step.names for step in found.steps if step.names] == [("Hari Kemerdekaan Republik Indonesia",)]
    assert (found.undecided, found.unconfirmed, found.week_is_confirmed) == ((2026,), (), False)
    actions.confirm_hours(agency, by=an_administrator(agency))
    a_decree(2026, by=operator)
    assert queries.working_day_after(dt.date(2026, 8, 14), 3, agency).is_certain
    with pytest.raises(rules.UnknownYear):
        queries.working_day_after(dt.date(2027, 12, 20), 30, agency)
    with pytest.raises(rules.UnknownYear):
        queries.is_working_day(dt.date(2028, 1, 3), agency)


def test_reckoning_costs_three_queries(agency: Agency, django_assert_num_queries: object) -> None:
    a_calendar()

    with django_assert_num_queries(3):  # type: ignore[operator]  # the fixture of pytest-django
        queries.working_day_after(dt.date(2026, 1, 1), 200, agency)


def test_the_shell_makes_years_known(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_holidays", years=[2025, 2026])
    call_command("seed_holidays", years=[2026])

    assert capsys.readouterr().out.splitlines() == [
        "2025: 28 days added",
        "2026: 25 days added",
        "hours: 15 rows added",
        "2026: 0 days added",
        "hours: 0 rows added",
    ]
    with pytest.raises(CommandError, match="1999"):
        call_command("seed_holidays", years=[1999])


def test_the_clock_keeps_this_year_and_the_next_known(agency: Agency) -> None:
    tasks.keep_up(timestamp=0)

    year = clock.today().year
    assert set(CalendarYear.objects.values_list("year", flat=True)) == {year, year + 1}
    assert actions.keep_up() == 0


def test_the_decree_waits_for_the_operator(agency: Agency, operator: User) -> None:
    a_calendar(clock.today().year)

    assert [item.kind for item in queries.waiting(operator)][:1] == ["calendar.decree"]
    a_decree(clock.today().year, by=operator)
    assert not [item for item in queries.waiting(operator) if str(clock.today().year) in item.title]
    assert queries.waiting(a_user()) == []
