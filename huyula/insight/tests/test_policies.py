"""Who sees which figures, of whom, and how deep."""

import pytest
from django.core.exceptions import PermissionDenied

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.insight import actions, policies
from huyula.insight.models import PersonFigures, Reckoning
from huyula.insight.queries.gaps import by_level
from huyula.insight.queries.people import Wanted, people
from huyula.insight.queries.slots import of_unit
from huyula.insight.queries.units import every_unit, units_shown
from huyula.insight.rules import Group, Stand
from huyula.insight.samples import a_standard, counted, some_levels
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Person, Unit
from huyula.people.samples import a_person, a_unit, a_unit_officer
from tests.pages.world import account_of, lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def office(agency: Agency) -> Unit:
    return a_unit("Dinas Contoh", agency=agency)


@pytest.fixture
def section(office: Unit) -> Unit:
    return a_unit("Bidang Contoh", under=office)


@pytest.fixture
def sari(section: Unit) -> Person:
    return a_person("Sari", unit=section)


def _sight(user: User, agency: Agency) -> policies.Sight:
    found = policies.sight_of(user, agency)
    assert found
    return found


def test_administrators_see_all_officers_their_units_without_gaps_others_nothing(
    agency: Agency, office: Unit, section: Unit, sari: Person
) -> None:
    whole, part = _sight(an_administrator(agency), agency), _sight(a_unit_officer(section), agency)

    assert (whole.is_whole, whole.sees_gaps, whole.covers(office.pk)) == (True, True, True)
    assert (part.is_whole, part.sees_gaps, part.covers(office.pk), part.covers(section.pk)) == (
        False,
        False,
        False,
        True,
    )
    for user in (account_of(sari), an_operator(agency), an_administrator(an_agency()), a_user()):
        assert policies.sight_of(user, agency) is None


def test_an_officer_sees_the_own_units_and_their_people_alone(
    agency: Agency, office: Unit, section: Unit, sari: Person
) -> None:
    a_person("Budi", unit=office)
    below = a_unit("Seksi Contoh", under=section)
    a_person("Ani", unit=below)
    reckoning, sight = counted(agency), _sight(a_unit_officer(section), agency)

    shown = units_shown(sight, reckoning, unit=None)
    deeper = units_shown(sight, reckoning, unit=section.pk)

    assert shown
    assert ([row.name for row in shown.page.rows], shown.total.people) == (["Bidang Contoh"], 2)
    assert deeper
    assert ([row.name for row in deeper.page.rows], deeper.way) == (["Seksi Contoh"], [])
    assert deeper.alone
    assert deeper.alone.people == 1
    assert units_shown(sight, reckoning, unit=office.pk) is None
    names = people(sight, reckoning, wanted=Wanted()).order_by("name").values_list("name", flat=True)
    assert list(names) == ["ani", "sari"]
    assert not people(sight, reckoning, wanted=Wanted(unit=office.pk)).filter(name="budi").exists()
    listed = [(depth, row.name) for depth, row in every_unit(sight, reckoning, unit=None)]
    assert listed == [(0, "Bidang Contoh"), (1, "Seksi Contoh")]


def test_gaps_are_asked_for_in_vain_by_whoever_may_not_see_them(agency: Agency, section: Unit, sari: Person) -> None:
    competence = a_standard(agency, level=3)
    some_levels(agency, [sari], competence, level=1)
    reckoning = counted(agency)
    part, whole = _sight(a_unit_officer(section), agency), _sight(an_administrator(agency), agency)

    for wanted in (Wanted(group=Group.GAP), Wanted(group=Group.UNRATED), Wanted(competence=competence)):
        assert not people(part, reckoning, wanted=wanted).exists()
    assert people(whole, reckoning, wanted=Wanted(group=Group.GAP, competence=competence, required=3)).count() == 1
    assert not people(whole, reckoning, wanted=Wanted(competence=competence, required=2)).exists()


def test_each_number_of_people_in_a_competence_opens_to_as_many(agency: Agency, section: Unit, sari: Person) -> None:
    competence, other = a_standard(agency, "M1", level=3), a_standard(agency, "M2", level=2)
    budi, ani = a_person("Budi", unit=section), a_person("Ani", unit=section)
    some_levels(agency, [sari], competence, level=1)
    some_levels(agency, [budi], competence, level=4)
    some_levels(agency, [ani], other, level=2)
    reckoning, whole = counted(agency), _sight(an_administrator(agency), agency)
    part = _sight(a_unit_officer(section), agency)
    (row,) = by_level(agency, reckoning, competence, unit=None)

    def who(stand: Stand, required: int | None = None) -> set[str]:
        wanted = Wanted(competence=competence, required=required, stand=stand)
        assert not people(part, reckoning, wanted=wanted).exists()
        return set(people(whole, reckoning, wanted=wanted).values_list("name", flat=True))

    shown = {stand: who(stand) for stand in Stand}
    assert shown == {
        Stand.BELOW: {"sari"},
        Stand.MEETS: {"budi"},
        Stand.KNOWN: {"sari", "budi"},
        Stand.UNRATED: {"ani"},
        Stand.ASKED: {"sari", "budi", "ani"},
    }
    assert {stand: who(stand, required=3) for stand in Stand} == shown
    assert {name for stand in Stand for name in who(stand, required=2)} == set()
    assert (row.lacking, row.meets, row.known, row.unknown, row.asked) == tuple(len(names) for names in shown.values())


