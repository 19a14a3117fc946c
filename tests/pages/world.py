"""The agency that pages show in tests, and where a page is."""

import itertools
from dataclasses import dataclass

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.people.models import (
    Identifier,
    Person,
    Position,
    Unit,
    UnitState,
)
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, a_unit_officer, from_now

MARK = "Karawo"
numbers = itertools.count(1)


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


def another(world: World) -> Person:
    """Make one more person in the section."""
    return a_person(f"Orang {world.mark} {next(numbers)}", unit=world.section, position=world.position)
