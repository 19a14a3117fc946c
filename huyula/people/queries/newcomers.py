"""What a file brings that was not here before: persons and units."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huyula.lib.paging import Page, page_of
from huyula.people.models import (
    Biodata,
    Identifier,
    IdentifierKind,
    Import,
    ImportKind,
    ImportState,
    Placement,
    StagedRow,
    Verdict,
)
from huyula.people.queries.persons import written_nip
from huyula.people.queries.units import names_of_units
from huyula.people.rules.names import titled

MOST_UNITS = 100
# Those that work in a unit tell of it and of what is above it; units of a unit file tell of themselves.
TOLD_BY = {
    ImportKind.PEOPLE: """
        SELECT unit_id AS id, unit AS name FROM people_stagedrow
        WHERE batch_id = %(batch)s AND verdict <> 'W' AND unit_id IS NOT NULL
        UNION SELECT parent_id, coalesce(parent, parent_id) FROM people_stagedrow
        WHERE batch_id = %(batch)s AND verdict <> 'W' AND parent_id IS NOT NULL""",
    ImportKind.UNITS: """
        SELECT siasn_id AS id, name FROM people_stagedunit WHERE batch_id = %(batch)s AND verdict = 'N'""",
}
NEW_UNITS = """
SELECT min(t.name), count(*) OVER (), EXISTS (SELECT 1 FROM people_unit u WHERE u.agency_id = %(agency)s)
FROM ({told}) t
WHERE NOT EXISTS (SELECT 1 FROM people_unit u WHERE u.agency_id = %(agency)s AND u.siasn_id = t.id)
GROUP BY t.id ORDER BY 1, t.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class NewUnits:
    """The units that an import would make: how many, the names of the first, whether the agency has others already."""

    count: int
    names: list[str]
    has_tree: bool

    @property
    def more(self) -> int:
        """Say how many are not named."""
        return self.count - len(self.names)


def new_units(batch: Import) -> NewUnits:
    """Find the units that a checked file would make. One query."""
    words: dict[str, uuid.UUID | int] = {"batch": batch.pk, "agency": batch.agency_id, "most": MOST_UNITS}
    with connection.cursor() as cursor:
        cursor.execute(NEW_UNITS.format(told=TOLD_BY[ImportKind(batch.kind)]), words)
        rows = cursor.fetchall()
    return NewUnits(rows[0][1] if rows else 0, [name for name, *_rest in rows], bool(rows) and rows[0][2])


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom an import brings, for the office: `row` is empty once the file was taken in."""

    row: str
    name: str
    nip: str
    post: str
    unit: str
    person: uuid.UUID | None = None


def newcomers(batch: Import, *, number: int) -> Page[Newcomer] | None:
    """Give those whom an import would bring, in the order of the file, or whom it has brought. At most 4 queries.

    None where there is nothing to tell of: before it was checked, and once it was set aside or undone.
    """
    if batch.state in {ImportState.STAGED, ImportState.APPLYING}:
        staged = StagedRow.objects.filter(batch=batch, verdict=Verdict.NEW).order_by("row", "pk")
        page = page_of(staged, number=number)
        return Page([_staged(row) for row in page.rows], page.number, page.has_next)
    if batch.state != ImportState.APPLIED:
        return None
    brought = page_of(_brought(batch), number=number)
    return Page(_taken_in(brought.rows, batch), brought.number, brought.has_next)


def _staged(row: StagedRow) -> Newcomer:
    name = titled(row.name or "", front=row.front_titles or "", back=row.back_titles or "")
    return Newcomer(
        row=_("Row %(number)s") % {"number": row.row},
        name=name,
        nip=written_nip(row.nip or ""),
        post=row.position or "",
        unit=row.unit or "",
    )


def _brought(batch: Import) -> QuerySet[Biodata]:
    """Give those of whom this import told, and of whom the agency knew nothing at that moment."""
    still = Q(recorded__upper_inf=True) | Q(recorded__endswith__gte=batch.applied_at)
    told = Biodata.objects.filter(person=OuterRef("person"), agency=OuterRef("agency"))
    before = told.filter(still, recorded__startswith__lt=batch.applied_at)
    return Biodata.objects.filter(~Exists(before), origin=batch, agency=batch.agency_id).order_by("pk")


def _taken_in(rows: Sequence[Biodata], batch: Import) -> list[Newcomer]:
    """Say of each what this import said: what others call them, or where they went since, is not the agency's."""
    persons = [row.person_id for row in rows]
    placed = Placement.objects.filter(origin=batch, agency=batch.agency_id, kind="D", person__in=persons)
    posts = {row.person_id: row for row in placed.select_related("position")}
    units = names_of_units({row.unit_id for row in posts.values()}, batch.holds_on)
    known = Identifier.objects.filter(
        person__in=persons, kind=IdentifierKind.NIP, recorded__contains=batch.applied_at, valid__contains=batch.holds_on
    )
    numbers = dict(known.values_list("person", "value"))
    return [
        Newcomer(
            row="",
            name=row.titled_name,
            nip=written_nip(numbers.get(row.person_id, "")),
            post=posts[row.person_id].position.name if row.person_id in posts else "",
            unit=units.get(posts[row.person_id].unit_id, "") if row.person_id in posts else "",
            person=row.person_id,
        )
        for row in rows
    ]
