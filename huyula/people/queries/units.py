"""Reading units: the tree of a day, what hangs below a unit, who works there."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
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


def units_below(units: Collection[uuid.UUID], day: dt.date) -> list[uuid.UUID]:
    """Give these units and all that hang below them on a day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(units), day])
        return [row[0] for row in cursor.fetchall()]


def people_of_unit(unit: Unit, day: dt.date, *, below: bool = True) -> QuerySet[Person]:
    """Give those who have a post in a unit on a day, with `below` also in what hangs below it. One query when read."""
    if not below:
        return Person.objects.filter(pk__in=RawSQL(PEOPLE.format(units="%s"), [day, unit.pk]))  # noqa: S611 - no input
    return Person.objects.filter(pk__in=RawSQL(PEOPLE.format(units=BELOW), [day, [unit.pk], day]))  # noqa: S611 - nothing typed in it


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
