# ruff: noqa: S608 - the parts that are put together stand here and in `hours`, nothing typed is among them
"""Which people and units a change touches, so that these alone are counted anew."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from huyula.hours.queries.counting import PLACED
from huyula.insight.models import PersonFigures
from huyula.practice.models import UseQuestion

# Everybody who is counted in these units, or works there.
IN_UNITS = """
    SELECT person_id FROM insight_personfigures
    WHERE agency_id = %(agency)s AND year = %(year)s AND unit_id = ANY(%(units)s)
    UNION SELECT person_id FROM people_placement
    WHERE unit_id = ANY(%(units)s) AND upper_inf(recorded) AND valid @> %(day)s::date
"""
# Of some people: where they are counted, and where they should be.
UNITS_OF = f"""
    SELECT person_id, f.unit_id, p.unit_id FROM (
        SELECT person_id, unit_id FROM insight_personfigures
        WHERE agency_id = %(agency)s AND year = %(year)s AND person_id = ANY(%(people)s)
    ) f FULL JOIN ({PLACED}) p USING (person_id)
"""


@dataclass(frozen=True, slots=True)
class Span:
    """An agency, a year, and the day by which it is counted."""

    agency: uuid.UUID
    year: int
    day: dt.date


@dataclass(slots=True)
class Scope:
    """The units to be counted anew, and everybody who is counted there or should be."""

    units: set[uuid.UUID] = field(default_factory=set)
    people: set[uuid.UUID] = field(default_factory=set)


def scope_of(span: Span, *, people: Collection[uuid.UUID] = (), units: Collection[uuid.UUID] = ()) -> Scope:
    """Give the smallest set of units that holds these and is closed: nobody is counted partly in, partly outside.

    Four queries as a rule; two more for each unit between which somebody has moved.
    """
    scope = Scope(set(units), set(people))
    for person, counted, placed in _places(span, scope.people):
        scope.units |= {unit for unit in (counted, placed) if unit}
        scope.people.add(person)
    seen: set[uuid.UUID] = set()
    while new := scope.units - seen:
        seen |= new
        for person, counted, placed in _places(span, _in_units(span, new)):
            if counted in scope.units or placed in scope.units:
                scope.units |= {unit for unit in (counted, placed) if unit}
                scope.people.add(person)
    return scope


def _in_units(span: Span, units: Collection[uuid.UUID]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(IN_UNITS, {"agency": span.agency, "year": span.year, "day": span.day, "units": list(units)})
        return {row[0] for row in cursor.fetchall()}


def _places(span: Span, people: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None]]:
    if not people:
        return []
    with connection.cursor() as cursor:
        cursor.execute(UNITS_OF, {"agency": span.agency, "year": span.year, "day": span.day, "people": list(people)})
        return list(cursor.fetchall())


def agencies_of(person: uuid.UUID, *, day: dt.date) -> set[uuid.UUID]:
    """Give the agencies where somebody is counted, or works around a day, whatever their time zone. Two queries."""
    counted = PersonFigures.objects.filter(person=person).values_list("agency", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT agency_id FROM people_placement"
            " WHERE person_id = %s AND upper_inf(recorded) AND valid && daterange(%s::date - 1, %s::date + 1, '[]')",
            [person, day, day],
        )
        return {*counted, *(row[0] for row in cursor.fetchall())}


def units_where_learned(person: uuid.UUID) -> list[tuple[uuid.UUID, int, uuid.UUID]]:
    """Give the agencies, years and units in which somebody completed a course about whose use they are asked."""
    rows = UseQuestion.objects.filter(person=person, unit__isnull=False).order_by("pk")
    return list(rows.values_list("agency_id", "completed_on__year", "unit_id"))
