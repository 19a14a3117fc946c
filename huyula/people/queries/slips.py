"""Who has no access yet, which slips are out, and how somebody's access stands."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from huyula.access.models import ActivationCode
from huyula.lib.paging import PAGE_SIZE, Page
from huyula.people.models import ActivationSlip, Person
from huyula.people.policies import Reach
from huyula.people.queries.lists import Extra, Wanted, rows_of
from huyula.people.queries.persons import Card, names_of_users

SOON = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person without access: the card, and until when the last slip opens something (None = there is none)."""

    card: Card
    expires_at: dt.datetime | None

    @property
    def is_out(self) -> bool:
        """Say whether a slip is out that opens something."""
        return self.expires_at is not None and self.expires_at > timezone.now()


# Nobody has chosen a password or a passkey: whoever did has used a code.
WITHOUT_ACCESS = Extra(
    more="""(SELECT max(c.expires_at) FROM access_activationcode c JOIN people_person x ON x.user_id = c.user_id
        WHERE x.id = b.person_id AND c.used_at IS NULL AND c.voided_at IS NULL)""",
    # A value rather than a NOT EXISTS, so that the list is still read along the names and no further than the page.
    condition="""COALESCE((SELECT u.password LIKE '!%%' AND NOT EXISTS (
            SELECT FROM access_activationcode c WHERE c.user_id = u.id AND c.used_at IS NOT NULL)
        FROM people_person x JOIN access_user u ON u.id = x.user_id WHERE x.id = b.person_id), true)""",
)


def waiting_page(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach, number: int) -> Page[Waiting]:
    """Give a page of those whom the user looks after and who have not entered their account yet, by name.

    One query, one more where a unit is wanted.
    """
    mine = replace(wanted, among=None if agency in by.administered else by.units)
    offset = (number - 1) * PAGE_SIZE
    found = rows_of(agency, day, wanted=mine, by=by, limit=PAGE_SIZE + 1, offset=offset, extra=WITHOUT_ACCESS)
    return Page([Waiting(card, expires) for card, expires in found[:PAGE_SIZE]], number, len(found) > PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class Made:
    """A slip of somebody: when, by whom, until when, and what became of it."""

    slip: ActivationSlip
    by: str
    state: str


def slips_of(person: Person, *, agencies: Sequence[uuid.UUID]) -> list[Made]:
    """Give the last ten slips that these agencies made for a person, newest first. Two queries."""
    rows = ActivationSlip.objects.filter(person=person, agency__in=agencies).select_related("code")
    found = list(rows.order_by("-pk")[:10])
    names = names_of_users({row.issued_by_id for row in found if row.issued_by_id})
    return [Made(row, names.get(row.issued_by_id, "") if row.issued_by_id else "", _state(row.code)) for row in found]


def _state(code: ActivationCode) -> str:
    """Say what became of a code: USED, REPLACED, EXPIRED or OPEN."""
    if code.used_at:
        return "USED"
    if code.voided_at:
        return "REPLACED"
    return "OPEN" if code.expires_at > timezone.now() else "EXPIRED"


def expiring(by: Reach) -> list[Mapping[str, Any]]:
    """Count the slips that open something for three days at most, by agency, with the first moment. One query."""
    now = timezone.now()
    rows = ActivationSlip.objects.filter(
        Q(agency__in=by.administered) | Q(unit__in=by.units),
        code__used_at__isnull=True,
        code__voided_at__isnull=True,
        code__expires_at__gt=now,
        code__expires_at__lte=now + SOON,
    )
    counted = rows.values("agency", name=F("agency__name"), zone=F("agency__zone"), agency_code=F("agency__code"))
    return list(counted.annotate(count=Count("pk"), first=Min("code__expires_at")).order_by("agency"))
