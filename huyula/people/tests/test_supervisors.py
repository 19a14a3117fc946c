"""Who leads whom on a day: chosen, acting, heading, above, standing in; and the same from the other side."""

import datetime as dt
import random
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency
from huyula.lib import clock
from huyula.people import queries
from huyula.people.models import (
    AppointmentKind,
    Delegation,
    Identifier,
    Person,
    PositionClass,
    SupervisorChoice,
    Unit,
    UnitState,
)
from huyula.people.rules.supervisors import Source
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, a_unit_officer, from_now, place

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


def a_head(name: str, unit: Unit) -> Person:
    """Make the head of a unit as SIASN names it."""
    head = a_person(name, unit=unit)
    lead(unit, head)
    return head


def lead(unit: Unit, head: Person) -> None:
    """Let SIASN say who leads a unit."""
    siasn = Identifier.objects.get(person=head).siasn_id
    old = UnitState.objects.standing().get(unit=unit)
    UnitState.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, from_now().lower))
    UnitState.objects.create(
        unit=unit,
        agency_id=unit.agency_id,
        parent_id=old.parent_id,
        name=old.name,
        leader_siasn_id=siasn,
        valid=ALWAYS,
        recorded=from_now(),
    )


def choose(person: Person, supervisor: Person, agency: Agency) -> None:
    SupervisorChoice.objects.create(
        agency=agency,
        person=person,
        supervisor=supervisor,
        valid=DateRange(dt.date(2026, 1, 5), None),
        recorded=from_now(),
    )


def hand_over(giver: Person, taker: Person, agency: Agency) -> None:
    Delegation.objects.create(
        agency=agency,
        giver=giver,
        taker=taker,
        valid=DateRange(TODAY, TODAY + dt.timedelta(days=5)),
        recorded=from_now(),
    )


def test_the_head_of_the_unit_leads_and_the_head_above_leads_the_head() -> None:
    office = a_unit("Dinas Contoh")
    section = a_unit("Bidang Data", under=office)
    ramla, budi = a_head("Ramla", office), a_head("Budi", section)
    sari = a_person("Sari", unit=section)

    leads_sari, leads_budi = queries.supervisor_of(sari, TODAY), queries.supervisor_of(budi, TODAY)

    assert (leads_sari.person, leads_sari.source) == (budi, Source.LEADER)
    assert "Bidang Data" in leads_sari.why
    assert (leads_budi.person, "Dinas Contoh" in leads_budi.why) == (ramla, True)
    assert list(queries.team_of(budi, TODAY)) == [sari]
    assert list(queries.team_of(ramla, TODAY)) == [budi]


def test_whoever_acts_as_head_on_that_day_comes_first() -> None:
    section = a_unit("Bidang Data")
    budi, yanti, ismet = a_head("Budi", section), a_person("Yanti", unit=section), a_person("Ismet", unit=section)
    sari = a_person("Sari", unit=section)
    post = a_position("Kepala Bidang", agency=section.agency)
    place(yanti, unit=section, position=post, kind=AppointmentKind.ACTING, since=dt.date(2026, 1, 1))

    assert queries.supervisor_of(sari, dt.date(2025, 12, 31)).person == budi
    assert queries.supervisor_of(sari, TODAY).person == yanti

    place(ismet, unit=section, position=post, kind=AppointmentKind.DAILY, since=TODAY)

    found = queries.supervisor_of(sari, TODAY)
    assert (found.person, found.source) == (ismet, Source.PLH)
    assert queries.supervisor_of(ismet, TODAY).source == Source.NOBODY


def test_without_a_leader_in_the_tree_the_highest_structural_post_leads() -> None:
    office = a_unit("Dinas Contoh")
    high = a_position("Kepala", agency=office.agency, position_class=PositionClass.JPT_PRATAMA, echelon="22")
    low = a_position("Kasubbag", agency=office.agency, position_class=PositionClass.PENGAWAS, echelon="41")
    ramla, budi = a_person("Ramla", unit=office, position=high), a_person("Budi", unit=office, position=low)
    sari = a_person("Sari", unit=office)

    found = queries.supervisor_of(sari, TODAY)

    assert (found.person, found.source, found.post) == (ramla, Source.POST, "Kepala")
    assert set(queries.team_of(ramla, TODAY)) == {budi, sari}


