"""Gaps of units: how many of their people are asked, known, and below."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from huyula.competence.queries.levels import COUNTS, IN_AGENCY, OWN, REQUIRED


@dataclass(frozen=True, slots=True)
class UnitGap:
    """How a unit's people stand in one competence: how many are asked, known, below; `levels` is what is missing."""

    unit: uuid.UUID
    competence: int
    asked: int
    known: int
    below: int
    levels: int


IN_UNITS = """p.person_id IN (SELECT m.person_id FROM people_placement m
    WHERE m.unit_id = ANY(%(units)s) AND upper_inf(m.recorded))"""
# Whose own post is here. It is a CASE, because the planner takes an equality here for one row in two hundred, and then
# compares everybody with everybody.
IS_HERE = "CASE WHEN every.agency_id = %(agency)s{0} THEN true END"
# Those who are asked and those who are known are put below each other and added up: so nothing has to be joined twice.
BY_UNIT = f"""
    WITH own AS MATERIALIZED (SELECT * FROM ({OWN.format("{among}")}) every WHERE {IS_HERE.format("{there}")}),
    required AS MATERIALIZED (SELECT * FROM ({REQUIRED}) every WHERE every.level > 0), {COUNTS}
    SELECT unit_id, competence_id, sum(asked)::int, sum(known)::int, sum(below)::int, sum(levels)::int
    FROM (
        SELECT n.unit_id, q.competence_id, n.people AS asked, 0 AS known, 0 AS below, 0 AS levels
        FROM (SELECT unit_id, position_id, count(*) AS people FROM own GROUP BY unit_id, position_id) n
        JOIN required q USING (position_id)
        UNION ALL
        SELECT o.unit_id, q.competence_id, 0, 1, (c.level < q.level)::int, greatest(q.level - c.level, 0)
        FROM counts c JOIN own o USING (person_id) JOIN required q USING (position_id, competence_id)
    ) every GROUP BY unit_id, competence_id ORDER BY unit_id, competence_id
"""  # noqa: S608 - the parts stand above, nothing typed is among them
OF_AGENCY = BY_UNIT.format(among=IN_AGENCY, there="")
OF_UNITS = BY_UNIT.format(among=IN_UNITS, there=" AND every.unit_id = ANY(%(units)s)")


def gaps_by_unit(agency: uuid.UUID, day: dt.date, *, units: Collection[uuid.UUID] | None = None) -> list[UnitGap]:
    """Count the gaps of everybody whose own post is in an agency on a day, by unit and competence.

    One row for each unit and competence that at least one post there asks for, ordered by both: `asked` persons whose
    post asks for it, `known` of them of whom a level is known, `below` of them with a level that is too low, `levels`
    missing in all. People are counted in the unit of their own post alone, so that rows may be added up over units;
    `units` keeps to these (what hangs below them is not added), None = all. What counts as level is decided as in
    `rules.deciding`. One query, however many units; its time follows the evidence of those people.
    """
    words: dict[str, Any] = {"agency": agency, "day": day, "units": None if units is None else list(units)}
    with connection.cursor() as cursor:
        cursor.execute(OF_AGENCY if units is None else OF_UNITS, words)
        return [UnitGap(*row) for row in cursor.fetchall()]
