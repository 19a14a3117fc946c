"""Placing units in the tree."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.actions import counts
from huyula.people.models import Unit, UnitState
from huyula.people.rules.units import PlaceRefusal, why_not_place


class CannotPlace(Refused):
    """That a unit is not hung where somebody wants it."""


@transaction.atomic
def place(units: Sequence[Unit], *, under: Unit | None, by: User) -> int:
    """Hang units under another one, or at the top, as a correction of where they were thought to hang.

    Gives how many were moved or confirmed. What was held before stays readable by its recorded time.
    Raises CannotPlace, and then moves none of them.
    """
    for unit in units:
        ensure(policies.may_place_unit(by, unit, under=under))
    agencies = {unit.agency_id for unit in (*units, *([under] if under else []))}
    if len(agencies) != 1:
        raise CannotPlace(PlaceRefusal.ELSEWHERE)
    agency = Agency.objects.select_for_update(no_key=True).get(pk__in=agencies)
    today = UnitState.objects.as_of(clock.today(agency.zone)).filter(agency=agency)
    parents: dict[uuid.UUID, uuid.UUID | None] = dict(today.values_list("unit", "parent"))
    states = {state.unit_id: state for state in today.filter(unit__in=units)}
    above = under.pk if under else None
    for unit in units:
        if refusal := why_not_place(unit=unit.pk, under=above, parents=parents):
            raise CannotPlace(refusal, name=states[unit.pk].name if unit.pk in states else "")
        parents[unit.pk] = above
    moved = [_move(states[unit.pk], under=under) for unit in units]
    for unit, fields in zip(units, moved, strict=True):
        if fields:
            record("people.unit_placed", by=by, about=unit, fields=fields)
    counts.count(agency.pk)
    return sum(bool(fields) for fields in moved)


def _move(state: UnitState, *, under: Unit | None) -> list[str]:
    """Close a state and write the corrected one; gives what changed."""
    fields = ["parent"] * (state.parent_id != (under.pk if under else None)) + ["is_provisional"] * state.is_provisional
    if fields:
        now = timezone.now()
        state.recorded = DateTimeTZRange(state.recorded.lower, now)
        state.save(update_fields=["recorded"])
        state.pk, state.origin = None, None
        state.parent, state.is_provisional, state.recorded = under, False, DateTimeTZRange(now, None)
        state.save(force_insert=True)
    return fields
