"""The pages of people."""

import datetime as dt
from collections.abc import Callable

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from huyula.people.actions import counts
from huyula.people.models import (
    Delegation,
    SupervisorObjection,
    Unit,
    UnitGrant,
    UnitState,
)
from huyula.people.samples import ALWAYS, a_person, a_unit, from_now
from tests.pages.world import Visit, World, account_of, another, numbers


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
    first = dt.date(2030, 1, 1) + dt.timedelta(days=next(numbers))
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
    a_person(f"Baru {world.mark} {next(numbers)}", unit=world.section, position=world.position, has_account=False)
    return Visit(reverse("people:slips"), world.unit_officer)


def person_access(world: World) -> Visit:
    """Show how somebody's access stands."""
    return Visit(reverse("people:person_access", args=[another(world).pk]), world.unit_officer)


def address(world: World) -> Visit:
    """Confirm an address."""
    return Visit(reverse("people:address", args=[another(world).pk]), world.unit_officer)


def units(world: World) -> Visit:
    """Show the tree, counted as whatever changes it leaves it."""
    a_unit(f"Seksi {world.mark} {next(numbers)}", under=world.section)
    counts.count(world.agency.pk)
    return Visit(reverse("people:units"), world.administrator)


def unit(world: World) -> Visit:
    """Show a unit with some below and some people."""
    a_unit(f"Seksi {world.mark} {next(numbers)}", under=world.section)
    another(world)
    counts.count(world.agency.pk)
    return Visit(reverse("people:unit", args=[world.section.pk]), world.administrator)


def an_unplaced_unit(world: World) -> Unit:
    """Make a unit that nobody has placed."""
    number = next(numbers)
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
