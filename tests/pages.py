"""Every page of the product once: a function that makes its rows and says where it is and who may see it.

`PAGES` maps the name of an address to such a function. Tests of the whole house run over it: cost, strangers, weight.
A page that names no row is visited as well by the roles of another agency, and must show none of this one's marks.
"""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.people.models import (
    Delegation,
    Identifier,
    IdentifierKind,
    Person,
    Position,
    SupervisorObjection,
    Unit,
    UnitGrant,
    UnitState,
)
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, a_unit_officer, from_now

MARK = "Karawo"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class World:
    """An agency with one of each role. Names of its things hold `mark`."""

    mark: str
    agency: Agency
    office: Unit
    section: Unit
    position: Position
    administrator: User
    unit_officer: User
    operator: User
    chief: Person
    sari: Person

    @property
    def roles(self) -> dict[str, User]:
        """Give an account for each role."""
        return {
            "administrator": self.administrator,
            "unit officer": self.unit_officer,
            "operator": self.operator,
            "supervisor": account_of(self.chief),
            "officer": account_of(self.sari),
        }


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a page is and who sees it; None = somebody who is signed out."""

    address: str
    user: User | None


def account_of(person: Person) -> User:
    """Give the account of a person who has one."""
    assert person.user is not None
    return person.user


def a_world(mark: str = MARK) -> World:
    """Make an agency, a unit below another, and one of each role."""
    agency = an_agency(f"Provinsi {mark}")
    office = a_unit(f"Dinas {mark}", agency=agency)
    section = a_unit(f"Bidang {mark}", under=office)
    position = a_position(f"Pengelola {mark}", agency=agency)
    chief = a_person(f"Ramla {mark}", unit=office, position=position)
    lead(section, chief)
    return World(
        mark=mark,
        agency=agency,
        office=office,
        section=section,
        position=position,
        administrator=an_administrator(agency, label=f"Admin {mark}"),
        unit_officer=a_unit_officer(office, label=f"Petugas {mark}"),
        operator=an_operator(agency, label=f"Operator {mark}"),
        chief=chief,
        sari=a_person(f"Sari {mark}", unit=section, position=position),
    )


def lead(unit: Unit, head: Person) -> None:
    """Let SIASN say who leads a unit."""
    siasn = Identifier.objects.get(person=head, kind=IdentifierKind.SIASN).value
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


# -- people ------------------------------------------------------------------------------------------------------


def another(world: World) -> Person:
    """Make one more person in the section."""
    return a_person(f"Orang {world.mark} {next(_numbers)}", unit=world.section, position=world.position)


def persons(world: World) -> Visit:
    """Show the list to an administrator, who sees most."""
    another(world)
    return Visit(reverse("people:persons"), world.administrator)


def own(world: World) -> Visit:
    """Lead somebody to the own page."""
    return Visit(reverse("people:me"), account_of(another(world)))


def person(world: World) -> Visit:
    """Show somebody's page to an administrator."""
    return Visit(reverse("people:person", args=[another(world).pk]), world.administrator)


def supervisor(world: World) -> Visit:
    """Set a supervisor."""
    return Visit(reverse("people:supervisor", args=[another(world).pk]) + "?q=Orang", world.unit_officer)


def objection(world: World) -> Visit:
    """Say that a supervisor is not one's own."""
    who = another(world)
    return Visit(reverse("people:objection", args=[who.pk]), account_of(who))


def objection_answer(world: World) -> Visit:
    """Answer that."""
    who = another(world)
    row = SupervisorObjection.objects.create(agency=world.agency, person=who, unit=world.section, words=world.mark)
    return Visit(reverse("people:objection_answer", args=[row.pk]) + "?q=Orang", world.unit_officer)


def delegations(world: World) -> Visit:
    """Hand over."""
    first = dt.date(2030, 1, 1) + dt.timedelta(days=next(_numbers))
    Delegation.objects.create(
        agency=world.agency,
        giver=world.chief,
        taker=another(world),
        valid=DateRange(first, first + dt.timedelta(days=1)),
        recorded=from_now(),
    )
    return Visit(reverse("people:delegations"), account_of(world.chief))


def slips(world: World) -> Visit:
    """List who has no access."""
    a_person(f"Baru {world.mark} {next(_numbers)}", unit=world.section, position=world.position, has_account=False)
    return Visit(reverse("people:slips"), world.unit_officer)


def person_access(world: World) -> Visit:
    """Show how somebody's access stands."""
    return Visit(reverse("people:person_access", args=[another(world).pk]), world.unit_officer)


def address(world: World) -> Visit:
    """Confirm an address."""
    return Visit(reverse("people:address", args=[another(world).pk]), world.unit_officer)


def units(world: World) -> Visit:
    """Show the tree."""
    a_unit(f"Seksi {world.mark} {next(_numbers)}", under=world.section)
    return Visit(reverse("people:units"), world.administrator)


def unit(world: World) -> Visit:
    """Show a unit with some below and some people."""
    a_unit(f"Seksi {world.mark} {next(_numbers)}", under=world.section)
    another(world)
    return Visit(reverse("people:unit", args=[world.section.pk]), world.administrator)


def an_unplaced_unit(world: World) -> Unit:
    """Make a unit that nobody has placed."""
    number = next(_numbers)
    made = Unit.objects.create(agency=world.agency, siasn_id=f"unor-{world.mark}-{number}")
    UnitState.objects.create(
        unit=made,
        agency=world.agency,
        parent=world.office,
        name=f"UPTD {world.mark} {number}",
        is_provisional=True,
        valid=ALWAYS,
        recorded=from_now(),
    )
    return made


def unplaced(world: World) -> Visit:
    """Place units."""
    an_unplaced_unit(world)
    return Visit(reverse("people:unplaced"), world.administrator)


def unplaced_list(world: World) -> Visit:
    """Hand the list out."""
    an_unplaced_unit(world)
    return Visit(reverse("people:unplaced_list"), world.administrator)


def a_grant(world: World) -> UnitGrant:
    """Make somebody personnel officer of the section."""
    return UnitGrant.objects.create(
        agency=world.agency,
        unit=world.section,
        user=account_of(another(world)),
        since=dt.date(2025, 1, 1),
        reason=world.mark,
    )


def grants(world: World) -> Visit:
    """List the roles over a unit."""
    a_grant(world)
    return Visit(reverse("people:grants", args=[world.section.pk]), world.administrator)


def new_grant(world: World) -> Visit:
    """Give a role."""
    another(world)
    return Visit(reverse("people:new_grant", args=[world.section.pk]), world.administrator)


def grant_ending(world: World) -> Visit:
    """End a role."""
    return Visit(reverse("people:grant_ending", args=[a_grant(world).pk]), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "people:persons": persons,
    "people:me": own,
    "people:person": person,
    "people:supervisor": supervisor,
    "people:objection": objection,
    "people:objection_answer": objection_answer,
    "people:delegations": delegations,
    "people:slips": slips,
    "people:person_access": person_access,
    "people:address": address,
    "people:units": units,
    "people:unit": unit,
    "people:unplaced": unplaced,
    "people:unplaced_list": unplaced_list,
    "people:grants": grants,
    "people:new_grant": new_grant,
    "people:grant_ending": grant_ending,
}

# Addresses that take a form alone, or answer a script: each is tested with its act.
ACTS = frozenset(
    {
        "access:sign_out",
        "ui:display",
        "people:restricted",
        "people:supervisor_removal",
        "people:code_mail",
        "people:delegation_ending",
    }
)
