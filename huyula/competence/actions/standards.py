"""Setting what posts ask for: dated, closed and never rewritten."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.competence import policies, rules
from huyula.competence.models import Competence, Requirement
from huyula.competence.rules import PostClass, StandardRefusal
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.models import Position


class CannotSet(Refused):
    """That a standard is not set, confirmed or ended."""


@transaction.atomic
def set_standard(
    agency: Agency,
    *,
    competence: Competence,
    of: PostClass | Position,
    level: int,
    importance: int,
    since: dt.date,
    legal_basis: str,
    by: User,
) -> Requirement:
    """Let a class of posts, or one post, ask for a level from a day on; what held until then ends the day before.

    Level 0 = not required. What begins on a later day stays: the new row ends before it. Set by hand it is confirmed.
    Raises CannotSet.
    """
    ensure(policies.may_set_standards(by, agency))
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    whose = _whose(of)
    rows = Requirement.objects.standing().filter(agency=agency, competence=competence, **whose)
    held = rows.in_force(since).first()
    refusal = rules.why_not_set(
        since=since,
        today=clock.today(agency.zone),
        is_same=held is not None and (held.level, held.importance) == (level, importance),
        is_ours=not isinstance(of, Position) or of.agency_id == agency.pk,
    )
    if refusal:
        raise CannotSet(refusal)
    later = rows.filter(valid_from__gt=since).order_by("valid_from").first()
    if held:
        _close(held, before=since)
    made = Requirement.objects.create(
        agency=agency,
        competence=competence,
        level=level,
        importance=importance,
        valid_from=since,
        valid_to=later.valid_from - rules.ONE_DAY if later else None,
        legal_basis=legal_basis,
        confirmed=True,
        by=by,
        **whose,
    )
    record("competence.standard_set", by=by, about=made)
    return made


@transaction.atomic
def confirm_standards(agency: Agency, *, rows: Collection[int], by: User) -> int:
    """Mark standards of an agency as checked against their legal basis; gives how many were not yet."""
    ensure(policies.may_set_standards(by, agency))
    count = Requirement.objects.standing().filter(agency=agency, pk__in=rows, confirmed=False).update(confirmed=True)
    if count:
        record("competence.standards_confirmed", by=by, about=agency, agency=agency.pk, role="administrator")
    return count


@transaction.atomic
def follow_the_class(held: Requirement, *, since: dt.date, by: User) -> None:
    """Let a post ask again, from a day on, for what its class asks. Raises CannotSet."""
    ensure(policies.may_set_standards(by, held.agency_id))
    row = Requirement.objects.select_for_update().get(pk=held.pk)
    if row.position_id is None:
        raise CannotSet(StandardRefusal.NOT_OWN)
    if row.replaced_at or (row.valid_to and row.valid_to < since):
        raise CannotSet(StandardRefusal.ENDED)
    _close(row, before=since)
    record("competence.standard_ended", by=by, about=row)


def _whose(of: PostClass | Position) -> dict[str, Any]:
    if isinstance(of, Position):
        return {"position": of, "position_class": "", "post_level": ""}
    return {"position": None, "position_class": of.position_class, "post_level": of.post_level}


def _close(row: Requirement, *, before: dt.date) -> None:
    """End a row the day before; one that would have no day left stays on record as replaced."""
    if row.valid_from >= before:
        row.replaced_at = clock.now()
    else:
        row.valid_to = before - rules.ONE_DAY
    row.save(update_fields=["replaced_at", "valid_to"])
