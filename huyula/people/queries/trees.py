# ruff: noqa: S608 - the parts that are put together stand here, nothing typed is among them
"""Units as pages show them: their heads by name, a tree cut to what a page can hold, and what nobody has placed yet.

How many people and units hang below a unit is read from the last counting (`actions.counts`); if the facts have moved
since, or another day is asked about, it is counted on the spot.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from huyula.access.models import Agency
from huyula.people.models import Unit, UnitState
from huyula.people.queries.leading import NOW
from huyula.people.queries.persons import Card, cards_of
from huyula.people.queries.supervisors import heads_of
from huyula.people.queries.units import names_of_units, units_below
from huyula.people.rules.supervisors import Source

# A unit in a file: its SIASN id, that of the unit above, both names.
UnitRow = tuple[str, str, str, str]
MOST_BRANCHES = 120
# What each unit of an agency adds up to on a day, walking up from each to all above it.
COUNT = f"""
    WITH RECURSIVE tree AS MATERIALIZED (
        SELECT s.unit_id, s.parent_id, s.is_provisional FROM people_unitstate s
        WHERE s.agency_id = %(agency)s AND {NOW.format("s")}
    ),
    up AS (
        SELECT unit_id AS top_id, unit_id, is_provisional, 0 AS step FROM tree
        UNION ALL SELECT t.parent_id, up.unit_id, up.is_provisional, up.step + 1
        FROM up JOIN tree t ON t.unit_id = up.top_id WHERE t.parent_id IS NOT NULL AND up.step < 30
    ),
    placed AS (
        SELECT p.unit_id, count(*) AS people FROM people_placement p
        WHERE p.agency_id = %(agency)s AND p.kind = 'D' AND {NOW.format("p")} GROUP BY p.unit_id
    )
    SELECT up.top_id AS unit_id, COALESCE(sum(p.people) FILTER (WHERE up.step = 0), 0)::int AS people,
        COALESCE(sum(p.people), 0)::int AS total, count(*) - 1 AS units,
        count(*) FILTER (WHERE up.is_provisional) AS unplaced
    FROM up LEFT JOIN placed p ON p.unit_id = up.unit_id GROUP BY up.top_id
"""
STATE = "(SELECT count(*) || ':' || COALESCE(max(id), 0) FROM people_change WHERE agency_id = %(agency)s)"
# Level by level from the top, no further than a page goes: what nobody reads of `below` is never looked up. OFFSET 0
# keeps the condition before the count instead of behind it.
TREE = f"""
    WITH RECURSIVE counted AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM people_unitcounting c
            WHERE c.agency_id = %(agency)s AND c.day = %(day)s AND c.state = {STATE}) AS holds
    ),
    start AS MATERIALIZED (SELECT s.* FROM people_unitstate s WHERE {{start}} AND {NOW.format("s")}),
    below AS (
        SELECT unit_id, parent_id, name, echelon, is_provisional, 0 AS step FROM start
        UNION ALL SELECT s.unit_id, s.parent_id, s.name, s.echelon, s.is_provisional, b.step + 1
        FROM below b JOIN people_unitstate s ON s.parent_id = b.unit_id AND {NOW.format("s")}
    )
    SELECT d.unit_id, d.parent_id, d.name, d.is_provisional, COALESCE(k.people, n.people), COALESCE(k.total, n.total),
        COALESCE(k.units, n.units), COALESCE(k.unplaced, n.unplaced), d.step
    FROM (
        {{own}} (SELECT * FROM below LIMIT GREATEST(%(most)s + 1, (SELECT count(*) FROM start)))
    ) d LEFT JOIN people_unitcount k ON k.unit_id = d.unit_id AND (SELECT holds FROM counted)
    LEFT JOIN (SELECT * FROM ({COUNT}) now WHERE NOT (SELECT holds FROM counted) OFFSET 0) n ON n.unit_id = d.unit_id
    ORDER BY d.step, d.echelon = '', d.echelon, d.name, d.unit_id
