"""Units as pages show them: their heads by name, a tree cut to what a page can hold, and what nobody has placed yet."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Subquery

from huyula.access.models import Agency
from huyula.people.models import UnitState
from huyula.people.queries.persons import Card, cards_of
from huyula.people.queries.supervisors import heads_of
from huyula.people.queries.units import Branch, names_of_units, units_below
from huyula.people.rules.supervisors import Source

MOST_BRANCHES = 120
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


def unplaced_rows(agency: Agency, day: dt.date, *, is_provisional: bool) -> Iterator[tuple[str, str, str, str]]:
    """Give units as rows of a file: SIASN id, that of the unit above, both names. `is_provisional`: only who wait."""
    rows = UnitState.objects.as_of(day).filter(agency=agency)
    if is_provisional:
        rows = rows.filter(is_provisional=True)
    above = UnitState.objects.as_of(day).filter(unit=OuterRef("parent")).values("name")[:1]
    named = rows.annotate(above=Subquery(above)).order_by("above", "name", "pk")
    for own, parent, name, parent_name in named.values_list("unit__siasn_id", "parent__siasn_id", "name", "above"):
        yield own, parent or "", name, parent_name or ""
