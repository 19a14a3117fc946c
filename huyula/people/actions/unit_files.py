"""Files of units: read and looked at as a whole, then taken in by one transaction, like a personnel file."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from huyula.files.queries import CannotRead as CannotOpen
from huyula.files.queries import content
from huyula.journal.actions import record
from huyula.lib import tabular
from huyula.people.actions import classes
from huyula.people.actions.merging import wait_again
from huyula.people.actions.staging import clear, fail
from huyula.people.formats.siasn import WrongCell
from huyula.people.formats.units import UnitRow, unit_rows
from huyula.people.models import Difference, Import, ImportState, StagedUnit, Verdict
from huyula.people.models import WrongCell as WrongCellRow
from huyula.people.queries.imports import state_of
from huyula.people.queries.unit_files import Spoken, standing_units
from huyula.people.rules import trees
from huyula.people.rules.cells import Fault, Wrong
from huyula.people.rules.imports import Refusal

COMPARED = ("parent_id", "name", "kind", "echelon", "head_title", "leader_siasn_id")
MOST_NAMED = 10
Rows = dict[int, UnitRow]

UNITS = """
INSERT INTO people_unit (id, agency_id, siasn_id)
SELECT gen_random_uuid(), %(agency)s, siasn_id FROM people_stagedunit
WHERE batch_id = %(batch)s AND verdict IN ('N', 'C') ORDER BY siasn_id ON CONFLICT DO NOTHING
"""
# From when on the file holds: a unit that nobody had placed yet hangs there as long as it is known, another from the
# day on which the file was drawn.
DUE = """
CREATE TEMP TABLE people_due ON COMMIT DROP AS
SELECT u.id AS unit_id, p.id AS parent_id, s.name, s.kind, s.echelon, s.head_title, s.leader_siasn_id, CASE
    WHEN t.id IS NULL OR t.is_provisional OR coalesce(lower(t.valid), '-infinity') >= %(day)s::date THEN lower(t.valid)
    ELSE %(day)s::date END AS since
FROM people_stagedunit s
JOIN people_unit u ON u.agency_id = %(agency)s AND u.siasn_id = s.siasn_id
LEFT JOIN people_unit p ON p.agency_id = %(agency)s AND p.siasn_id = nullif(s.parent_id, '')
LEFT JOIN people_unitstate t ON t.unit_id = u.id AND upper_inf(t.recorded) AND upper_inf(t.valid)
WHERE s.batch_id = %(batch)s AND s.verdict IN ('N', 'C')
"""
COLUMNS = "parent_id, name, kind, echelon, head_title, leader_siasn_id"
CLOSE = """
WITH closed AS (
    UPDATE people_unitstate t SET recorded = tstzrange(lower(t.recorded), %(at)s) FROM people_due d
    WHERE t.unit_id = d.unit_id AND upper_inf(t.recorded) AND t.valid && daterange(d.since, NULL)
    RETURNING t.*, d.since
)
INSERT INTO people_unitstate (unit_id, agency_id, parent_id, name, kind, echelon, head_title, leader_siasn_id,
    is_provisional, origin_id, valid, recorded)
SELECT unit_id, agency_id, parent_id, name, kind, echelon, head_title, leader_siasn_id, is_provisional, %(batch)s,
    daterange(lower(valid), since), tstzrange(%(at)s, NULL) FROM closed
WHERE since IS NOT NULL AND coalesce(lower(valid), '-infinity') < since
"""
WRITE = """
INSERT INTO people_unitstate (unit_id, agency_id, parent_id, name, kind, echelon, head_title, leader_siasn_id,
    is_provisional, origin_id, valid, recorded)
SELECT unit_id, %(agency)s, parent_id, name, kind, echelon, head_title, leader_siasn_id, false, %(batch)s,
    daterange(since, NULL), tstzrange(%(at)s, NULL) FROM people_due