def test_the_post_that_bears_the_name_of_the_unit_comes_before_higher_ones() -> None:
    office = a_unit("Dinas Contoh")
    named = a_position("Kepala DINAS CONTOH", agency=office.agency, position_class=PositionClass.UNKNOWN)
    other = a_position("Kepala Subbagian", agency=office.agency, position_class=PositionClass.PENGAWAS, echelon="41")
    ramla, budi = a_person("Ramla", unit=office, position=named), a_person("Budi", unit=office, position=other)

    assert queries.supervisor_of(budi, TODAY).person == ramla


def test_a_unit_without_a_head_is_led_from_above() -> None:
    office = a_unit("Dinas Contoh")
    section = a_unit("Bidang Data", under=office)
    ramla, sari = a_head("Ramla", office), a_person("Sari", unit=section)

    assert queries.supervisor_of(sari, TODAY).person == ramla
    assert list(queries.team_of(ramla, TODAY)) == [sari]


def test_a_chosen_supervisor_comes_before_the_tree_while_she_has_a_post_in_the_agency() -> None:
    section = a_unit("Bidang Data")
    budi, yanti, sari = a_head("Budi", section), a_person("Yanti", unit=section), a_person("Sari", unit=section)
    stranger = a_person("Orang Lain")
    choose(sari, yanti, section.agency)
    choose(yanti, stranger, section.agency)

    found = queries.supervisor_of(sari, TODAY)

    assert (found.person, found.source) == (yanti, Source.CHOSEN)
    assert "2026" in found.why
    assert queries.supervisor_of(yanti, TODAY).person == budi
    assert list(queries.team_of(yanti, TODAY)) == [sari]
    assert list(queries.team_of(stranger, TODAY)) == []


def test_a_delegation_hands_the_team_over_but_never_somebody_to_themselves() -> None:
    section = a_unit("Bidang Data")
    budi, yanti, sari = a_head("Budi", section), a_person("Yanti", unit=section), a_person("Sari", unit=section)
    hand_over(budi, yanti, section.agency)

    found = queries.supervisor_of(sari, TODAY)

    assert (found.person, found.acts_for) == (yanti, "Budi")
    assert queries.supervisor_of(yanti, TODAY).person == budi
    assert list(queries.team_of(yanti, TODAY)) == [sari]
    assert list(queries.team_of(budi, TODAY)) == [yanti]
    assert queries.supervisor_of(sari, TODAY + dt.timedelta(days=5)).person == budi


def test_the_personnel_office_stands_in_where_nobody_leads() -> None:
    office = a_unit("Dinas Contoh")
    section = a_unit("Bidang Data", under=office)
    sari, head = a_person("Sari", unit=section), a_head("Ramla", office)
    officer, far = a_unit_officer(section), a_unit_officer(office)

    assert queries.supervisor_of(head, TODAY).account == far.pk
    assert queries.supervisor_of(sari, TODAY).person == head
    assert list(queries.stood_in_for(far, TODAY)) == [head]
    assert list(queries.stood_in_for(officer, TODAY)) == []


def test_the_administrator_stands_in_where_there_is_no_personnel_officer_either() -> None:
    sari = a_person("Sari")
    agency = sari.placements.get().agency
    nobody = queries.supervisor_of(sari, TODAY)
    administrator = an_administrator(agency, label="Admin")

    found = queries.supervisor_of(sari, TODAY)

    assert (nobody.source, nobody.person, nobody.account) == (Source.NOBODY, None, None)
    assert (found.source, found.name, found.account) == (Source.ADMINISTRATOR, "Admin", administrator.pk)
    assert list(queries.stood_in_for(administrator, TODAY)) == [sari]


def test_nobody_stands_in_for_themselves() -> None:
    unit = a_unit("Dinas Contoh")
    sari = a_person("Sari", unit=unit)
    assert sari.user is not None
    a_grant = a_unit_officer(unit)
    a_unit_officer(unit, label="lain")
    unit.grants.filter(user=a_grant).update(user=sari.user)

    assert queries.supervisor_of(sari, TODAY).name == "lain"
    assert list(queries.stood_in_for(sari.user, TODAY)) == []


def test_without_a_post_nobody_leads_and_nobody_is_asked() -> None:
    sari = a_person("Sari")
    before = dt.date(2020, 1, 1)

    assert queries.supervisor_of(sari, before) == queries.supervisors.NOBODY
    assert queries.supervisors_of([], TODAY) == {}


