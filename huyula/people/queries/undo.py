"""Reading for an undo: what it would take back, and what it leaves because it was changed since or is built upon.

Facts are looked at in groups: a kind of fact of one person, or the states of one unit. A group that anybody has touched
after the import is left whole; what another import did and its undo took back touched nothing. Of somebody whom the
import brought into the agency, nothing is taken back if anything must be left: a placement without a name would be no
undo.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from huyula.lib.paging import PAGE_SIZE, Page, page_of
from huyula.people.models import (
    Biodata,
    Difference,
    Identifier,
    Import,
    ImportUndo,
    LeftFact,
    Person,
    Placement,
    Rank,
    Standing,
    Unit,
    UnitState,
)
from huyula.people.queries.reports import names_here
from huyula.people.queries.units import names_of_units
from huyula.people.rules.imports import LeftBecause

PERSONAL: tuple[type[models.Model], ...] = (Biodata, Placement, Rank, Standing, Identifier)
KINDS = {
    "people.biodata": _("Name and biodata"),
    "people.placement": _("Post and unit"),
    "people.rank": _("Rank"),
    "people.standing": _("Legal standing"),
    "people.identifier": _("NIP or SIASN id"),
    "people.unitstate": _("Unit"),
}

WROTE = "SELECT DISTINCT '{label}' AS kind, person_id FROM {table} WHERE origin_id = %(batch)s"
# Undone imports: when each was taken in, and when it was taken back.
TAKEN_BACK = """taken_back AS MATERIALIZED (
    SELECT i.id, i.applied_at, u.at FROM people_importundo u JOIN people_import i ON i.id = u.batch_id
)"""
# A row `t` was written since, and neither stated again by an undo nor closed by that of its own import.
WRITTEN_SINCE = """(lower(t.recorded) > %(at)s AND lower(t.recorded) NOT IN (SELECT at FROM taken_back)
    AND NOT EXISTS (SELECT 1 FROM taken_back b WHERE b.id = t.origin_id AND b.at = upper(t.recorded)))"""
# A row `t` was closed since, and neither by an undo nor by an import that was undone.
CLOSED_SINCE = """(upper(t.recorded) > %(at)s AND NOT EXISTS (
    SELECT 1 FROM taken_back b WHERE upper(t.recorded) IN (b.applied_at, b.at)))"""
# Written or closed since: of what is open and of what is past, each along its index over persons.
CHANGED = f"""SELECT '{{label}}' AS kind, person_id FROM {{table}} t
    WHERE person_id IN (SELECT person_id FROM wrote WHERE kind = '{{label}}'){{ours}}
        AND {{is_open}} AND {WRITTEN_SINCE}
    UNION SELECT '{{label}}', person_id FROM {{table}} t
    WHERE person_id IN (SELECT person_id FROM wrote WHERE kind = '{{label}}'){{ours}}
        AND NOT ({{is_open}}) AND ({WRITTEN_SINCE} OR {CLOSED_SINCE})"""  # noqa: S608 - parts of this house only
OPEN, OPEN_NUMBER = "upper_inf(recorded)", "upper_inf(recorded) AND upper_inf(valid)"
REFERRED = "SELECT {column} AS person_id FROM {table} WHERE {column} IN (SELECT person_id FROM arrivals){ours}"
LEFT_PERSONAL = """
WITH {taken_back}, wrote AS ({wrote}), changed AS ({changed}), arrivals AS (
    SELECT b.person_id FROM people_biodata b WHERE b.origin_id = %(batch)s AND NOT EXISTS (
        SELECT 1 FROM people_biodata e WHERE e.person_id = b.person_id AND e.agency_id = b.agency_id
        AND NOT upper_inf(e.recorded) AND upper(e.recorded) = %(at)s)
), touched AS (
    SELECT DISTINCT person_id FROM changed WHERE person_id IN (SELECT person_id FROM arrivals)
), referred AS ({referred}
    UNION SELECT p.id FROM people_person p WHERE p.user_id IS NOT NULL AND p.id IN (SELECT person_id FROM arrivals)
        AND NOT EXISTS (SELECT 1 FROM people_biodata e WHERE e.person_id = p.id AND e.agency_id <> %(agency)s)
)
SELECT w.kind, w.person_id AS key,
    CASE WHEN r.person_id IS NULL THEN '{changed_since}' ELSE '{built_upon}' END AS reason
