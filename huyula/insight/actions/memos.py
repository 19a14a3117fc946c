"""Issuing a memo about figures, under the letterhead and number of the agency."""

import uuid

from django.db import transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.hours.policies import Office
from huyula.insight import policies
from huyula.insight.policies import Sight
from huyula.insight.queries.memos import Asked, memo_of
from huyula.insight.queries.units import reckoning_of
from huyula.insight.rules import Refusal
from huyula.journal.actions import record
from huyula.letters import actions as letters
from huyula.letters.models import Letter
from huyula.letters.rules import LetterKind
from huyula.lib import clock
from huyula.lib.refused import Refused


class CannotWrite(Refused):
    """That no memo is issued, and why."""


@transaction.atomic
def issue_memo(agency: Agency, *, year: int, unit: uuid.UUID | None, asked: Asked, by: User) -> Letter:
    """Issue a memo about the figures of a unit with all below it (None = the agency) as they were counted last.

    Raises CannotWrite for figures that were not counted, letters.CannotIssue where the agency has no number pattern.
    """
    ensure(policies.may_write_memo(by, agency))
    reckoning = reckoning_of(agency, year)
    sight = Sight(agency, Office(None), sees_gaps=True)
    memo = memo_of(sight, reckoning, unit=unit, asked=asked) if reckoning else None
    if memo is None or reckoning is None:
        raise CannotWrite(Refusal.NOT_COUNTED, year=year)
    letter = letters.issue(
        memo,
        kind=LetterKind.MEMO,
        agency=agency,
        on=clock.today(agency.zone),
        by=by,
        signatory=asked.signatory,
        about=reckoning,
    )
    record("insight.memo_issued", by=by, about=letter)
    return letter
