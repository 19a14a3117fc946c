"""How those whom somebody leads stand: hours, gaps, learned and applied, and what waits for the leader."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Max, OuterRef, Q, QuerySet, Subquery, When

from huyula.access.models import User
from huyula.competence.queries.rounds import waiting_rounds
from huyula.hours.rules import State
from huyula.insight import policies
from huyula.insight.models import DUE, PersonFigures, PersonGap, Reckoning
from huyula.insight.queries.people import widest_of
from huyula.lib.paging import Page, page_of
from huyula.people.models import Person
from huyula.people.queries import Card, cards_of
from huyula.practice.policies import led_reports_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team: who, their figures, their widest gap, the rating and the answers (ids) that wait."""

    card: Card
    figures: PersonFigures
    widest: PersonGap | None
    round: int | None
    reports: Sequence[int]

    @property
    def waits(self) -> int:
        """Count what waits."""
        return (self.round is not None) + len(self.reports)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a team adds up to."""

    people: int
    due: int
    met: int
    with_gap: int
    counted_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TeamShown:
    """What the page of a team shows; `waits` counts what waits in all of it."""

    sums: Sums
    waits: int
    page: Page[Member]


def team_page(user: User, *, day: dt.date, number: int) -> TeamShown:
    """Give a page of those whom a user leads, by name, those for whom something waits first. Eight queries."""
    led = policies.led_by(user, day)
    rounds = {held.person_id: held.pk for held in waiting_rounds(Person.objects.filter(pk__in=led.people))}
    reports = _reports(user, led)
    rows = led.figures(year=day.year)
    page = page_of(_ahead(rows, set(rounds) | set(reports)), number=number, size=PAGE)
    cards = cards_of([row.person_id for row in page.rows], day)
    widest = widest_of(page.rows)
    members = [
        Member(cards[pk], row, widest.get(pk), rounds.get(pk), reports.get(pk, ()))
        for row in page.rows
        for pk in [row.person_id]
    ]
    waits = len(rounds) + sum(map(len, reports.values()))
    return TeamShown(_sums(rows), waits, Page(members, page.number, page.has_next))


def _ahead(rows: QuerySet[PersonFigures], people: Collection[uuid.UUID]) -> QuerySet[PersonFigures]:
    """Put some people first, and everybody by name."""
    return rows.order_by(Case(When(person__in=people, then=0), default=1), "name", "pk")


def _reports(user: User, led: policies.Led) -> Mapping[uuid.UUID, list[int]]:
    """Give the answers that wait for the user, by whose they are. One query."""
    found: dict[uuid.UUID, list[int]] = {}
    rows = led_reports_of(user, person=led.mine.person, is_office=led.mine.is_office).unconfirmed()
    for pk, person in rows.order_by("pk").values_list("pk", "question__person"):
        found.setdefault(person, []).append(pk)
    return found


def _sums(rows: QuerySet[PersonFigures]) -> Sums:
    """Add a team up, and say when it was counted. One query."""
    counted = Reckoning.objects.filter(agency=OuterRef("agency"), year=OuterRef("year")).values("at")
    found = rows.annotate(counted_at=Subquery(counted)).aggregate(
        people=Count("pk"),
        due=Count("pk", filter=Q(state__in=DUE)),
        met=Count("pk", filter=Q(state=State.MET)),
        with_gap=Count("pk", filter=Q(lacking__gt=0)),
        at=Max("counted_at"),
    )
    return Sums(found["people"], found["due"], found["met"], found["with_gap"], found["at"])
