"""Reading the figures of units: one unit with those below it, in the wanted order; every unit for a file."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, F, FloatField, OrderBy, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, NullIf

from huyula.access.models import Agency
from huyula.insight.models import SUMS, Reckoning, UnitFigures
from huyula.insight.policies import Sight
from huyula.lib.paging import Page, page_of
from huyula.people.models import Unit
from huyula.people.queries import way_to

PAGE = 50
DEEPEST = 30


def _ratio(part: str, whole: Any) -> Any:
    return Cast(F(part), FloatField()) / NullIf(Cast(whole, FloatField()), Value(0.0))


DUE = F("met") + F("short") + F("none")
# By what the table of units is sorted: the word of the address -> what the database compares.
SORTS: dict[str, Any] = {
    **{name: F(name) for name in ("name", "people", "met", "short", "none", "rated", "with_gap", "gaps")},
    **{name: F(name) for name in ("learned", "used", "seen")},
    "due": DUE,
    "share": _ratio("met", DUE),
    "mean_jp": _ratio("jp_due", DUE),
    "gap_share": _ratio("with_gap", F("rated")),
    "unrated": F("asked") - F("rated"),
}
# What tells of gaps, and is no order for whoever doesn't see them.
OF_GAPS = frozenset({"rated", "unrated", "with_gap", "gaps", "gap_share"})
# A unit with everything that hangs below it, as it was counted.
BELOW = """
    WITH RECURSIVE below AS (
        SELECT %s::uuid AS unit_id
        UNION SELECT f.unit_id FROM below b JOIN insight_unitfigures f ON f.parent_id = b.unit_id
            AND f.agency_id = %s AND f.year = %s AND NOT f.is_total
    ) SELECT unit_id FROM below
"""


def reckoning_of(agency: Agency, year: int) -> Reckoning | None:
    """Say when the figures of an agency and a year were counted. One query."""
    return Reckoning.objects.filter(agency=agency, year=year).first()


def below(unit: uuid.UUID, *, agency: Agency, year: int) -> RawSQL:
    """Give the ids of a unit and of all below it, as they were counted: a part of another query."""
    return RawSQL(BELOW, [unit, agency.pk, year])  # noqa: S611 - nothing typed in it


def total_of(sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None) -> UnitFigures | None:
    """Give the sum of a unit with all below it, or of a whole agency; None for what was not counted. One query."""
    rows = UnitFigures.objects.filter(agency=sight.agency, year=reckoning.year, is_total=True)
    return rows.filter(unit=unit).first() if unit else rows.filter(unit__isnull=True).first()


@dataclass(frozen=True, slots=True)
class UnitsShown:
    """What the page of units shows: a total, the unit it is of (None = all), the way to it, and what it is made of.

    `alone` are those who stand in the unit itself, None where nothing hangs below it or nobody is there.
    """

    total: UnitFigures
    unit: uuid.UUID | None
    name: str
    way: Sequence[tuple[uuid.UUID, str]]
    page: Page[UnitFigures]
    alone: UnitFigures | None


def units_shown(
    sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None, sort: str = "", number: int = 1
) -> UnitsShown | None:
    """Give a unit with those below it, or the tops of what somebody sees; None for what they don't. Three queries."""
    rows = UnitFigures.objects.filter(agency=sight.agency, year=reckoning.year)
    if unit is None:
        return _tops(sight, rows, sort=sort, number=number)
    if not sight.covers(unit):
        return None
    both = {row.is_total: row for row in rows.filter(unit=unit)}
    if True not in both:
        return None
    page = page_of(_sorted(rows.filter(is_total=True, parent=unit), sort, sight), number=number, size=PAGE)
    way = [(pk, name) for pk, name in way_to(Unit(pk=unit), reckoning.day) if pk != unit and sight.covers(pk)]
    alone = both.get(False) if page.rows else None
    return UnitsShown(both[True], unit, both[True].name, way, page, alone if alone and has_anything(alone) else None)


def _tops(sight: Sight, rows: QuerySet[UnitFigures], *, sort: str, number: int) -> UnitsShown:
    """Give what hangs under nothing, or the highest units of an officer, with their sum."""
    tops = _highest(rows.filter(is_total=True, unit__isnull=False), sight)
    page = page_of(_sorted(tops, sort, sight), number=number, size=PAGE)
    if not sight.is_whole:
        return UnitsShown(summed(list(tops)), None, "", [], page, None)
    whole = {row.is_total: row for row in rows.filter(unit__isnull=True)}
    return UnitsShown(whole.get(True) or summed([]), None, "", [], page, whole.get(False))


