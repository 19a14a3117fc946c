"""Giving and ending roles over units."""

import datetime as dt

from django.db import transaction

from huyula.access.models import User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.models import Person, Placement, Unit, UnitGrant, UnitGrantEnding, UnitRole
from huyula.people.rules.grants import GrantRefusal, why_not_end, why_not_give


class CannotGrant(Refused):
    """That a role over a unit is not given."""


class CannotEnd(Refused):
    """That a role over a unit is not ended."""


@transaction.atomic
def give(
    unit: Unit,
    *,
    to: Person,
    since: dt.date,
    until: dt.date | None,
    reason: str,
    by: User,
    role: UnitRole = UnitRole.PERSONNEL_OFFICER,
) -> UnitGrant:
    """Make somebody personnel officer of a unit and all below it, both days included. Raises CannotGrant."""
    ensure(policies.may_give_roles(by, unit))
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    held = UnitGrant.objects.filter(unit=unit, role=role, user=to.user_id) if to.user_id else UnitGrant.objects.none()
    refusal = why_not_give(
        since=since,
        until=until,
        has_account=to.user_id is not None,
        is_here=Placement.objects.as_of(since).filter(person=to, agency=unit.agency_id).exists(),
        held=held.values_list("since", "until"),
    )
    if refusal or to.user is None:
        raise CannotGrant(refusal or GrantRefusal.NO_ACCOUNT)
    made = UnitGrant.objects.create(
        agency_id=unit.agency_id, unit=unit, user=to.user, role=role, since=since, until=until, reason=reason, by=by
    )
    record("people.role_given", by=by, about=made)
    return made


@transaction.atomic
def end(grant: UnitGrant, *, last_day: dt.date, reason: str, by: User) -> UnitGrantEnding:
    """Let a role over a unit end with a day, earlier than it would. Raises CannotEnd."""
    ensure(policies.visible_grants(by).filter(pk=grant.pk).exists())
    held = UnitGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    refusal = why_not_end(since=held.since, until=held.until, last_day=last_day)
    if refusal or UnitGrantEnding.objects.filter(grant=held).exists():
        raise CannotEnd(refusal or GrantRefusal.ENDED)
    held.until = last_day
    held.save(update_fields=["until"])
    made = UnitGrantEnding.objects.create(grant=held, agency_id=held.agency_id, by=by, reason=reason)
    record("people.role_ended", by=by, about=held, fields=["until"])
    return made
