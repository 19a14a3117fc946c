"""What waits for somebody in people: notes about supervisors, units to be placed, slips that soon open nothing."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from huyula.access.models import User
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.models import Biodata, UnitState
from huyula.people.policies import Reach, reach, visible_objections_of
from huyula.people.queries.slips import expiring
from huyula.people.rules.names import readable

ANSWER_WITHIN = dt.timedelta(days=7)
MOST = 100


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user. One query for most people, four for the personnel office."""
    mine = reach(user)
    if not mine.is_office:
        return []
    return [*_objections(mine), *_unplaced(mine), *_slips(mine)]


def _objections(mine: Reach) -> list[Item]:
    """Ask for an answer to each note about a supervisor, within a week."""
    today = clock.today()
    told = Biodata.objects.standing().filter(person=OuterRef("person"), agency=OuterRef("agency"))
    placed = UnitState.objects.as_of(today).filter(unit=OuterRef("unit"))
    rows = visible_objections_of(mine).filter(answer__isnull=True).order_by("at", "pk")
    named = rows.values_list("pk", "at", Subquery(told.values("name")[:1]), Subquery(placed.values("name")[:1]))
    return [
        Item(
            kind="people.objection",
            title=gettext("%(name)s says: this is not my supervisor") % {"name": readable(name or "")},
            detail=unit_name or "",
            address=reverse("people:objection_answer", args=[pk]),
            due=at.date() + ANSWER_WITHIN,
            act=gettext("Answer"),
        )
        for pk, at, name, unit_name in named[:MOST]
    ]


def _unplaced(mine: Reach) -> list[Item]:
    """Remind the administrators of units that nobody has placed."""
    if not mine.administered:
        return []
    rows = UnitState.objects.as_of(clock.today()).filter(agency__in=mine.administered, is_provisional=True)
    counted = rows.values("agency__code", "agency__name").annotate(count=Count("pk")).order_by("agency__code")
    return [
        Item(
            kind="people.unplaced",
            title=ngettext(
                "The tree of units is incomplete: %(count)s unit to place",
                "The tree of units is incomplete: %(count)s units to place",
                row["count"],
            )
            % {"count": row["count"]},
            detail=row["agency__name"],
            address=f"{reverse('people:unplaced')}?agency={row['agency__code']}",
            act=gettext("Place them"),
        )
        for row in counted
    ]


def _slips(mine: Reach) -> list[Item]:
    """Tell of slips that nobody has used and that soon open nothing."""
    return [
        Item(
            kind="people.slips",
            title=ngettext(
                "%(count)s slip soon opens nothing any more",
                "%(count)s slips soon open nothing any more",
                row["count"],
            )
            % {"count": row["count"]},
            detail=row["name"],
            address=f"{reverse('people:slips')}?agency={row['agency_code']}",
            due=row["first"].astimezone(ZoneInfo(row["zone"])).date(),
            act=gettext("Look"),
        )
        for row in expiring(mine)
    ]