@pytest.mark.parametrize("seed", range(6))
def test_a_team_is_whom_one_supervises_seen_from_the_other_side(seed: int) -> None:
    people = _a_wild_agency(random.Random(seed))
    found = queries.supervisors_of([person.pk for person in people], TODAY)
    teams: dict[uuid.UUID, set[uuid.UUID]] = {}
    stood_in: dict[uuid.UUID | None, set[uuid.UUID]] = {}
    for led, supervisor in found.items():
        if supervisor.source in {Source.OFFICER, Source.ADMINISTRATOR}:
            stood_in.setdefault(supervisor.account, set()).add(led)
        elif supervisor.person:
            teams.setdefault(supervisor.person.pk, set()).add(led)

    for person in people:
        assert set(queries.team_of(person, TODAY).values_list("pk", flat=True)) == teams.get(person.pk, set())

    for person in people:
        if person.user:
            mine = set(queries.stood_in_for(person.user, TODAY).values_list("pk", flat=True))
            assert mine == stood_in.get(person.user_id, set())
            leads = queries.led_among(list(found), TODAY, user=person.user, person=person.pk, is_office=True)
            assert leads == mine | teams.get(person.pk, set())
            assert _leads(person, TODAY) or not teams.get(person.pk)


def test_who_leads_some_people_is_found_without_asking_for_the_rest() -> None:
    office = a_unit("Dinas Contoh")
    head, sari = a_head("Ramla", office), a_person("Sari", unit=office)
    officer = a_unit_officer(office)
    assert head.user is not None

    def led(*people: Person, **words: Any) -> frozenset[uuid.UUID]:
        return queries.led_among([each.pk for each in people], TODAY, **words)

    assert led(sari, head, user=head.user, person=head.pk, is_office=False) == {sari.pk}
    assert led(sari, head, user=officer, person=None, is_office=True) == {head.pk}
    assert led(sari, head, user=officer, person=None, is_office=False) == frozenset()


def _leads(person: Person, day: dt.date) -> bool:
    """Ask the database on another day than the menu's, which is today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_leads(%s, %s)", [person.pk, day])
        (leads,) = cursor.fetchall()[0]
        return bool(leads)


def _shown_as_leader(person: Person) -> bool:
    """Ask anew what the menu knows: it keeps the answer on the account."""
    assert person.user_id
    return queries.me(User.objects.get(pk=person.user_id)).leads


def test_the_menu_knows_who_leads_somebody() -> None:
    office = a_unit("Dinas Contoh")
    section = a_unit("Bidang Data", under=office)
    ramla, budi = a_head("Ramla", office), a_head("Budi", section)
    sari, yanti, alone = a_person("Sari", unit=section), a_person("Yanti", unit=section), a_head("Alim", a_unit("Pos"))
    choose(sari, yanti, section.agency)

    shown = [_shown_as_leader(each) for each in (ramla, budi, yanti, sari, alone)]
    hand_over(budi, sari, section.agency)

    assert shown == [True, True, True, False, False]
    assert _shown_as_leader(sari) == queries.team_of(sari, clock.today()).exists()


def _a_wild_agency(dice: random.Random) -> list[Person]:
    """Make an agency with heads here and there, stand-ins, choices and delegations, all at random."""
    agency = an_agency()
    units = [a_unit("Akar", agency=agency)]
    for number in range(12):
        units.append(a_unit(f"Unit {number}", under=dice.choice(units)))
    post = a_position(agency=agency)
    chief = a_position("Kepala", agency=agency, position_class=PositionClass.PENGAWAS, echelon="41")
    people = [
        a_person(f"Orang {number}", unit=dice.choice(units), position=chief if dice.random() < 0.2 else post)
        for number in range(25)
    ]
    for unit in units:
        if dice.random() < 0.4:
            lead(unit, dice.choice(people))
        if dice.random() < 0.15:
            place(dice.choice(people), unit=unit, position=chief, kind=AppointmentKind.ACTING)
    _bind(people, agency, dice)
    for unit, officer in zip(dice.sample(units, 2), dice.sample(people, 2), strict=True):
        a_unit_officer(unit)
        unit.grants.update(user=officer.user)
    return people


def _bind(people: list[Person], agency: Agency, dice: random.Random) -> None:
    """Choose supervisors and hand over at random."""
    for person in people:
        other = dice.choice(people)
        if other != person and dice.random() < 0.15:
            choose(person, other, agency)
        if other != person and dice.random() < 0.2:
            hand_over(person, other, agency)