"""


def stage(batch: Import) -> None:
    """Read a file of units and find out what it would change; nothing of the tree is written."""
    held = Import.objects.get(pk=batch.pk)
    if held.state not in {ImportState.UPLOADED, ImportState.STAGING}:
        return
    try:
        with content(batch.file) as file:
            table = tabular.opened(file, name=batch.file.name)
            found = list(unit_rows(table, agency=batch.agency.siasn_id))
    except (tabular.CannotRead, CannotOpen) as refusal:
        fail(batch, code=refusal.code, words={key: str(value) for key, value in refusal.words.items()})
        return
    if not found:
        fail(batch, code=Refusal.NO_ROWS.value)
        return
    _keep(batch, found)


@transaction.atomic
def _keep(batch: Import, found: list[tuple[int, UnitRow | list[WrongCell]]]) -> None:
    clear(batch)
    standing = standing_units(batch.agency_id)
    rows = {number: row for number, row in found if isinstance(row, UnitRow)}
    wrong = [(number, cell) for number, row in found if isinstance(row, list) for cell in row]
    wrong += (twice := _twice(rows))
    wrong += _misplaced(rows, standing, twice=twice)
    verdicts = {number: _verdict(row, standing.get(row.siasn_id)) for number, row in rows.items()}
    StagedUnit.objects.bulk_create(
        (_staged(batch, number, row, verdict=verdicts[number]) for number, row in rows.items()), batch_size=5_000
    )
    WrongCellRow.objects.bulk_create((_wrong(batch, number, cell) for number, cell in wrong), batch_size=5_000)
    Difference.objects.bulk_create(_differences(batch, rows, standing), batch_size=5_000)
    told = list(verdicts.values())
    batch.rows, batch.wrong = len(found), len({number for number, _ in wrong})
    batch.new, batch.changed, batch.same = (told.count(each) for each in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME))
    batch.absent = len(standing.keys() - {row.siasn_id for row in rows.values()})
    batch.state, batch.progress, batch.failure = ImportState.STAGED, 100, ""
    batch.seen_state = state_of(batch.agency_id)
    batch.save()
    record("people.import_checked", by=None, about=batch)


def _twice(rows: Rows) -> list[tuple[int, WrongCell]]:
    """Take out the rows that speak about the same unit; copies of one row stay once."""
    by_unit: dict[str, list[int]] = {}
    for number, row in rows.items():
        by_unit.setdefault(row.siasn_id, []).append(number)
    wrong = []
    for unit, numbers in by_unit.items():
        is_copy = len({rows[number] for number in numbers}) == 1
        for number in numbers[1:] if is_copy else numbers:
            others = _named([other for other in numbers[: MOST_NAMED + 2] if other != number])
            wrong.append((number, WrongCell("Id", unit, Wrong(Fault.DUPLICATE_UNIT, {"rows": others}))))
    for number, _ in wrong:
        del rows[number]
    return wrong


def _named(numbers: Sequence[int]) -> str:
    """Name rows, the first ten of many: a column that was filled down may hold one Id in every row."""
    named = ", ".join(map(str, numbers[:MOST_NAMED]))
    return f"{named}, …" if len(numbers) > MOST_NAMED else named


def _misplaced(
    rows: Rows, standing: dict[str, Spoken], *, twice: list[tuple[int, WrongCell]]
) -> list[tuple[int, WrongCell]]:
    """Take out the rows that would close a ring or hang on nothing, and whatever hangs on a row that was taken out.

    What hangs on a unit that is known already stays, however wrong the row of that unit is.
    """
    numbers = {row.siasn_id: number for number, row in rows.items()}
    told = {row.siasn_id: row.parent_id for row in rows.values()}
    whole = {unit: spoken.parent_id for unit, spoken in standing.items()} | told
    faults: dict[str, Wrong] = {}
    for ring in trees.cycles(whole):
        places = _named([numbers[unit] for unit in ring if unit in numbers])
        faults |= {unit: Wrong(Fault.CYCLE, {"rows": places}) for unit in ring if unit in told}
    doubled: dict[str, list[int]] = {}
    for number, cell in twice:
        doubled.setdefault(cell.value, []).append(number)
    for unit in trees.orphans(told, known=standing):
        above = doubled.get(told[unit], [])
        faults[unit] = Wrong(Fault.PARENT_WRONG, {"rows": _named(above)}) if above else Wrong(Fault.ORPHAN)
    resting = {unit: parent for unit, parent in told.items() if parent not in standing}
    for unit in trees.below(set(faults), resting):
        faults[unit] = Wrong(Fault.PARENT_WRONG, {"rows": str(numbers[told[unit]])})
    wrong = [(numbers[unit], WrongCell("DiatasanId", told[unit], fault)) for unit, fault in faults.items()]
    for number, _ in wrong:
        del rows[number]
    return sorted(wrong)


def _verdict(row: UnitRow, spoken: Spoken | None) -> Verdict:
    if spoken is None:
        return Verdict.NEW
    is_same = not spoken.is_provisional and all(getattr(row, name) == getattr(spoken, name) for name in COMPARED)
    return Verdict.SAME if is_same else Verdict.CHANGED


def _staged(batch: Import, number: int, row: UnitRow, *, verdict: Verdict) -> StagedUnit:
    words = {name: getattr(row, name) for name in ("siasn_id", *COMPARED)}
    return StagedUnit(batch=batch, row=number, verdict=verdict, **words)


def _wrong(batch: Import, number: int, cell: WrongCell) -> WrongCellRow:
    return WrongCellRow(
        agency_id=batch.agency_id,
        batch=batch,
        row=number,
        column=cell.column,
        value=cell.value,
        code=cell.wrong.fault.value,
        words=cell.wrong.words,
    )


def _differences(batch: Import, rows: Rows, standing: dict[str, Spoken]) -> Iterable[Difference]:
    names = {unit: spoken.name for unit, spoken in standing.items()}
    names |= {row.siasn_id: row.name for row in rows.values()}
    for number, row in rows.items():
        spoken = standing.get(row.siasn_id)
        for field in COMPARED if spoken else ():
            old, new = str(getattr(spoken, field)), str(getattr(row, field))
            if old != new:
                if field == "parent_id":
                    old, new = names.get(old, old), names.get(new, new)
                yield Difference(
                    agency_id=batch.agency_id, batch=batch, row=number, field=f"unit.{field}", old=old, new=new
                )


@transaction.atomic
def merge(batch: Import) -> None:
    """Take in the units that were staged, in one transaction; or wait for another decision if facts have moved."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.APPLYING:
        return
    if held.seen_state != state_of(held.agency_id):
        wait_again(batch, because=Refusal.MOVED)
        return
    if held.staged_units.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).count() != held.fresh:
        wait_again(batch, because=Refusal.LOST)  # as with a personnel file
        return
    at = timezone.now()
    words: dict[str, uuid.UUID | dt.datetime | dt.date] = {
        "batch": held.pk,
        "agency": held.agency_id,
        "at": at,
        "day": held.holds_on,
    }
    with connection.cursor() as cursor:
        for statement in (UNITS, DUE, CLOSE, WRITE):
            cursor.execute(statement, words)
        cursor.execute("DROP TABLE people_due")
    classes.classify_anew(held.agency_id)
    batch.staged_units.all().delete()
    batch.state, batch.applied_at, batch.failure, batch.progress = ImportState.APPLIED, at, "", 100
    batch.save(update_fields=["state", "applied_at", "failure", "progress"])
    record("people.units_imported", by=batch.by, about=batch, batch=f"people.import:{batch.pk}")
