"""How those whom somebody leads stand: gaps counted, own ratings, what waits."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from huyula.access.models import User
from huyula.competence import policies
from huyula.competence.queries.levels import Gap, gaps_of_people
from huyula.competence.queries.waiting import UNSPOKEN
from huyula.lib.paging import Page
from huyula.people.policies import reach
from huyula.people.queries import Card, cards_of

PAGE = 25
# A page of those who are led (at the first place): the round that waits longest, and the day of the last one.
MEMBERS = f"""
    WITH led (person_id) AS MATERIALIZED ({{0}})
    SELECT l.person_id, w.id, (
        SELECT max(f.at) FROM competence_round r JOIN competence_roundfinish f ON f.round_id = r.id
        WHERE r.person_id = l.person_id
    )
    FROM led l LEFT JOIN LATERAL (
        SELECT r.id, f.at FROM competence_round r JOIN competence_roundfinish f ON f.round_id = r.id
        WHERE r.person_id = l.person_id AND {UNSPOKEN} ORDER BY f.at, r.id LIMIT 1
    ) w ON true LEFT JOIN LATERAL (
        SELECT b.name FROM people_biodata b WHERE b.person_id = l.person_id AND upper_inf(b.recorded)
        ORDER BY b.recorded DESC, b.id LIMIT 1
    ) b ON true
    ORDER BY w.at, b.name, l.person_id LIMIT {PAGE + 1} OFFSET %s
"""  # noqa: S608 - the parts stand in the modules, nothing typed is among them


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
    """Give a page of those whom a user leads: whose rating waits longest, and then by name. Six queries."""
    mine = reach(user)
    if not (mine.person or mine.is_office):
        return Page([], 1, has_next=False)
    sql, places = policies.led_ids(user, day, person=mine.person, is_office=mine.is_office).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS.format(sql), [*places, day, (number - 1) * PAGE])
        rows = cursor.fetchall()
    wanted: list[uuid.UUID] = [row[0] for row in rows[:PAGE]]
    cards, found = cards_of(wanted, day), gaps_of_people(wanted, day)
    members = [
        _member(cards[pk], found.get(pk, ()), waits=waits, rated_at=rated_at) for pk, waits, rated_at in rows[:PAGE]
    ]
    return Page(members, number, has_next=len(rows) > PAGE)


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
