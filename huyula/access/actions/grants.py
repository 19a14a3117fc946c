"""Roles over a whole agency: given with dates and a reason, ended with a reason."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from huyula.access import policies, rules
from huyula.access.models import Agency, Grant, GrantEnding, Role, User
from huyula.journal.actions import record
from huyula.lib.refused import Refused


class CannotGrant(Refused):
    """That a role is not given."""


class CannotEnd(Refused):
    """That a role is not ended."""


@transaction.atomic
def grant(
    user: User,
    *,
    role: Role | str,
    over: Agency,
    since: dt.date,
    until: dt.date | None = None,
    reason: str,
    by: User | None,
) -> Grant:
    """Give an account a role over an agency from `since` to `until` (both included; None = until further notice).

    `by` is None at the shell. Raises CannotGrant if the days are wrong, the account is closed or holds the role then.
    """
    policies.ensure(policies.may_grant(by, role, over))
    user = User.objects.select_for_update().get(pk=user.pk)
    refusal = rules.why_not_grant(
        since=since,
        until=until,
        active=user.is_active,
        held=Grant.objects.filter(user=user, agency=over, role=role, ending__isnull=True).values_list("since", "until"),
    )
    if refusal:
        raise CannotGrant(refusal)
    made = Grant.objects.create(user=user, agency=over, role=role, since=since, until=until, reason=reason, by=by)
    record("access.granted", by=by, about=made, role=policies.role_over(by, over))
    return made


@transaction.atomic
def end_grant(given: Grant, *, reason: str, by: User | None) -> GrantEnding:
    """End a role at once; it no longer holds from today on.

    Raises CannotEnd if it has ended, or if nobody else would administer the agency.
    """
    policies.ensure(policies.may_grant(by, given.role, given.agency))
    Agency.objects.select_for_update().get(pk=given.agency_id)
    given = Grant.objects.select_related("agency").get(pk=given.pk)
    today = timezone.localdate()
    refusal = rules.why_not_end(
        until=given.until,
        ended=GrantEnding.objects.filter(grant=given).exists(),
        today=today,
        others=policies.holders(given.role, given.agency, day=today).exclude(user=given.user_id).count(),
        by_shell=by is None,
    )
    if refusal:
        raise CannotEnd(refusal)
    role = policies.role_over(by, given.agency)
    ending = GrantEnding.objects.create(agency=given.agency, grant=given, by=by, on=today, reason=reason)
    record("access.grant_ended", by=by, about=given, role=role)
    return ending
