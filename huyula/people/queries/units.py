"""Reading units: the tree of a day, what hangs below a unit, who works there."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from huyula.access.models import Agency
from huyula.people.models import Person, Placement, Unit, UnitGrant, UnitState
from huyula.people.rules.names import readable, titled

BELOW = """
    WITH RECURSIVE below AS (
        SELECT unnest(%s::uuid[]) AS unit_id
        UNION SELECT s.unit_id FROM below b JOIN people_unitstate s
            ON s.parent_id = b.unit_id AND upper_inf(s.recorded) AND s.valid @> %s::date
    ) SELECT unit_id FROM below
"""
PEOPLE = """
    SELECT person_id FROM people_placement
    WHERE upper_inf(recorded) AND valid @> %s::date AND unit_id IN ({units})
"""
# The way down to a unit, as a part of a query about people_unit.
WAY = """ARRAY(
    WITH RECURSIVE above AS (
        SELECT s.unit_id, s.parent_id, s.name, 0 AS step FROM people_unitstate s
            WHERE s.unit_id = people_unit.id AND upper_inf(s.recorded) AND s.valid @> %s::date
        UNION ALL SELECT s.unit_id, s.parent_id, s.name, a.step + 1 FROM above a JOIN people_unitstate s
            ON s.unit_id = a.parent_id AND upper_inf(s.recorded) AND s.valid @> %s::date WHERE a.step < 30
    ) SELECT ARRAY[unit_id::text, name] FROM above ORDER BY step DESC)
"""
OFFICERS = """
    SELECT g.unit_id, g.user_id, p.id, COALESCE(b.name, u.label), COALESCE(b.front_titles, ''),
        COALESCE(b.back_titles, '')
    FROM people_unitgrant g JOIN access_user u ON u.id = g.user_id LEFT JOIN people_person p ON p.user_id = u.id
    LEFT JOIN LATERAL (SELECT name, front_titles, back_titles FROM people_biodata
        WHERE person_id = p.id AND upper_inf(recorded) ORDER BY recorded DESC LIMIT 1) b ON true
    WHERE g.unit_id = ANY(%(units)s) AND g.since <= %(day)s AND (g.until IS NULL OR g.until >= %(day)s)
    ORDER BY 4, g.id
"""
ABOVE = """
    WITH RECURSIVE above AS (
        SELECT s.unit_id, s.parent_id, s.name, 0 AS step FROM people_unitstate s
            WHERE s.unit_id = %(unit)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date
        UNION ALL SELECT s.unit_id, s.parent_id, s.name, a.step + 1 FROM above a JOIN people_unitstate s
            ON s.unit_id = a.parent_id AND upper_inf(s.recorded) AND s.valid @> %(day)s::date WHERE a.step < 30
    ) SELECT unit_id, name FROM above ORDER BY step DESC
"""
TREE = """
    SELECT s.unit_id, s.parent_id, s.name, s.is_provisional, h.people
    FROM people_unitstate s LEFT JOIN LATERAL (
        SELECT count(DISTINCT person_id) AS people FROM people_placement
        WHERE unit_id = s.unit_id AND upper_inf(recorded) AND valid @> %(day)s::date AND kind = 'D'
    ) h ON true
    WHERE s.agency_id = %(agency)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date AND {among}
    ORDER BY s.echelon = '', s.echelon, s.name, s.unit_id
"""


@dataclass(slots=True)
class Branch:
    """A unit in the tree of a day: id, name, how many work in it, and in all below it (`total` counts both)."""

    id: uuid.UUID
    parent: uuid.UUID | None
    name: str
    is_provisional: bool
    people: int
    total: int = 0
    children: list["Branch"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Count the units below."""
        return sum(1 + child.size for child in self.children)

    @property
    def unplaced(self) -> int:
        """Count the units, this one and all below, that nobody has placed yet."""
        return self.is_provisional + sum(child.unplaced for child in self.children)


def unit_tree(agency: Agency, day: dt.date) -> list[Branch]:
    """Give the units of an agency that hang under nothing, each with what hangs below, highest echelon first.

    Heads are counted by their definitive posts. One query; what hangs in a ring (which no door lets in) is not shown.
    """
    return _grown(TREE.format(among="true"), {"agency": agency.pk, "day": day})


def subtree(unit: Unit, day: dt.date) -> Branch | None:
    """Give a unit with all that hangs below it on a day, None if it is not in the tree of that day. One query."""
    below = re.sub("%s", "%({})s", BELOW).format("units", "day")
    words = {"agency": unit.agency_id, "day": day, "units": [unit.pk]}
    return branch_of(_grown(TREE.format(among=f"s.unit_id IN ({below})"), words), unit.pk)