FROM wrote w LEFT JOIN changed c ON c.kind = w.kind AND c.person_id = w.person_id
LEFT JOIN touched t ON t.person_id = w.person_id LEFT JOIN referred r ON r.person_id = w.person_id
WHERE num_nonnulls(c.person_id, t.person_id, r.person_id) > 0
"""

# Units are asked when persons have been taken back already; `{gone}` tells which placements would be by then.
UNIT_REFERRED = "SELECT {column} FROM {table} WHERE {column} IN (SELECT unit_id FROM fresh){more}"
LEFT_UNITS = """
WITH RECURSIVE {taken_back}, wrote AS (
    SELECT DISTINCT unit_id, parent_id FROM people_unitstate WHERE origin_id = %(batch)s
), fresh AS (
    SELECT unit_id FROM wrote w WHERE NOT EXISTS (
        SELECT 1 FROM people_unitstate e WHERE e.unit_id = w.unit_id AND NOT upper_inf(e.recorded)
        AND upper(e.recorded) = %(at)s)
), changed AS (
    SELECT DISTINCT t.unit_id FROM people_unitstate t WHERE t.unit_id IN (SELECT unit_id FROM wrote)
        AND ({written_since} OR {closed_since})
), kept(unit_id, reason) AS (
    SELECT unit_id, '{changed_since}' FROM changed
    UNION SELECT u.unit_id, '{in_use}' FROM ({referred}) u(unit_id)
    UNION SELECT w.parent_id, '{in_use}' FROM kept k JOIN wrote w ON w.unit_id = k.unit_id
        WHERE w.parent_id IN (SELECT unit_id FROM fresh)
)
SELECT '{label}' AS kind, unit_id AS key, min(reason) AS reason FROM kept GROUP BY unit_id
"""
PREVIEW = """
WITH persons AS MATERIALIZED ({persons}), units AS MATERIALIZED ({units}),
stays AS (SELECT * FROM persons UNION ALL SELECT * FROM units)
SELECT (SELECT count(*) FROM ({wrote}) w)
    + (SELECT count(DISTINCT unit_id) FROM people_unitstate WHERE origin_id = %(batch)s),
    (SELECT count(*) FROM stays), s.kind, s.key, s.reason
FROM (SELECT 1) once LEFT JOIN (
    SELECT * FROM stays ORDER BY kind, key LIMIT %(limit)s OFFSET %(offset)s) s ON true
