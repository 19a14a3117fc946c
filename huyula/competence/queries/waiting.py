"""What waits for somebody in competence: an own round, and rounds of the team."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from huyula.access.models import User
from huyula.competence import policies, rules
from huyula.competence.queries.levels import OWN
from huyula.competence.queries.rounds import MOST
from huyula.competence.rules import RatedBy, Source
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.queries import Me, me
from huyula.people.rules.names import readable

CONFIRM_WITHIN = 14


# Where the own rounds stand in the agency of the own post, and whether it has a standard.
OWN_ROUNDS = f"""
    SELECT EXISTS (SELECT FROM competence_requirement r WHERE r.agency_id = o.agency_id AND r.replaced_at IS NULL
            AND r.level > 0 AND r.valid_from <= %(day)s AND (r.valid_to IS NULL OR r.valid_to >= %(day)s))
            AND EXISTS (SELECT FROM competence_indicator),
        (SELECT r.id FROM competence_round r WHERE r.person_id = o.person_id AND r.agency_id = o.agency_id
            AND NOT EXISTS (SELECT FROM competence_roundfinish f WHERE f.round_id = r.id) ORDER BY r.id DESC LIMIT 1),
        (SELECT f.at FROM competence_round r JOIN competence_roundfinish f ON f.round_id = r.id
            WHERE r.person_id = o.person_id AND r.agency_id = o.agency_id ORDER BY r.id DESC LIMIT 1)
    FROM ({OWN.format("p.person_id = %(person)s")}) o
"""  # noqa: S608 - the parts stand above, nothing typed is among them
# What of a round `r` the supervisor has not spoken about.
STILL = f"""i.round_id = r.id AND NOT EXISTS (
        SELECT FROM competence_rating s WHERE s.round_id = r.id AND s.competence_id = i.competence_id
            AND s.rated_by = '{RatedBy.SUPERVISOR}')"""
# How many of these levels lie far from what is expected today, as `queries.rounds` shows it: the rule of
# `rules.deciding` without the own word, else what the post asks for.
DIFFERING = f"""
    SELECT count(*) FROM competence_rounditem i CROSS JOIN LATERAL (
        SELECT o.level FROM competence_rating o WHERE o.round_id = r.id AND o.competence_id = i.competence_id
            AND o.rated_by = '{RatedBy.SELF}' ORDER BY o.id DESC LIMIT 1
    ) own
    WHERE {STILL} AND abs(own.level - COALESCE((
        SELECT max(e.level) FROM competence_evidence e
        WHERE e.person_id = r.person_id AND e.competence_id = i.competence_id AND e.source <> '{Source.SELF}'
            AND NOT EXISTS (
                SELECT FROM competence_evidence s WHERE s.person_id = e.person_id AND s.competence_id = e.competence_id
                    AND s.source IN ({", ".join(f"'{one}'" for one in sorted(rules.STATING))})
                    AND (s."on", s.id) > (e."on", e.id))
    ), i.required)) >= {rules.FAR}
"""  # noqa: S608 - nothing typed is among it
# What makes a finished round `r` wait for whoever leads its person: something that the supervisor has not spoken
# about, and a post of the person (on the day at its place) where the round was made.
LEFT = f"SELECT FROM competence_rounditem i WHERE {STILL}"
UNSPOKEN = f"""EXISTS ({LEFT}) AND EXISTS (
        SELECT FROM people_placement p WHERE p.person_id = r.person_id AND p.agency_id = r.agency_id
            AND upper_inf(p.recorded) AND p.valid @> %s::date)
"""
# The rounds of `policies.led_rounds` in which something waits. Who is led (at the first place) is found once and
# first, their rounds then by index. It is asked for everybody who has a post, so it is not put together anew each time.
TEAM_ROUNDS = f"""
    SELECT r.id, f.at, ({DIFFERING}), (SELECT count(*) FROM ({LEFT}) i), (SELECT b.name FROM people_biodata b
        WHERE b.person_id = r.person_id AND upper_inf(b.recorded) ORDER BY b.recorded DESC, b.id LIMIT 1)
    FROM competence_round r JOIN competence_roundfinish f ON f.round_id = r.id
    WHERE r.person_id = ANY(ARRAY({{0}})) AND {UNSPOKEN}
    ORDER BY f.at, r.id LIMIT {MOST}
"""  # noqa: S608 - as above


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user. Two queries; one more if nobody has asked who the user is."""
    mine = me(user)
    return [*(_own(mine.person) if mine.person else []), *(_team(user, mine) if mine.sees_people else [])]


def _own(person: uuid.UUID) -> list[Item]:
    """Ask for the own rating: an open round, else none within a year though the agency has a standard."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(OWN_ROUNDS, {"person": person, "day": today})
        asks, opened, finished = cursor.fetchone() or (False, None, None)
    if not asks:
        return []
    if opened:
        return [_open(opened)]
    is_fresh = finished is not None and today - timezone.localdate(finished) < rules.FRESH
    return [] if is_fresh else [_new()]


def _new() -> Item:
    return Item(
        kind="competence.new_round",
        title=gettext("Rate yourself against the standard of your post"),
        detail=gettext("At most seven competences, under eight minutes."),
        address=reverse("competence:mine"),
        act=gettext("Begin"),
        act_address=reverse("competence:new_round"),
    )


def _open(pk: int) -> Item:
    return Item(
        kind="competence.round",
        title=gettext("Go on with your rating"),
        detail=gettext("What you have answered is kept."),
        address=reverse("competence:round", args=[pk]),
        act=gettext("Go on"),
    )


@dataclass(frozen=True, slots=True)
class _Round:
    pk: int
    finished_at: dt.datetime
    far: int
    left: int
    name: str | None


def _team(user: User, mine: Me) -> list[Item]:
    """Ask the supervisor for a word, within two weeks; where nothing differs much, one tap for all."""
    is_office, day = mine.is_administrator or mine.is_unit_officer, clock.today()
    sql, places = policies.led_ids(user, day, person=mine.person, is_office=is_office).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TEAM_ROUNDS.format(sql), [*places, day])
        return [_of(_Round(*row)) for row in cursor.fetchall()]


def _of(row: _Round) -> Item:
    """Make one item; great differences are looked at, the rest is confirmed by a tap."""
    due = timezone.localdate(row.finished_at) + rules.ONE_DAY * CONFIRM_WITHIN
    address, count = reverse("competence:review", args=[row.pk]), row.left
    words = {"name": readable(row.name or ""), "count": count}
    if row.far:
        detail = ngettext(
            "%(count)s level waits; some differ much from what was expected.",
            "%(count)s levels wait; some differ much from what was expected.",
            count,
        )
        title = gettext("Look at the rating of %(name)s") % words
        return Item("competence.review", title, detail % words, address, due=due, act=gettext("Look"))
    return Item(
        kind="competence.confirmation",
        title=gettext("Confirm ratings of your team"),
        detail=gettext("%(name)s: %(count)s competences, no great difference") % words,
        address=address,
        due=due,
        act=gettext("Confirm the levels"),
        act_address=reverse("competence:confirmation", args=[row.pk]),
        bulk_address=reverse("competence:confirmations"),
        bulk_id=str(row.pk),
    )
