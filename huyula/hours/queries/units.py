# ruff: noqa: S608 - the parts that are put together stand here, nothing typed is among them
"""How the people of an agency stand against the target of a year: counted per unit, and person by person."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from huyula.access.models import Agency
from huyula.hours.models import DutyRule
from huyula.hours.policies import Office
from huyula.hours.rules import State
from huyula.people.rules.names import readable, titled

PAGE = 50
# Each person once, where they stand on the day, with their hours of the year, their target and their duty.
EACH = """
    WITH placed AS (
        SELECT DISTINCT ON (person_id) person_id, unit_id FROM people_placement
        WHERE agency_id = %(agency)s AND upper_inf(recorded) AND valid @> %(day)s::date
        ORDER BY person_id, kind <> 'D', kind = 'TT', valid DESC, id
    ),
    earned AS (
        SELECT person_id, sum(jp) AS jp FROM hours_posting
        WHERE agency_id = %(agency)s AND year = %(year)s GROUP BY person_id
    ),
    served AS (
        SELECT person_id, category, legal_status FROM people_standing
        WHERE agency_id = %(agency)s AND upper_inf(recorded) AND valid @> %(day)s::date
    ),
    target AS (
        SELECT category, least, most FROM hours_targetrule
        WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
    ),
    duty AS (
        SELECT legal_status, counts FROM hours_dutyrule
        WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
    ),
    each_one AS (
        SELECT p.person_id, p.unit_id, e.jp, s.legal_status, t.least, COALESCE(e.jp > t.most, false) AS over,
            CASE WHEN d.counts IS NULL THEN 'UNDECIDED' WHEN NOT d.counts THEN 'EXEMPT'
                WHEN t.least IS NULL THEN 'NO_TARGET' WHEN e.jp IS NULL THEN 'NONE'
                WHEN e.jp >= t.least THEN 'MET' ELSE 'SHORT' END AS state
        FROM placed p LEFT JOIN earned e USING (person_id) LEFT JOIN served s USING (person_id)
        LEFT JOIN target t ON t.category = s.category LEFT JOIN duty d ON d.legal_status = s.legal_status
    )
"""
UNITS = (
    EACH
    + """
    , counted AS (
        SELECT unit_id, count(*) AS people,
            count(*) FILTER (WHERE state = 'MET') AS met, count(*) FILTER (WHERE state = 'SHORT') AS short,
            count(*) FILTER (WHERE state = 'NONE') AS none, count(*) FILTER (WHERE state = 'NO_TARGET') AS no_target,
            count(*) FILTER (WHERE state = 'EXEMPT') AS exempt,
            count(*) FILTER (WHERE state = 'UNDECIDED') AS undecided,
            sum(jp) AS jp, count(*) FILTER (WHERE over) AS over
        FROM each_one GROUP BY unit_id
    ),
    named AS (
        SELECT unit_id, parent_id, name, echelon FROM people_unitstate
        WHERE agency_id = %(agency)s AND upper_inf(recorded) AND valid @> %(day)s::date
    )
    SELECT COALESCE(n.unit_id, c.unit_id), n.parent_id, COALESCE(n.name, ''), COALESCE(c.people, 0),
        COALESCE(c.met, 0), COALESCE(c.short, 0), COALESCE(c.none, 0), COALESCE(c.no_target, 0), COALESCE(c.exempt, 0),
        COALESCE(c.undecided, 0), COALESCE(c.over, 0), c.jp
    FROM named n FULL JOIN counted c ON c.unit_id = n.unit_id
    ORDER BY n.echelon = '', n.echelon, n.name, 1
"""
)
STANDINGS = EACH + "SELECT COALESCE(legal_status, ''), count(*) FROM each_one GROUP BY 1 ORDER BY 1"
PEOPLE = (
    EACH
    + """
    SELECT o.person_id, b.name, b.front_titles, b.back_titles, o.unit_id, n.name, o.jp, o.least, o.over, o.state
    FROM each_one o
    LEFT JOIN people_biodata b ON b.person_id = o.person_id AND b.agency_id = %(agency)s AND upper_inf(b.recorded)
    LEFT JOIN people_unitstate n ON n.unit_id = o.unit_id AND upper_inf(n.recorded) AND n.valid @> %(day)s::date
    WHERE (%(units)s::uuid[] IS NULL OR o.unit_id = ANY(%(units)s::uuid[]))
        AND (%(state)s = '' OR o.state = %(state)s OR (%(state)s = 'OVER' AND o.over)
            OR (%(state)s = 'DUE' AND o.state IN ('MET', 'SHORT', 'NONE')))
        AND (%(name)s::text IS NULL OR (COALESCE(b.name, '') COLLATE "C", o.person_id) > (%(name)s, %(after)s::uuid))
    ORDER BY COALESCE(b.name, '') COLLATE "C", o.person_id LIMIT %(most)s