def summed(rows: Collection[UnitFigures]) -> UnitFigures:
    """Add figures up; the sum is not kept anywhere."""
    total = UnitFigures(is_total=True, **dict.fromkeys(SUMS, 0))
    total.jp = None
    for row in rows:
        for name in SUMS:
            value = getattr(row, name)
            if value is not None:
                setattr(total, name, (getattr(total, name) or 0) + value)
    return total


def has_anything(row: UnitFigures) -> bool:
    """Say whether there is anything to show in a row."""
    return bool(row.people or row.learned or row.used or row.seen)


def _sorted(rows: QuerySet[UnitFigures], sort: str, sight: Sight) -> QuerySet[UnitFigures]:
    """Put units in an order that one may know; else as the tree has them: the highest echelon first, then by name."""
    key, is_down = sort.removeprefix("-"), sort.startswith("-")
    if key in SORTS and (sight.sees_gaps or key not in OF_GAPS):
        wanted = OrderBy(SORTS[key], descending=is_down, nulls_last=True)
        return rows.order_by(wanted, "name", "pk")
    last = Case(When(echelon="", then=1), default=0)
    return rows.order_by(last, "echelon", "name", "pk")


# Units with all below them, from the top down as a tree is read, with how deep they hang.
ROW = "f.id, f.unit_id, {0} AS depth, {1}ARRAY[(f.echelon = '')::text, f.echelon, f.name, f.id::text] AS place"
OF_YEAR = "f.agency_id = %(agency)s AND f.year = %(year)s AND f.is_total AND f.unit_id IS NOT NULL"
HIGHEST = "(f.parent_id IS NULL OR NOT f.parent_id = ANY(%(among)s::uuid[]))"
IN_TREE_ORDER = f"""
    WITH RECURSIVE tree AS (
        SELECT {ROW.format(0, "")} FROM insight_unitfigures f WHERE {OF_YEAR} AND CASE
            WHEN %(unit)s::uuid IS NOT NULL THEN f.unit_id = %(unit)s::uuid
            WHEN %(among)s::uuid[] IS NULL THEN f.parent_id IS NULL
            ELSE f.unit_id = ANY(%(among)s::uuid[]) AND {HIGHEST} END
        UNION ALL SELECT {ROW.format("t.depth + 1", "t.place || ")}
        FROM tree t JOIN insight_unitfigures f ON f.parent_id = t.unit_id AND {OF_YEAR} WHERE t.depth < %(deepest)s
    ) SELECT id, depth FROM tree ORDER BY place
"""  # noqa: S608 - the parts stand above, nothing typed is among them


def every_below(sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None) -> list[UnitFigures]:
    """Give all units directly below one (None = all at the top), as the tree has them. One query."""
    rows = UnitFigures.objects.filter(agency=sight.agency, year=reckoning.year, is_total=True, unit__isnull=False)
    return list(_sorted(rows.filter(parent=unit) if unit else _highest(rows, sight), "", sight))


def every_unit(sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None) -> list[tuple[int, UnitFigures]]:
    """Give a unit with all below it, or all that somebody sees, as a tree is read, each with its depth.

    Two queries.
    """
    words: dict[str, Any] = {"agency": sight.agency.pk, "year": reckoning.year, "deepest": DEEPEST, "unit": unit}
    words["among"] = None if sight.office.among is None else list(sight.office.among)
    with connection.cursor() as cursor:
        cursor.execute(IN_TREE_ORDER, words)
        places = cursor.fetchall()
    found = UnitFigures.objects.in_bulk([pk for pk, _ in places])
    return [(depth, found[pk]) for pk, depth in places]


def _highest(rows: QuerySet[UnitFigures], sight: Sight) -> QuerySet[UnitFigures]:
    """Keep the units that hang under none that somebody sees."""
    among = sight.office.among
    if among is None:
        return rows.filter(parent__isnull=True)
    return rows.filter(unit__in=among).filter(Q(parent__isnull=True) | ~Q(parent__in=among))