def _grown(sql: str, words: Mapping[str, Any]) -> list[Branch]:
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        branches = {row[0]: Branch(*row) for row in cursor.fetchall()}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.parent) if branch.parent else None
        (above.children if above else roots).append(branch)
    for root in roots:
        _add_up(root)
    return roots


def _add_up(branch: Branch) -> int:
    branch.total = branch.people + sum(_add_up(child) for child in branch.children)
    return branch.total


def branch_of(roots: Sequence[Branch], unit: uuid.UUID) -> Branch | None:
    """Find a unit in a tree."""
    waiting = list(roots)
    while waiting:
        branch = waiting.pop()
        if branch.id == unit:
            return branch
        waiting += branch.children
    return None


def units_below(units: Collection[uuid.UUID], day: dt.date) -> list[uuid.UUID]:
    """Give these units and all that hang below them on a day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(units), day])
        return [row[0] for row in cursor.fetchall()]


def people_of_unit(unit: Unit, day: dt.date, *, below: bool = True) -> QuerySet[Person]:
    """Give those who have a post in a unit on a day, with `below` also in what hangs below it. One query when read."""
    if not below:
        return Person.objects.filter(pk__in=RawSQL(PEOPLE.format(units="%s"), [day, unit.pk]))  # noqa: S611 - no input
    return Person.objects.filter(pk__in=RawSQL(PEOPLE.format(units=BELOW), [day, [unit.pk], day]))  # noqa: S611


def names_of_units(units: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, str]:
    """Give what units are called on a day. One query, however many."""
    found = UnitState.objects.as_of(day).filter(unit__in=units)
    return dict(found.values_list("unit", "name")) if units else {}


def name_of_unit(unit: uuid.UUID, day: dt.date, *, agency: Agency) -> str:
    """Give what a unit of an agency is called on a day; empty for a unit of another agency. One query."""
    found = UnitState.objects.as_of(day).filter(unit=unit, agency=agency)
    return found.values_list("name", flat=True).first() or ""


def way_to(unit: Unit, day: dt.date) -> list[tuple[uuid.UUID, str]]:
    """Give the units from the top of the tree down to this one: ids and names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"unit": unit.pk, "day": day})
        return list(cursor.fetchall())


def works_in(unit: Unit, day: dt.date, *, most: int) -> list[uuid.UUID]:
    """Give up to `most` of those who have a post in a unit on a day, below it not counted. One query."""
    rows = Placement.objects.as_of(day).filter(unit=unit).order_by("person")
    return list(rows.values_list("person", flat=True).distinct()[:most])


@dataclass(frozen=True, slots=True)
class Officer:
    """A personnel officer of a unit: account, person if one stands behind it, name."""

    unit: uuid.UUID
    account: uuid.UUID
    person: uuid.UUID | None
    name: str
    bare: str


def officers_of(units: Collection[uuid.UUID], day: dt.date) -> list[Officer]:
    """Give the personnel officers of units on a day, by name. One query, however many."""
    with connection.cursor() as cursor:
        cursor.execute(OFFICERS, {"units": list(units), "day": day})
        rows = cursor.fetchall()
    return [
        Officer(unit, account, person, titled(name, front=front, back=back), readable(name))
        for unit, account, person, name, front, back in rows
    ]


def with_way(units: QuerySet[Unit], day: dt.date) -> QuerySet[Unit, Any]:
    """Give units with `way`: pairs of id and name from the top of the tree down to each, empty if it has gone."""
    return units.select_related("agency").annotate(way=RawSQL(WAY, [day, day]))  # noqa: S611 - nothing typed in it


def units_named(agency: Agency, day: dt.date, *, text: str) -> QuerySet[UnitState]:
    """Give the units of an agency whose name holds every word of a text, by name."""
    rows = UnitState.objects.as_of(day).filter(agency=agency)
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return rows.order_by("name", "pk")


def provisional(agency: Agency, day: dt.date) -> QuerySet[UnitState]:
    """Give the units that nobody has placed yet, by what they hang under and their name."""
    waiting = UnitState.objects.as_of(day).filter(agency=agency, is_provisional=True)
    return waiting.select_related("unit").order_by("parent", "name", "pk")


def grants_over(unit: Unit) -> QuerySet[UnitGrant]:
    """Give the roles over a unit, those without an end first."""
    rows = UnitGrant.objects.filter(unit=unit).select_related("ending")
    return rows.order_by(F("until").desc(nulls_first=True), "-since", "pk")
