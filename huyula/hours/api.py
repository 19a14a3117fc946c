"""The door for programs: the ledger of an agency, page by page."""

import datetime as dt
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from huyula.access.middleware import PROBLEMS, callers
from huyula.hours import policies, queries
from huyula.hours.models import Posting
from huyula.lib import clock

SCOPE = "hours:read"
MOST = 200
LARGEST = 2**62
router = Router(tags=["hours"])


class Hours(Schema):
    """One posting of the ledger; a counter-posting has negative JP and names the one it counters."""

    id: int
    agency: str = Field(description="SIASN code of the agency whose posting it is.")
    person: uuid.UUID
    nip: str = Field(description="The NIP that holds now; empty where none is known.")
    year: int = Field(description="Calendar year of the day on which it ended.")
    form: str = Field(description="SIASN code of the form, 16 = e-learning.")
    scope: str
    unit: str
    units: Decimal
    jp: Decimal
    title: str
    on: dt.date
    legal_basis: str
    is_confirmed: bool = Field(description="Whether an operator confirmed the conversion rule.")
    counters: int | None = Field(description="The posting that this one counters.")
    at: dt.datetime


class HoursPage(Schema):
    """Postings, oldest first; `next` is what to send as `after` for more (null: that was all)."""

    items: list[Hours]
    next: int | None


class HoursAsked(Schema):
    """What of the ledger is wanted."""

    year: int | None = Field(None, ge=2000, le=2100)
    person: uuid.UUID | None = None
    as_of: dt.date | None = Field(
        None, description="As the ledger stood at the end of this day (WITA); without it, or for a day to come, as now."
    )
    after: int = Field(0, ge=0, le=LARGEST)
    limit: int = Field(100, ge=1, le=MOST)


@router.get(
    "/hours",
    response={200: HoursPage, **{code: PROBLEMS[code] for code in (400, 401, 403, 422)}},
    auth=callers(SCOPE),
    summary="Learning hours",
    url_name="hours",
)
def hours(request: HttpRequest, asked: Query[HoursAsked]) -> HoursPage:
    """Give postings of the token's agency; with a session, those that the account sees. Two or three queries."""
    caller = request.auth  # type: ignore[attr-defined]  # ninja puts what `callers` gave there
    rows = caller.within(policies.visible_postings(caller.user))
    if asked.person:
        rows = rows.filter(person=asked.person)
    listed = queries.exported(rows, year=asked.year, known_at=_end_of(asked.as_of), after=asked.after)
    found = list(listed[: asked.limit + 1])
    shown = found[: asked.limit]
    items = [_written(row) for row in shown]
    return HoursPage(items=items, next=shown[-1].pk if len(found) > asked.limit else None)


def _end_of(day: dt.date | None) -> dt.datetime | None:
    if day is None or day >= clock.today():
        return None
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(settings.TIME_ZONE))


def _written(row: Posting) -> Hours:
    return Hours(
        id=row.pk,
        agency=row.agency.code,
        person=row.person_id,
        nip=getattr(row, "nip", None) or "",
        year=row.year,
        form=row.rule.form_id,
        scope=row.rule.scope,
        unit=row.rule.unit,
        units=row.units,
        jp=row.jp,
        title=row.title,
        on=row.on,
        legal_basis=row.rule.legal_basis,
        is_confirmed=row.rule.confirmed,
        counters=row.reverses_id,
        at=row.at,
    )
