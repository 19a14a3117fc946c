"""Who leads whom on a day, and why: chosen, acting head, head of the unit, head above, else the personnel office.

A supervisor is found from the person's own place (the definitive post, else where they stand in): the nearest head at
or above the unit who is somebody else. A choice of the personnel office comes first, as long as the chosen one has a
post in the agency; a delegation in force hands the acts to its taker. `team_of` is the same the other way round.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from huyula.access.models import User
from huyula.lib.named import Named
from huyula.people.models import Delegation, Person
from huyula.people.queries.leading import HEADS, OFFICE, STOOD_IN, SUPERVISORS, TEAM
from huyula.people.queries.persons import Card, cards_of, names_of
from huyula.people.rules.names import readable, titled
from huyula.people.rules.supervisors import Source, Why

HEADS_OF = HEADS.format("(SELECT DISTINCT unnest(%(units)s::uuid[]) AS unit_id)")


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who leads somebody on a day, and why.

    `person` is None for an account without a person, or for nobody; `account` is who acts; `bare` is the name without
    titles; `source` and `why` tell from where it is known; `acts_for` names who handed over (empty = for themselves).
    """

    person: Person | None
    account: uuid.UUID | None
    name: str
    bare: str
    post: str
    source: Source
    why: str
    acts_for: str = ""


NOBODY = Supervisor(None, None, "", "", "", Source.NOBODY, "")


def supervisor_of(person: Person | uuid.UUID, day: dt.date) -> Supervisor:
    """Say who leads a person on a day, and why. Three queries at most."""
    wanted = person.pk if isinstance(person, Person) else person
    return supervisors_of([wanted], day).get(wanted, NOBODY)


def supervisors_of(persons: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Supervisor]:
    """Say who leads each of these persons on a day; who has no post that day is left out. Three queries."""
    found = _found(persons, day)
    wanted = {pk for row in found for pk in (row.leader, row.taker) if pk}
    cards = cards_of(wanted, day)
    said = {row.person: _said(row, cards) for row in found if row.leader}
    return said | _stand_ins([row for row in found if not row.leader], day)


def team_of(person: Person | uuid.UUID, day: dt.date) -> QuerySet[Person]:
    """Give those whom a person leads on a day, for themselves or for who handed over. One query when read."""
    wanted = person.pk if isinstance(person, Person) else person
    return Person.objects.filter(pk__in=Named(TEAM, me=wanted, day=day))


def heads_of(units: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, tuple[uuid.UUID, Source]]:
    """Give who heads each of these units on a day, and from where that is known. One query."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS_OF, {"units": list(units), "day": day})
        return {unit: (person, Source(how)) for unit, person, how in cursor.fetchall()} if units else {}


def stood_in_for(user: User, day: dt.date) -> QuerySet[Person]:
    """Give those whom nobody leads on a day and for whom the user stands in, as personnel officer or administrator."""
    return Person.objects.filter(pk__in=Named(STOOD_IN, me=user.pk, day=day))


def led_among(
    persons: Collection[uuid.UUID], day: dt.date, *, user: User, person: uuid.UUID | None, is_office: bool
) -> frozenset[uuid.UUID]:
    """Give those of some persons whom a user leads on a day: those that are in `team_of` or in `stood_in_for`.

    `person` is who stands behind the account; `is_office` says whether they work for a personnel office. It is asked
    from the persons up, and so costs the same however many the user leads. One query; one more for the office where
    nobody leads one of them.
    """
    rows = _found(persons, day) if person or is_office else []
    led = {row.person for row in rows if person and row.leader and (row.taker or row.leader) == person}
    alone = [row for row in rows if not row.leader]
    if alone and is_office:
        office = _office_of(alone, day)
        led |= {row.person for row in alone if user.pk in _nearest(row, office)}
    return frozenset(led)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A delegation that holds or will, with the names of both and its last day."""

    row: Delegation
    giver: str
    taker: str

    @property
    def last_day(self) -> dt.date:
        """Give the last day."""
        last: dt.date = self.row.valid.upper - dt.timedelta(days=1)
        return last


