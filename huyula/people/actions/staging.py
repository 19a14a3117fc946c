"""Reading a personnel file into staging: what is new, changed, unchanged and wrong. Nothing of the facts is written.

A job does this in steps of 4,000 rows, each kept with its progress, so that one that was killed goes on where it stood.
The staging table is unlogged: if the database itself crashed, its rows are gone, and reading starts again.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from huyula.access.models import Agency
from huyula.files.queries import CannotRead as CannotOpen
from huyula.files.queries import content
from huyula.journal.actions import record
from huyula.lib import tabular
from huyula.people.actions.differences import differences_of, shown_text
from huyula.people.actions.examining import SEALED, STAGED_COLUMNS, Fresh, examined, head_of
from huyula.people.formats.columns import RESTRICTED
from huyula.people.formats.siasn import MASK, Officer, WrongCell
from huyula.people.models import Difference, Import, ImportState, StagedRow, StagedUnit, Verdict
from huyula.people.models import WrongCell as WrongCellRow
from huyula.people.queries import imports as queries
from huyula.people.rules.cells import Fault, Wrong
from huyula.people.rules.imports import Refusal
from huyula.people.rules.matching import match

STEP = 4_000
MOST_NAMED = 40
BIODATA = frozenset(Officer._fields[Officer._fields.index("name") : SEALED]) | RESTRICTED
COPY_STAGED = f"COPY people_stagedrow ({', '.join(STAGED_COLUMNS)}) FROM STDIN WITH (NULL '')"
COPY_WRONG = 'COPY people_wrongcell (agency_id, batch_id, row, "column", value, code, words) FROM STDIN'
COPY_DIFFERENCE = "COPY people_difference (agency_id, batch_id, person_id, row, field, old, new) FROM STDIN"


class Superseded(Exception):
    """That another job has taken the import over; this one stops."""


@dataclass(slots=True)
class _Judged:
    """What some rows of a file mean, once the database was asked."""

    staged: list[str]
    wrong: list[tuple[int, WrongCell]]
    differences: list[tuple[uuid.UUID, int, str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Claims:
    """The numbers and persons that rows of a file have claimed; each may be claimed once."""

    seen: set[object] = field(default_factory=set)
    met_twice: bool = False

    def add(self, claims: Collection[object]) -> None:
        before = len(self.seen)
        self.seen.update(claims)
        self.met_twice = self.met_twice or len(self.seen) - before < len(claims)


def stage(batch: Import) -> None:
    """Read the file of an import into staging, from where it stood, and find out what it would change."""
    if not _claim(batch):
        return
    try:
        with content(batch.file) as file:
            claims = _read(batch, tabular.opened(file, name=batch.file.name), file=file)
    except (tabular.CannotRead, CannotOpen) as refusal:
        fail(batch, code=refusal.code, words={key: str(value) for key, value in refusal.words.items()})
        return
    if not batch.rows:
        fail(batch, code=Refusal.NO_ROWS.value)
        return
    _conclude(batch, may_hold_twice=claims.met_twice)


@transaction.atomic
def fail(batch: Import, *, code: str, words: dict[str, str] | None = None) -> None:
    """Say that an import did not go on, and why; it no longer holds the agency's place."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state not in {ImportState.UPLOADED, ImportState.STAGING, ImportState.APPLYING}:
        return  # another has ended it meanwhile
    batch.state, batch.failure, batch.failure_words = ImportState.FAILED, code, words or {}
    batch.save(update_fields=["state", "failure", "failure_words"])
    clear(batch)
    record("people.import_failed", by=None, about=batch)