"""
GONE = """p.origin_id IS NOT DISTINCT FROM %(batch)s
    AND p.person_id NOT IN (SELECT key FROM persons WHERE kind = '{label}')"""


Words = dict[str, uuid.UUID | dt.datetime | int | None]


def words_of(batch: Import) -> Words:
    """Give what the statements of an undo are filled with."""
    return {"batch": batch.pk, "agency": batch.agency_id, "at": batch.applied_at}


def left_personal() -> str:
    """Give the query for the groups of persons that stay: kind, key (the person), reason."""
    ours = " AND agency_id = %(agency)s"
    return LEFT_PERSONAL.format(
        taken_back=TAKEN_BACK,
        wrote=wrote(),
        changed=" UNION ".join(
            CHANGED.format(
                label=_label(model),
                table=_table(model),
                ours=ours if model is Biodata else "",
                is_open=OPEN_NUMBER if model is Identifier else OPEN,
            )
            for model in PERSONAL
        ),
        referred=" UNION ".join(
            REFERRED.format(column=field.column, table=_table(model), ours=ours if _has_agency(model) else "")
            for model, field in _references(Person, without=(*PERSONAL, Difference, LeftFact))
        ),
        changed_since=LeftBecause.CHANGED_SINCE.value,
        built_upon=LeftBecause.BUILT_UPON.value,
    )


def left_units(*, gone: str) -> str:
    """Give the query for the units that stay; `gone` is a condition on placements `p` that will not stand any more."""
    placements = f"""SELECT p.unit_id FROM people_placement p WHERE p.unit_id IN (SELECT unit_id FROM fresh)
        AND upper_inf(p.recorded) AND NOT ({gone})"""  # noqa: S608 - conditions of this house only
    children = """SELECT s.parent_id FROM people_unitstate s WHERE s.parent_id IN (SELECT unit_id FROM fresh)
        AND upper_inf(s.recorded) AND s.origin_id IS DISTINCT FROM %(batch)s"""
    others = [
        UNIT_REFERRED.format(column=field.column, table=_table(model), more="")
        for model, field in _references(Unit, without=(Placement, UnitState))
    ]
    return LEFT_UNITS.format(
        taken_back=TAKEN_BACK,
        written_since=WRITTEN_SINCE,
        closed_since=CLOSED_SINCE,
        referred=" UNION ".join([placements, children, *others]),
        label=_label(UnitState),
        changed_since=LeftBecause.CHANGED_SINCE.value,
        in_use=LeftBecause.IN_USE.value,
    )


def wrote() -> str:
    """Give the query for the groups of persons that an import wrote."""
    return " UNION ALL ".join(WROTE.format(label=_label(model), table=_table(model)) for model in PERSONAL)


def _references(
    target: type[models.Model], *, without: tuple[type[models.Model], ...]
) -> list[tuple[type[models.Model], models.ForeignKey[models.Model]]]:
    """Give every table, of whatever area, that refers to a table of ours: what is built upon it stands there.

    Roll-ups (`is_roll_up` on the model) are left out: they are no facts, and are counted anew.
    """
    found = []
    for relation in target._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not isinstance(relation, models.ForeignObjectRel) or not isinstance(model, type) or model in without:
            continue
        if isinstance(relation.field, models.ForeignKey) and not getattr(model, "is_roll_up", False):
            found.append((model, relation.field))
    return sorted(found, key=lambda pair: (pair[0]._meta.db_table, pair[1].column))


def _label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _has_agency(model: type[models.Model]) -> bool:
    return any(field.name == "agency" for field in model._meta.get_fields())


@dataclass(frozen=True, slots=True)
class Stays:
    """A group that an undo would leave: the kind of fact, the person or unit, and why."""

    kind: str
    key: uuid.UUID
    reason: str

    @property
    def kind_label(self) -> str:
        """Name the kind of fact for people."""
        return str(KINDS.get(self.kind, self.kind))

    @property
    def reason_label(self) -> str:
        """Say why it stays."""
        return str(LeftBecause(self.reason).label)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an undo would do: how many groups it would take back, how many it would leave, and a page of these."""

    back: int
    left: int
    page: Page[Stays]


def left_of(undo: ImportUndo, *, number: int) -> Page[Stays]:
    """Give a page of what an undo has left, in the shape of what one would leave. One query."""
    page = page_of(LeftFact.objects.filter(undo=undo).order_by("pk"), number=number)
    stays = [Stays(fact.about, uuid.UUID(fact.about_id), fact.reason) for fact in page.rows]
    return Page(stays, number, page.has_next)


def names_in(stays: Iterable[Stays], day: dt.date, *, agency: uuid.UUID) -> dict[uuid.UUID, str]:
    """Give the names of the persons and units that stay. Two queries."""
    keys = {each.key for each in stays}
    return {**names_here(keys, agency), **names_of_units(keys, day)}


def preview(batch: Import, *, number: int = 1) -> Preview:
    """Find out what an undo would do, without doing it; what it would leave comes in pages. One query."""
    units = left_units(gone=GONE.format(label=_label(Placement)))
    sql = PREVIEW.format(persons=left_personal(), units=units, wrote=wrote())
    words = {**words_of(batch), "limit": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        rows = cursor.fetchall()
    written, left = rows[0][:2]
    stays = [Stays(*row[2:]) for row in rows if row[2]]
    return Preview(back=written - left, left=left, page=Page(stays, number, number * PAGE_SIZE < left))