def delegations_of(person: Person, day: dt.date) -> list[HandedOver]:
    """Give what somebody hands over and what was handed to them, from a day on, first day first. Two queries."""
    rows = Delegation.objects.standing().filter(Q(giver=person) | Q(taker=person), valid__endswith__gt=day)
    found = list(rows.order_by("valid", "pk"))
    names = names_of({pk for row in found for pk in (row.giver_id, row.taker_id)})
    return [HandedOver(row, names.get(row.giver_id, ""), names.get(row.taker_id, "")) for row in found]


@dataclass(frozen=True, slots=True)
class _Row:
    person: uuid.UUID
    agency: uuid.UUID
    units: list[uuid.UUID]
    leader: uuid.UUID | None
    how: str | None
    since: dt.date | None
    taker: uuid.UUID | None
    unit_name: str | None
    own: uuid.UUID | None


def _found(persons: Collection[uuid.UUID], day: dt.date) -> list[_Row]:
    if not persons:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SUPERVISORS, {"persons": list(persons), "day": day})
        return [_Row(*row) for row in cursor.fetchall()]


def _said(row: _Row, cards: Mapping[uuid.UUID, Card]) -> Supervisor:
    """Put who leads into words."""
    source = Source(row.how or Source.NOBODY)
    words = {"unit": row.unit_name or "", "since": date_format(row.since) if row.since else ""}
    why = str(Why[source].label) % words
    card = cards[row.taker or row.leader]  # type: ignore[index]  # rows without a leader don't come here
    instead = cards[row.leader].name if row.taker and row.leader else ""
    return Supervisor(
        _person(card.person, card.account), card.account, card.name, card.bare, card.post, source, why, instead
    )


@dataclass(frozen=True, slots=True)
class _Office:
    place: uuid.UUID
    account: uuid.UUID
    person: uuid.UUID | None
    name: str
    bare: str
    is_administrator: bool


def _stand_ins(rows: list[_Row], day: dt.date) -> dict[uuid.UUID, Supervisor]:
    """Find who of the personnel office stands in for those whom nobody leads."""
    office = _office_of(rows, day)
    return {row.person: _stand_in(row, office) for row in rows}


def _office_of(rows: list[_Row], day: dt.date) -> list[_Office]:
    """Give who works for the personnel offices of the units and agencies of these. One query."""
    if not rows:
        return []
    units, agencies = {unit for row in rows for unit in row.units}, {row.agency for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(OFFICE, {"units": list(units), "agencies": list(agencies), "day": day})
        return [
            _Office(row[0], row[1], row[2], titled(row[3], front=row[4], back=row[5]), readable(row[3]), row[6])
            for row in cursor.fetchall()
        ]


def _nearest(row: _Row, office: list[_Office]) -> dict[uuid.UUID, _Office]:
    """Give the officers of the nearest unit, else the administrators, by account; nobody stands in for themselves."""
    for place in (*row.units, row.agency):
        held = {one.account: one for one in office if one.place == place and one.account != row.own}
        if held:
            return held
    return {}


def _stand_in(row: _Row, office: list[_Office]) -> Supervisor:
    """Choose the first of the nearest of the personnel office."""
    held = next(iter(_nearest(row, office).values()), None)
    if held is None:
        return Supervisor(None, None, "", "", "", Source.NOBODY, str(Why.NOBODY.label))
    source = Source.ADMINISTRATOR if held.is_administrator else Source.OFFICER
    words = (held.account, held.name, held.bare, "", source, str(Why[source].label))
    return Supervisor(_person(held.person, held.account) if held.person else None, *words)


def _person(person: uuid.UUID, account: uuid.UUID | None) -> Person:
    """Make a person of what is known; whatever else is asked of it is loaded then."""
    return Person.from_db(connection.alias, ["id", "user_id"], [person, account])