@transaction.atomic
def _claim(batch: Import) -> bool:
    """Begin, or go on with, the staging of an import; False if it is not its turn."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state not in {ImportState.UPLOADED, ImportState.STAGING}:
        return False
    if held.rows and _is_lost(held):
        clear(held)
        held.rows = 0
    held.state, held.failure, held.progress = ImportState.STAGING, "", 0
    held.save(update_fields=["state", "failure", "rows", "progress"])
    batch.refresh_from_db()
    return True


def _is_lost(batch: Import) -> bool:
    """Say whether the unlogged rows are gone though we remember having written them."""
    wrong = WrongCellRow.objects.filter(batch=batch).values("row").distinct().count()
    return StagedRow.objects.filter(batch=batch).count() + wrong < batch.rows


def clear(batch: Import) -> None:
    """Forget what an earlier reading of the file has left."""
    for table in (StagedRow, StagedUnit, WrongCellRow, Difference):
        table.objects.filter(batch=batch).delete()


def _read(batch: Import, table: tabular.Table, *, file: BinaryIO, step: int = STEP) -> _Claims:
    """Read the rows on; of those that were read before a job was killed, nobody knows what they claim."""
    agency, claims = batch.agency, _Claims(met_twice=batch.rows > 0)
    for chunk in examined(
        table,
        file=file,
        size=batch.file.size,
        agency=agency.siasn_id,
        known=queries.digests(agency),
        after=batch.rows,
        step=step,
    ):
        found = _Judged(wrong=chunk.wrong, staged=chunk.same)
        claims.add(chunk.claims)
        claims.add(_judge(chunk.fresh, into=found, agency=agency))
        _keep(batch, found, read=chunk.read, progress=min(int(chunk.share * 100), 99))
    return claims


def _judge(fresh: list[Fresh], *, into: _Judged, agency: Agency) -> list[uuid.UUID]:
    """Match rows with persons, who are given, and find out what they would change. At most three queries."""
    if not fresh:
        return []
    known = queries.known(
        nips=[row.officer.nip for row in fresh],
        siasn_ids=[row.officer.siasn_id for row in fresh],
        niks=[row.nik_index for row in fresh if row.nik_index],
    )
    matched: list[tuple[Fresh, uuid.UUID]] = []
    for row in fresh:
        holder = known.by_nip.get(row.officer.nip)
        owner = known.by_siasn_id.get(row.officer.siasn_id)
        resident = known.by_nik.get(row.nik_index) if row.nik_index else None
        if not (holder or owner or resident):
            into.staged.append(_staged(row, person=None, verdict="N", has_new_biodata=True))
            continue
        found = match(
            by_siasn_id=owner,
            by_nip=holder,
            by_nik=resident,
            born_on=row.officer.born_on,
            has_other_id=holder in known.with_siasn_id,
        )
        if found.person is None:
            into.wrong.append((row.row, _cell(row.officer, found.column, found.fault or Fault.IDENTITY_CLASH)))
        else:
            matched.append((row, found.person))
    standing = queries.standing_facts([person for _, person in matched], agency=agency) if matched else {}
    for row, person in matched:
        _decide(row, person=person, old=standing[person], into=into)
    return [person for _, person in matched]


def _decide(row: Fresh, *, person: uuid.UUID, old: queries.Facts, into: _Judged) -> None:
    """Find out what a row about somebody we know would change."""
    officer, since = row.officer, old["elsewhere_since"]
    if since and since >= officer.placed_from:
        into.wrong.append((row.row, _cell(officer, "tmt_jabatan", Fault.PLACED_ELSEWHERE)))
        return
    if not old["biodata"]:
        if since:
            into.differences.append((person, row.row, "transfer", "", officer.unit))
        into.staged.append(_staged(row, person=person, verdict="N", has_new_biodata=True))
        return
    differences = differences_of(officer, old)
    into.differences.extend((person, row.row, *each) for each in differences)
    verdict = "C" if differences else "S"
    has_new_biodata = any(field in BIODATA for field, _, _ in differences)
    into.staged.append(_staged(row, person=person, verdict=verdict, has_new_biodata=has_new_biodata))


def _staged(row: Fresh, *, person: uuid.UUID | None, verdict: str, has_new_biodata: bool) -> str:
    """Give the row as it is copied; `person` is None for somebody new, `verdict` is a value of Verdict."""
    head = head_of(row.row, verdict=verdict, person=person, digest=row.digest, has_new_biodata=has_new_biodata)
    return f"{head}\t{row.tail}"


def _cell(officer: Officer, column: str, fault: Fault) -> WrongCell:
    """Point at a cell of a row that is right by itself, but does not go with what is known."""
    shown = {
        "nip_baru": officer.nip,
        "pns_id": officer.siasn_id,
        "tmt_jabatan": shown_text(officer.placed_from),
        "nik": MASK,
    }
    return WrongCell(column, shown[column], Wrong(fault))


@transaction.atomic
def _keep(batch: Import, chunk: _Judged, *, read: int, progress: int) -> None:
    """Write some rows and how far we are, together."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.STAGING or held.rows != batch.rows:
        raise Superseded
    with connection.cursor() as cursor:
        if chunk.staged:
            start = f"{batch.pk}\t"
            with cursor.copy(COPY_STAGED) as copy:
                copy.write(start + f"\n{start}".join(chunk.staged) + "\n")
        _copy(cursor, COPY_WRONG, (_wrong_row(batch, row, cell) for row, cell in chunk.wrong))
        _copy(cursor, COPY_DIFFERENCE, ((batch.agency_id, batch.pk, *each) for each in chunk.differences))
    batch.rows += read
    batch.progress = progress
    batch.save(update_fields=["rows", "progress"])