"""
OWN = f"""SELECT s.unit_id, s.parent_id, s.name, s.echelon, s.is_provisional, -1 AS step
    FROM people_unitstate s
    WHERE s.unit_id = %(unit)s AND {NOW.format("s")} UNION ALL"""
ACTING = {Source.PLH: "Plh", Source.PLT: "Plt", Source.PJ: "Pj"}


@dataclass(frozen=True, slots=True)
class Head:
    """Who heads a unit: person, name, post; `acting` is Plh, Plt or Pj, empty for a definitive head."""

    person: uuid.UUID
    name: str
    bare: str
    post: str
    acting: str


def heads_named(units: Sequence[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Head]:
    """Give who heads each of these units on a day, by name. Two queries."""
    return heads_and_people(units, (), day)[0]


def heads_and_people(
    units: Sequence[uuid.UUID], people: Sequence[uuid.UUID], day: dt.date
) -> tuple[Mapping[uuid.UUID, Head], list[Card]]:
    """Give who heads each of these units on a day, and these people by name. Two queries."""
    found = heads_of(units, day)
    cards = cards_of({*people, *(person for person, _ in found.values())}, day)
    heads = {
        unit: Head(person, cards[person].name, cards[person].bare, cards[person].post, ACTING.get(source, ""))
        for unit, (person, source) in found.items()
    }
    return heads, sorted((cards[person] for person in people), key=lambda card: card.name)


@dataclass(slots=True)
class Branch:
    """A unit in the tree of a day: id, name, how many work in it, and in all below it (`total` counts both).

    `size` counts the units below, `unplaced` those that nobody has placed yet, this one and all below; `children` are
    there as far as a page goes.
    """

    id: uuid.UUID
    parent: uuid.UUID | None
    name: str
    is_provisional: bool
    people: int
    total: int = 0
    size: int = 0
    unplaced: int = 0
    children: list["Branch"] = field(default_factory=list)


def unit_tree(agency: Agency, day: dt.date) -> list[Branch]:
    """Give the units of an agency that hang under nothing, each with what hangs below, highest echelon first.

    Heads are counted by their definitive posts. One query; what hangs in a ring (which no door lets in) is not shown.
    """
    start = "s.agency_id = %(agency)s AND s.parent_id IS NULL"
    rows = _rows(TREE.format(start=start, own=""), agency=agency.pk, day=day)
    return _grown(rows)


def subtree(unit: Unit, day: dt.date) -> Branch | None:
    """Give a unit with what hangs below it on a day, None if it is not in the tree of that day. One query."""
    rows = _rows(TREE.format(start="s.parent_id = %(unit)s", own=OWN), agency=unit.agency_id, day=day, unit=unit.pk)
    return next((branch for branch in _grown(rows) if branch.id == unit.pk), None)


def _rows(sql: str, **words: uuid.UUID | dt.date) -> list[tuple[Any, ...]]:
    """Read a tree without the level that doesn't fit as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {**words, "most": MOST_BRANCHES})
        rows = cursor.fetchall()
    levels = Counter(row[-1] for row in rows if row[-1] >= 0)
    has_more = sum(levels.values()) > max(MOST_BRANCHES, levels[0])
    return [row for row in rows if not has_more or row[-1] < max(levels)]


def _grown(rows: Sequence[tuple[Any, ...]]) -> list[Branch]:
    """Hang each unit under the one above, if that is there."""
    branches = {row[0]: Branch(*row[:-1]) for row in rows}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.parent) if branch.parent else None
        (above.children if above else roots).append(branch)
    return roots


def shown(roots: Sequence[Branch], *, most: int = MOST_BRANCHES) -> set[uuid.UUID]:
    """Choose which branches a page shows: level by level from the top, as long as a level fits as a whole."""
    chosen: set[uuid.UUID] = set()
    level = list(roots)
    while level and len(chosen) + len(level) <= max(most, len(roots)):
        chosen.update(branch.id for branch in level)
        level = [child for branch in level for child in branch.children]
    return chosen


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Where units hang for want of better knowledge: below a unit (None = at the top), its name, how many wait."""

    id: uuid.UUID | None
    name: str
    count: int


def unplaced_below(agency: Agency, day: dt.date) -> list[Unplaced]:
    """Give the units below which others wait to be placed, at the top first, then where most wait. Two queries."""
    waiting = UnitState.objects.as_of(day).filter(agency=agency, is_provisional=True)
    rows = waiting.values("parent").annotate(count=Count("pk")).order_by(F("parent").asc(nulls_first=True))
    counts: dict[uuid.UUID | None, int] = {row["parent"]: row["count"] for row in rows}
    names = names_of_units([unit for unit in counts if unit], day)
    found = [Unplaced(unit, names.get(unit, "") if unit else "", count) for unit, count in counts.items()]
    return sorted(found, key=lambda place: (place.id is not None, -place.count, place.name))


def places_for(under: uuid.UUID | None, day: dt.date, *, agency: Agency) -> list[tuple[uuid.UUID, str]]:
    """Give where the units that wait below a unit may go: that unit first, then all below it by name. Two queries.

    For those that wait at the top it is the other units at the top.
    """
    rows = UnitState.objects.as_of(day).filter(agency=agency)
    rows = rows.filter(unit__in=units_below([under], day)) if under else rows.filter(parent__isnull=True)
    named = list(rows.order_by("name", "pk").values_list("unit", "name"))
    return sorted(named, key=lambda row: row[0] != under)


def unplaced_rows(agency: Agency, day: dt.date) -> Iterator[UnitRow]:
    """Give the units that wait to be placed as rows of a file. One query."""
    return _as_rows(UnitState.objects.as_of(day).filter(agency=agency, is_provisional=True), day)


def target_rows(agency: Agency, day: dt.date) -> Iterator[UnitRow]:
    """Give where the units that wait may go as rows of a file: what they hang under, and all below. Three queries.

    If some wait at the top, the others at the top are among them.
    """
    rows = UnitState.objects.as_of(day).filter(agency=agency)
    waiting = rows.filter(is_provisional=True).order_by("parent").values_list("parent", flat=True)
    parents = set(waiting.distinct())
    there = Q(unit__in=units_below([unit for unit in parents if unit], day))
    return _as_rows(rows.filter(there | Q(parent__isnull=True) if None in parents else there), day)


def _as_rows(states: QuerySet[UnitState], day: dt.date) -> Iterator[UnitRow]:
    above = UnitState.objects.as_of(day).filter(unit=OuterRef("parent")).values("name")[:1]
    named = states.annotate(above=Subquery(above)).order_by("above", "name", "pk")
    for own, parent, name, parent_name in named.values_list("unit__siasn_id", "parent__siasn_id", "name", "above"):
        yield own, parent or "", name, parent_name or ""
