"""Reading units: the tree of a day, what hangs below a unit, who works there."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from huyula.access.models import Agency
from huyula.people.models import Person, Unit, UnitState

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
ABOVE = """
    WITH RECURSIVE above AS (
        SELECT s.unit_id, s.parent_id, s.name, 0 AS step FROM people_unitstate s
            WHERE s.unit_id = %(unit)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date
        UNION ALL SELECT s.unit_id, s.parent_id, s.name, a.step + 1 FROM above a JOIN people_unitstate s
            ON s.unit_id = a.parent_id AND upper_inf(s.recorded) AND s.valid @> %(day)s::date WHERE a.step < 30
    ) SELECT unit_id, name FROM above ORDER BY step DESC
"""
TREE = """
    SELECT s.unit_id, s.parent_id, s.name, s.is_provisional, COALESCE(h.people, 0)
    FROM people_unitstate s LEFT JOIN (
        SELECT unit_id, count(DISTINCT person_id) AS people FROM people_placement
        WHERE agency_id = %(agency)s AND upper_inf(recorded) AND valid @> %(day)s::date AND kind = 'D' GROUP BY unit_id
    ) h ON h.unit_id = s.unit_id
    WHERE s.agency_id = %(agency)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date
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


def unit_tree(agency: Agency, day: dt.date) -> list[Branch]:
    """Give the units of an agency that hang under nothing, each with what hangs below, highest echelon first.

    Heads are counted by their definitive posts. One query; what hangs in a ring (which no door lets in) is not shown.
    """
    with connection.cursor() as cursor:
        cursor.execute(TREE, {"agency": agency.pk, "day": day})
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


def way_to(unit: Unit, day: dt.date) -> list[tuple[uuid.UUID, str]]:
    """Give the units from the top of the tree down to this one: ids and names. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"unit": unit.pk, "day": day})
        return list(cursor.fetchall())


def provisional(agency: Agency, day: dt.date) -> QuerySet[UnitState]:
    """Give the units that nobody has placed yet, by what they hang under and their name."""
    waiting = UnitState.objects.as_of(day).filter(agency=agency, is_provisional=True)
    return waiting.select_related("unit").order_by("parent", "name", "pk")