def test_a_supervisor_sees_those_led_and_nobody_else(agency: Agency, section: Unit, sari: Person) -> None:
    chief = a_person("Ramla", unit=section)
    lead(section, chief)
    a_person("Budi", unit=a_unit(agency=agency))
    a_person("Citra", unit=a_unit(agency=an_agency()))
    counted(agency)
    year, today = clock.today().year, clock.today()

    led = policies.led_by(account_of(chief), today)

    assert [row.person for row in led.figures(year=year)] == [sari]
    assert not policies.led_by(account_of(sari), today).figures(year=year).exists()
    assert not led.figures(year=year - 1).exists()


def test_the_page_of_a_unit_shows_figures_to_whom_they_concern(
    agency: Agency, office: Unit, section: Unit, sari: Person
) -> None:
    head, chief = a_person("Ismet", unit=office), a_person("Ramla", unit=section)
    lead(office, head)
    lead(section, chief)
    competence = a_standard(agency, level=3)
    more = [a_person(f"Orang {number}", unit=section, has_account=False) for number in range(9)]
    some_levels(agency, [sari, *more[:4]], competence, level=1)
    some_levels(agency, more[4:], competence, level=3)
    counted(agency)

    def seen(user: User) -> tuple[bool, bool, bool] | None:
        found = of_unit(section, user)
        return (found["sees_gaps"], found["opens"], found["opens_gaps"]) if found else None

    assert seen(an_administrator(agency)) == (True, True, True)
    assert seen(a_unit_officer(office)) == (False, True, False)
    assert seen(account_of(head)) == (True, False, False)
    assert seen(account_of(sari)) is None
    assert seen(an_administrator(an_agency())) is None
    closed = a_unit_officer(section)
    closed.is_active = False
    closed.save()
    assert seen(closed) is None


def test_a_head_sees_no_gaps_of_a_handful(agency: Agency, section: Unit, sari: Person) -> None:
    chief = a_person("Ramla", unit=section)
    lead(section, chief)
    some_levels(agency, [sari], a_standard(agency, level=3), level=1)
    counted(agency)

    assert of_unit(section, account_of(chief))["sees_gaps"] is False
    assert of_unit(a_unit(agency=agency), an_administrator(agency)) == {}


def test_a_head_works_out_no_handful_from_what_is_left_over(agency: Agency, office: Unit, section: Unit) -> None:
    head, competence = a_person("Ismet", unit=office), a_standard(agency, level=3)
    lead(office, head)
    deep = a_unit("Seksi Terdalam", under=a_unit("Bidang Lain", under=office))
    people = [a_person(f"Orang {number}", unit=section, has_account=False) for number in range(10)]
    some_levels(agency, people[:5], competence, level=1)
    some_levels(agency, people[5:], competence, level=3)
    counted(agency)
    before = [of_unit(unit, account_of(head))["sees_gaps"] for unit in (office, section)]

    some_levels(agency, [a_person("Budi", unit=deep)], competence, level=1)
    counted(agency)
    after = [of_unit(unit, account_of(head))["sees_gaps"] for unit in (office, section, deep)]

    assert before == [True, True]
    assert after == [False, True, False]


def test_where_all_have_a_gap_a_head_is_not_told_so(agency: Agency, section: Unit) -> None:
    chief, competence = a_person("Ramla", unit=section), a_standard(agency, level=3)
    lead(section, chief)
    people = [a_person(f"Orang {number}", unit=section, has_account=False) for number in range(10)]
    some_levels(agency, people, competence, level=1)
    counted(agency)

    assert of_unit(section, account_of(chief))["sees_gaps"] is False


def test_a_head_sees_how_many_below_have_their_hours_however_few(
    agency: Agency, office: Unit, section: Unit, sari: Person
) -> None:
    head = a_person("Ismet", unit=office)
    lead(office, head)
    counted(agency)

    found = of_unit(section, account_of(head))

    assert (found["total"].people, found["opens"]) == (1, False)


def test_a_head_sees_gaps_in_fives_so_that_one_more_rating_tells_nothing(agency: Agency, section: Unit) -> None:
    competence = a_standard(agency, level=3)
    head = a_person("Ismet", unit=section)
    lead(section, head)
    some = [a_person(f"Orang {number}", unit=section, has_account=False) for number in range(22)]
    some_levels(agency, some[:11], competence, level=1)
    some_levels(agency, some[11:17], competence, level=3)
    counted(agency)
    before = of_unit(section, account_of(head))

    some_levels(agency, some[17:18], competence, level=1)
    counted(agency)

    assert (before["sees_gaps"], before["gaps"]) == (True, [5, 10, 5])
    assert of_unit(section, account_of(head))["gaps"] == before["gaps"]
    assert of_unit(section, an_administrator(agency))["gaps"] == [6, 12, 5]


def test_only_administrators_have_figures_counted_anew(agency: Agency, sari: Person) -> None:
    first, administrator = counted(agency), an_administrator(agency)

    actions.ask_for_count(agency, by=administrator)

    first.refresh_from_db()
    assert first.is_under_way
    assert Entry.objects.get(verb="insight.count_asked").about_id == str(agency.pk)
    actions.count_kept(agency)
    assert not Reckoning.objects.get(agency=agency, year=first.year).is_under_way
    for user in (account_of(sari), an_operator(agency), an_administrator(an_agency())):
        with pytest.raises(PermissionDenied):
            actions.ask_for_count(agency, by=user)
        assert not policies.may_write_memo(user, agency)
    assert PersonFigures.objects.filter(agency=agency).exists()
