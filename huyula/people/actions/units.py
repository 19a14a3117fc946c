"""Placing units in the tree."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.models import Unit, UnitState
from huyula.people.rules.units import PlaceRefusal, why_not_place


class CannotPlace(Refused):
    """That a unit is not hung where somebody wants it."""


@transaction.atomic
def place(units: Sequence[Unit], *, under: Unit, by: User) -> int:
    """Hang units under another, as a correction of where they were thought to hang.

    Gives how many were moved or confirmed. What was held before stays readable by its recorded time.
    Raises CannotPlace, and then moves none of them.
    """
    for unit in units:
        ensure(policies.may_place_unit(by, unit, under=under))
    Agency.objects.select_for_update(no_key=True).get(pk=under.agency_id)
    today = UnitState.objects.as_of(clock.today()).filter(agency=under.agency_id)
    parents: dict[uuid.UUID, uuid.UUID | None] = dict(today.values_list("unit", "parent"))
    states = {state.unit_id: state for state in today.filter(unit__in=units)}
    for unit in units:
        _refuse(unit, under=under, parents=parents, states=states)
        parents[unit.pk] = under.pk
    moved = [_move(states[unit.pk], under=under) for unit in units]
    for unit, fields in zip(units, moved, strict=True):
        if fields:
            record("people.unit_placed", by=by, about=unit, fields=fields)
    return sum(bool(fields) for fields in moved)


def _refuse(
    unit: Unit,
    *,
    under: Unit,
    parents: Mapping[uuid.UUID, uuid.UUID | None],
    states: Mapping[uuid.UUID, UnitState],
) -> None:
    """Raise CannotPlace if the unit can't hang there, the units before it in the list having moved already."""
    if unit.agency_id != under.agency_id:
        raise CannotPlace(PlaceRefusal.ELSEWHERE)
    if refusal := why_not_place(unit=unit.pk, under=under.pk, parents=parents):
        raise CannotPlace(refusal, name=states[unit.pk].name if unit.pk in states else "")


def _move(state: UnitState, *, under: Unit) -> list[str]:
    """Close a state and write the corrected one; gives what changed."""
    fields = ["parent"] * (state.parent_id != under.pk) + ["is_provisional"] * state.is_provisional
    if fields:
        now = timezone.now()
        state.recorded = DateTimeTZRange(state.recorded.lower, now)
        state.save(update_fields=["recorded"])
        state.pk, state.origin = None, None
        state.parent, state.is_provisional, state.recorded = under, False, DateTimeTZRange(now, None)
        state.save(force_insert=True)
    return fields
