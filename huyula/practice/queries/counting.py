# ruff: noqa: S608 - the parts that are put together stand here and in `people`, nothing typed is among them
"""The questions behind figures and "Perlu Anda", in SQL: shaped so that the database goes from people to their answers.

Places have names. `%(units)s` is an array of ids, `%(since)s` to `%(until)s` are days of completing; in WAITING
`%(user)s` is an account, `%(person)s` who stands behind it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from huyula.people.queries.leading import NOW, STOOD_IN, TEAM
from huyula.people.queries.units import BELOW

# One row for each unit and person: completions, those used by the officer's word, those that the supervisor has seen.
EACH = """
    SELECT q.unit_id, q.person_id,
        count(*) FILTER (WHERE q.turn = 1) AS learned, count(r.id) AS used, count(c.id) AS seen
    FROM practice_usequestion q
    LEFT JOIN practice_usereport r ON r.question_id = q.id AND r.answer = 'USED'
    LEFT JOIN practice_useconfirmation c ON c.report_id = r.id AND c.is_used
    WHERE {0} AND q.completed_on BETWEEN %(since)s AND %(until)s
    GROUP BY q.unit_id, q.person_id
"""
SUMS = """coalesce(sum(learned), 0)::int, (count(*) FILTER (WHERE learned > 0))::int,
    coalesce(sum(used), 0)::int, (count(*) FILTER (WHERE used > 0))::int,
    coalesce(sum(seen), 0)::int, (count(*) FILTER (WHERE seen > 0))::int"""
BY_PERSON = "SELECT person_id, sum(learned) AS learned, sum(used) AS used, sum(seen) AS seen FROM ({0}) e GROUP BY 1"
OF_UNITS = f"SELECT {SUMS} FROM ({BY_PERSON.format(EACH.format('q.unit_id = ANY(%(units)s)'))}) p"
ALL_BELOW = BELOW.replace("%s::uuid[]", "%(units)s::uuid[]").replace("%s::date", "%(until)s::date")
OF_A_UNIT = f"""
    SELECT {SUMS}, ({{sees}}) FROM ({BY_PERSON.format(EACH.format(f"q.unit_id = ANY(ARRAY({ALL_BELOW}))"))}) p
"""
BY_UNIT = f"SELECT unit_id, {SUMS} FROM ({EACH.format('q.agency_id = %(agency)s')}) e GROUP BY unit_id"

HERE = f"""EXISTS (SELECT FROM people_placement h
    WHERE h.person_id = {{0}} AND h.agency_id = q.agency_id AND {NOW.format("h")})"""
TOLD = """
    SELECT q.id, q.title, q.closes_on, q.person_id, r.id AS report, r.words, r.link, r.photo_id IS NOT NULL AS has_photo
    FROM practice_usequestion q JOIN practice_usereport r ON r.question_id = q.id AND r.answer = 'USED'
        AND NOT EXISTS (SELECT FROM practice_useconfirmation c WHERE c.report_id = r.id)
"""
# The own questions of the day; the answers of those whom one leads or stands in for; those of who has left meanwhile.
WAITING = f"""
    SELECT q.id, q.title, q.closes_on, q.person_id, NULL::bigint AS report, '' AS words, '' AS link, false AS has_photo
    FROM practice_usequestion q WHERE q.person_id = %(person)s AND q.due_on <= %(day)s AND q.closes_on >= %(day)s
        AND NOT EXISTS (SELECT FROM practice_usereport r WHERE r.question_id = q.id)
    UNION ALL SELECT t.* FROM (
        SELECT led.person_id FROM ({TEAM.replace("%(me)s", "%(person)s")}) led {{office}}
    ) l CROSS JOIN LATERAL (
        {TOLD} WHERE q.person_id = l.person_id AND q.person_id IS DISTINCT FROM %(person)s::uuid
            AND {HERE.format("q.person_id")} OFFSET 0
    ) t
    UNION ALL {TOLD} WHERE r.leader_id = %(user)s AND q.person_id IS DISTINCT FROM %(person)s::uuid
        AND NOT {HERE.format("q.person_id")} AND {HERE.format("%(person)s::uuid")}
    ORDER BY closes_on, id LIMIT %(most)s
"""
OFFICE = f"UNION SELECT stood.person_id FROM ({STOOD_IN.replace('%(me)s', '%(user)s')}) stood"


@dataclass(frozen=True, slots=True)
class Row:
    """What waits: a question, or with `report` somebody's answer to it."""

    question: uuid.UUID
    title: str
    closes_on: dt.date
    person: uuid.UUID
    report: int | None
    words: str
    link: str
    has_photo: bool
