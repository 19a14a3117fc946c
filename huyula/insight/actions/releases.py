"""Letting other agencies see figures, coarsened and frozen, and ending it."""

from django.db import transaction

from huyula.access.models import Agency, AgencyKind, User
from huyula.access.policies import ensure
from huyula.insight import policies, rules
from huyula.insight.actions.counting import hold_still
from huyula.insight.models import Release, ReleasedGap, Withdrawal
from huyula.insight.queries.releases import proposed, standing_release
from huyula.insight.rules import Refusal
from huyula.journal.actions import record
from huyula.lib.refused import Refused

ADMINISTRATOR = "administrator"


class CannotRelease(Refused):
    """That figures are not released or withdrawn, and why."""


@transaction.atomic
def release(agency: Agency, *, year: int, by: User) -> Release:
    """Let other agencies see the figures of a year as they were counted last; later changes don't show in them.

    What could show single persons, alone or beside an earlier release, is left out, and is not even written here.
    It waits for a count that is under way. Raises CannotRelease.
    """
    ensure(policies.may_release(by, agency))
    hold_still(agency.pk)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    found = proposed(agency, year)
    refusal = rules.why_not_release(
        is_counted=found.reckoning is not None,
        due=found.due,
        is_standing=standing_release(agency, year) is not None,
        is_practice=agency.kind == AgencyKind.PRACTICE,
        is_too_close=found.is_too_close,
    )
    if refusal or found.coarse is None or found.reckoning is None:
        raise CannotRelease(refusal or Refusal.TOO_FEW, year=year, least=rules.LEAST_WHOLE)
    coarse = found.coarse
    made = Release.objects.create(
        agency=agency,
        year=year,
        counted_at=found.reckoning.at,
        due=coarse.due,
        met=coarse.met,
        short=coarse.short,
        none=coarse.none,
        mean_jp=found.mean_jp,
        by=by,
    )
    ReleasedGap.objects.bulk_create(
        ReleasedGap(
            release=made, agency=agency, competence=row.competence, place=place, known=row.known, lacking=row.lacking
        )
        for place, row in enumerate(found.gaps, start=1)
    )
    record("insight.released", by=by, about=made, role=ADMINISTRATOR)
    return made


@transaction.atomic
def withdraw(released: Release, *, reason: str, by: User) -> Withdrawal:
    """End a release: nobody else sees it from now on; that it stood stays on record. Raises CannotRelease."""
    ensure(policies.may_release(by, released.agency_id))
    Release.objects.select_for_update(of=["self"], no_key=True).get(pk=released.pk)
    if Withdrawal.objects.filter(release=released).exists():
        raise CannotRelease(Refusal.WITHDRAWN)
    if not reason.strip():
        raise CannotRelease(Refusal.REASON)
    made = Withdrawal.objects.create(release=released, agency_id=released.agency_id, by=by, reason=reason.strip())
    record("insight.withdrawn", by=by, about=released, role=ADMINISTRATOR)
    return made
