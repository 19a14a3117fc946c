"""Who has no access yet, which slips are out, and how somebody's access stands."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from huyula.access.models import ActivationCode
from huyula.lib.paging import Page, page_of
from huyula.people.models import ActivationSlip, Biodata, Person
from huyula.people.policies import Reach
from huyula.people.queries.persons import Card, Wanted, card_of, names_of_users, people_of_agency

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


def without_access(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach) -> QuerySet[Biodata, Any]:
    """Give the rows of those whom the user looks after and who have not entered their account yet, by name."""
    entered = ActivationCode.objects.filter(user=OuterRef("person__user"), used_at__isnull=False)
    open_code = ActivationCode.objects.unspent().filter(user=OuterRef("person__user")).order_by("-expires_at")
    mine = replace(wanted, among=None if agency in by.administered else by.units)
    rows = people_of_agency(agency, day, wanted=mine, by=by)
    closed = Q(person__user__password__startswith="!")  # noqa: S106 - the name of a column
    rows = rows.filter(Q(person__user__isnull=True) | (closed & ~Exists(entered)))
    return rows.annotate(expires_at=Subquery(open_code.values("expires_at")[:1]))


def waiting_page(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach, number: int) -> Page[Waiting]:
    """Give a page of those without access. One query, one more where a unit is wanted."""
    found = page_of(without_access(agency, day, wanted=wanted, by=by), number=number)
    rows = [Waiting(card_of(row, by=by, agency=agency), row["expires_at"]) for row in found.rows]
    return Page(rows, found.number, found.has_next)


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
