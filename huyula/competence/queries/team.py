"""How those whom somebody leads stand: gaps counted, own ratings, what waits."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from huyula.access.models import User
from huyula.competence import policies
from huyula.competence.models import RoundFinish
from huyula.competence.queries.levels import Gap, gaps_of_people
from huyula.competence.queries.rounds import waiting_rounds
from huyula.lib.paging import Page, page_of
from huyula.people.models import Biodata, Person
from huyula.people.queries import Card, cards_of

PAGE = 25


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team: who, their round that waits (id), when they rated themselves last, what is known of the gaps."""

    card: Card
    waits: int | None
    rated_on: dt.date | None
    below: int
    met: int
    unknown: int
    worst: Gap | None


def team_page(user: User, day: dt.date, *, number: int) -> Page[Member]:
    """Give a page of those whom a user leads, whose rating waits first. Eight queries."""
    led = policies.led_persons(user)
    waiting = {held.person_id: held.pk for held in waiting_rounds(led)}
    ahead = list(waiting) if number == 1 else []
    name = Biodata.objects.standing().filter(person=OuterRef("pk")).order_by("-recorded", "pk").values("name")[:1]
    others: QuerySet[Person, uuid.UUID] = (
        led.exclude(pk__in=waiting).annotate(name=Subquery(name)).order_by("name", "pk").values_list("pk", flat=True)
    )
    page = page_of(others, number=number, size=PAGE)
    wanted = [*ahead, *page.rows]
    cards, found = cards_of(wanted, day), gaps_of_people(wanted, day)
    finished = RoundFinish.objects.filter(round__person__in=wanted).values_list("round__person")
    rated = dict(finished.annotate(last=Max("at")).order_by("round__person"))
    members = [_member(cards[pk], found.get(pk, ()), waits=waiting.get(pk), rated_at=rated.get(pk)) for pk in wanted]
    return Page(members, page.number, page.has_next)


def _member(card: Card, found: Sequence[Gap], *, waits: int | None, rated_at: dt.datetime | None) -> Member:
    below = [gap for gap in found if gap.is_open]
    unknown = sum(gap.attained is None for gap in found)
    return Member(
        card=card,
        waits=waits,
        rated_on=timezone.localdate(rated_at) if rated_at else None,
        below=len(below),
        met=len(found) - len(below) - unknown,
        unknown=unknown,
        worst=next(iter(below), None),
    )