def _wrong_row(batch: Import, row: int, cell: WrongCell) -> tuple[object, ...]:
    words = orjson.dumps(cell.wrong.words).decode()
    return (batch.agency_id, batch.pk, row, cell.column, cell.value, cell.wrong.fault.value, words)


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@transaction.atomic
def _conclude(batch: Import, *, may_hold_twice: bool) -> None:
    """Look at the rows together, count, and wait for a decision."""
    with connection.cursor() as cursor:
        queries.plan_for_many(cursor)
    if may_hold_twice:
        _refuse_twice(batch)
    counts = queries.verdicts(batch)
    batch.new, batch.changed, batch.same = counts[Verdict.NEW], counts[Verdict.CHANGED], counts[Verdict.SAME]
    batch.wrong = WrongCellRow.objects.filter(batch=batch).values("row").distinct().count()
    batch.absent = queries.absent(batch)
    batch.seen_state = queries.state_of(batch.agency_id)
    batch.state, batch.progress = ImportState.STAGED, 100
    batch.save()
    record("people.import_checked", by=None, about=batch)


def _refuse_twice(batch: Import) -> None:
    """Refuse the rows of one file that claim the same number. Of copies of one row, the first may stay."""
    seen: set[int] = set()
    for column, fault, cell in (
        ("nip", Fault.DUPLICATE_NIP, "nip_baru"),
        ("siasn_id", Fault.DUPLICATE_PERSON, "pns_id"),
        ("nik_index", Fault.DUPLICATE_NIK, "nik"),
        ("person", Fault.DUPLICATE_PERSON, "pns_id"),
    ):
        for found in queries.twice(batch, column=column):
            rows = [row for row in (found.rows[1:] if found.is_copy else found.rows) if row not in seen]
            seen.update(rows)
            kind = Fault.TWO_PLACEMENTS if found.has_two_posts and fault is Fault.DUPLICATE_NIP else fault
            _refuse_rows(batch, rows, fault=kind, cell=cell, found=found)


def _refuse_rows(batch: Import, rows: list[int], *, fault: Fault, cell: str, found: queries.Twice) -> None:
    value = {"nip_baru": found.nip, "pns_id": found.siasn_id}.get(cell, MASK)
    first = found.rows[:MOST_NAMED]  # a column that was filled down may hold one number in every row
    WrongCellRow.objects.bulk_create(
        WrongCellRow(
            agency_id=batch.agency_id,
            batch=batch,
            row=row,
            column=cell,
            value=value,
            code=fault.value,
            words={"rows": ", ".join(str(other) for other in first if other != row)[:60]},
        )
        for row in rows
    )
    StagedRow.objects.filter(batch=batch, row__any=rows).update(verdict=Verdict.WRONG)
    Difference.objects.filter(batch=batch, row__any=rows).delete()