"""
)


@dataclass(slots=True)
class Share:
    """How many of some people stand where. `jp` is None where nothing was recorded for any of them."""

    people: int = 0
    met: int = 0
    short: int = 0
    none: int = 0
    no_target: int = 0
    exempt: int = 0
    undecided: int = 0
    over: int = 0
    jp: Decimal | None = None

    @property
    def due(self) -> int:
        """Count those who are asked for a least number of JP: the denominator."""
        return self.met + self.short + self.none

    @property
    def share(self) -> float | None:
        """Give the part of those due who met it, None where nobody is due."""
        return self.met / self.due if self.due else None

    def add(self, other: "Share") -> None:
        """Count others in."""
        for name in ("people", "met", "short", "none", "no_target", "exempt", "undecided", "over"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if other.jp is not None:
            self.jp = (self.jp or Decimal(0)) + other.jp


@dataclass(slots=True)
class UnitHours:
    """A unit and how its people stand: those of its own, and `total` with all below it."""

    id: uuid.UUID
    parent: uuid.UUID | None
    name: str
    own: Share
    total: Share = field(default_factory=Share)
    children: list["UnitHours"] = field(default_factory=list)


def fulfilment(agency: Agency, year: int, day: dt.date) -> list[UnitHours]:
    """Give every unit of an agency on a day with how its people stand in a year, highest echelon first. One query.

    Only postings of this agency count. Units that hang under nothing are those whose `parent` is not in the list.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNITS, {"agency": agency.pk, "year": year, "day": day})
        units = {row[0]: UnitHours(row[0], row[1], row[2], Share(*row[3:])) for row in cursor.fetchall()}
    roots = []
    for unit in units.values():
        above = units.get(unit.parent) if unit.parent else None
        if above is None:
            roots.append(unit)
        else:
            above.children.append(unit)
    for root in roots:
        _add_up(root)
    return list(units.values())


def _add_up(unit: UnitHours) -> Share:
    unit.total.add(unit.own)
    for child in unit.children:
        unit.total.add(_add_up(child))
    return unit.total


def whole(units: Sequence[UnitHours]) -> Share:
    """Add units up by their own people."""
    total = Share()
    for unit in units:
        total.add(unit.own)
    return total


@dataclass(frozen=True, slots=True)
class UnitsShown:
    """What the page of units shows: a unit (None = the agency), the way to it, and the units below it."""

    unit: UnitHours | None
    way: Sequence[UnitHours]
    below: Sequence[UnitHours]
    total: Share


def units_shown(
    agency: Agency, year: int, day: dt.date, *, unit: uuid.UUID | None, office: Office
) -> UnitsShown | None:
    """Give a unit with those below it, or the tops of what an office keeps; None for others. One query."""
    found = {each.id: each for each in fulfilment(agency, year, day)}
    kept = {key: each for key, each in found.items() if office.holds(key)}
    if unit is None:
        tops = [each for each in kept.values() if each.parent not in kept]
        total = Share()
        for each in tops:
            total.add(each.total)
        return UnitsShown(None, [], tops, total)
    here = kept.get(unit)
    if here is None:
        return None
    way: list[UnitHours] = []
    above = kept.get(here.parent) if here.parent else None
    while above is not None:
        way.insert(0, above)
        above = kept.get(above.parent) if above.parent else None
    return UnitsShown(here, way, here.children, here.total)


@dataclass(frozen=True, slots=True)
class StandingShown:
    """How many people are in a legal standing, and the rule that says whether they are counted (None = no rule)."""

    code: str
    people: int
    rule: DutyRule | None

    @property
    def name(self) -> str:
        """Name the standing."""
        if self.rule:
            return self.rule.name
        return gettext("Code %(code)s, without a rule") % {"code": self.code} if self.code else gettext("Not on record")


def standings(agency: Agency, year: int, day: dt.date) -> list[StandingShown]:
    """Give the legal standings of an agency's people on a day, and who of them is counted. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, {"agency": agency.pk, "year": year, "day": day})
        counts: Mapping[str, int] = dict(cursor.fetchall())
    known = {rule.legal_status: rule for rule in DutyRule.objects.in_force(day).order_by("legal_status")}
    return [StandingShown(code, people, known.get(code)) for code, people in counts.items()]


@dataclass(frozen=True, slots=True)
class PersonHours:
    """A person in a list: name, unit, their JP of the year (None = nothing recorded), and how they stand."""

    person: uuid.UUID
    name: str
    bare: str
    unit: uuid.UUID
    unit_name: str
    jp: Decimal | None
    least: Decimal | None
    is_over: bool
    state: State


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of persons by name, and the person after whom the next page begins (None = that was all)."""

    rows: Sequence[PersonHours]
    next_name: str
    next_person: uuid.UUID | None


def people_of(
    agency: Agency,
    year: int,
    day: dt.date,
    *,
    units: Collection[uuid.UUID] | None = None,
    state: str = "",
    after: tuple[str, uuid.UUID] | None = None,
    size: int = PAGE,
) -> PeoplePage:
    """Give a page of persons of an agency by name with their hours of a year. One query, wherever in the list.

    `units` keeps to these (None = all), `state` to one State, to "DUE" (the denominator) or "OVER" (beyond the most).
    """
    name, person = after or (None, None)
    words: dict[str, Any] = {"agency": agency.pk, "year": year, "day": day, "state": state, "most": size + 1}
    words |= {"units": None if units is None else list(units), "name": name, "after": person}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, words)
        found = cursor.fetchall()
    last = found[size - 1] if len(found) > size else None
    return PeoplePage(list(_persons(found[:size])), (last[1] or "") if last else "", last[0] if last else None)


def _persons(rows: Sequence[Sequence[Any]]) -> Iterator[PersonHours]:
    for person, name, front, back, unit, unit_name, jp, least, over, state in rows:
        yield PersonHours(
            person=person,
            name=titled(name or "", front=front or "", back=back or ""),
            bare=readable(name or ""),
            unit=unit,
            unit_name=unit_name or "",
            jp=jp,
            least=least,
            is_over=over,
            state=State(state),
        )
