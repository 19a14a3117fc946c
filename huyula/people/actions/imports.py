"""The way of an import: begun, checked by a job, decided upon, taken in by a job, set aside."""

import datetime as dt
from typing import BinaryIO

from django.db import IntegrityError, transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.files.actions import keep
from huyula.files.rules import Kind
from huyula.journal.actions import later, record
from huyula.lib import clock
from huyula.lib.crypto import digest_of
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.actions.at_work import is_idle
from huyula.people.models import OPEN, Import, ImportKind, ImportState
from huyula.people.queries.imports import state_of
from huyula.people.rules import imports as rules
from huyula.people.rules.imports import Refusal

# What may be set aside. An import that was decided upon is taken in by one transaction: whole, or not at all.
NOT_YET_IN = frozenset({ImportState.UPLOADED, ImportState.STAGING, ImportState.STAGED, ImportState.APPLYING})


class CannotImport(Refused):
    """That a file is not taken in, and why."""


@transaction.atomic
def begin(
    stream: BinaryIO,
    *,
    name: str,
    agency: Agency,
    by: User | None,
    kind: ImportKind = ImportKind.PEOPLE,
    holds_on: dt.date | None = None,
    in_background: bool = True,
) -> Import:
    """Keep a file, sealed and for 30 days, and have it checked.

    `holds_on` is the day on which it was drawn (None = today). `by` is None at the shell. Raises CannotImport if
    another import of the agency is open, and files' CannotKeep for what is no table at all.
    """
    ensure(by is None or policies.may_import(by, agency))
    today = clock.today(agency.zone)
    if (holds_on or today) > today:
        raise CannotImport(Refusal.FUTURE)
    if Import.objects.filter(agency=agency, state__in=OPEN).exists():
        raise CannotImport(Refusal.OPEN_ALREADY)
    blob = keep(stream, name=name, kind=Kind.SHEET, by=by, agency=agency, until=today + rules.KEEP_FOR, sealed=True)
    batch = Import(agency=agency, kind=kind, by=by, file=blob, holds_on=holds_on or today)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError as fault:
        raise CannotImport(Refusal.OPEN_ALREADY) from fault
    record("people.import_begun", by=by, about=batch)
    if in_background:
        later("people.stage_import", import_id=batch.pk)
    return batch


@transaction.atomic
def apply(batch: Import, *, by: User | None, seen: tuple[str, str], in_background: bool = True) -> None:
    """Decide to take in what was checked; a job does it.

    `seen` are the hash of the file and the state of the facts that whoever decides has seen. Raises CannotImport if
    either has moved, or if there is nothing to take in.
    """
    ensure(by is None or policies.may_import(by, batch.agency))
    held = _held(batch)
    refusal = rules.why_not_apply(
        is_staged=held.state == ImportState.STAGED,
        fresh=held.fresh,
        seen=seen,
        now=(held.file.sha256, state_of(held.agency_id)),
    )
    if refusal:
        raise CannotImport(refusal, state=ImportState(held.state).label)
    _move(held, batch, ImportState.APPLYING)
    record("people.import_decided", by=by, about=batch)
    if in_background:
        later("people.merge_import", import_id=batch.pk)


@transaction.atomic
def check_again(batch: Import, *, by: User | None, in_background: bool = True) -> None:
    """Have the same file checked anew, because the facts have moved. Raises CannotImport while a job works on it."""
    ensure(by is None or policies.may_import(by, batch.agency))
    held = _held(batch)
    if held.state != ImportState.STAGED:
        raise CannotImport(Refusal.NOT_STAGED, state=ImportState(held.state).label)
    _forget(held)
    held.rows = 0
    held.save(update_fields=["rows"])
    _move(held, batch, ImportState.UPLOADED)
    record("people.import_begun", by=by, about=batch)
    if in_background:
        later("people.stage_import", import_id=batch.pk)


@transaction.atomic
def discard(batch: Import, *, by: User | None) -> None:
    """Set an import aside; its rows are forgotten, its file is kept until its day.

    Raises CannotImport if it is too late, or if somebody takes it in at this moment.
    """
    ensure(by is None or policies.may_import(by, batch.agency))
    if Import.objects.filter(pk=batch.pk, state=ImportState.APPLYING).exists() and not is_idle(batch):
        raise CannotImport(Refusal.AT_WORK)
    held = _held(batch)
    if held.state not in NOT_YET_IN:
        raise CannotImport(Refusal.NOT_STAGED, state=ImportState(held.state).label)
    held.staged_rows.all().delete()
    held.staged_units.all().delete()
    _move(held, batch, ImportState.DISCARDED)
    record("people.import_discarded", by=by, about=batch)


def note_fetch(batch: Import, *, by: User) -> None:
    """Write down that somebody fetched the wrong rows, which hold restricted values in clear."""
    record("people.wrong_rows_fetched", by=by, about=batch)


def open_import(agency: Agency) -> Import | None:
    """Give the import that holds the agency's place, if there is one."""
    return Import.objects.filter(agency=agency, state__in=OPEN).select_related("file", "agency").first()


def is_resumable(batch: Import, stream: BinaryIO, *, kind: ImportKind) -> bool:
    """Say whether an open import reads the very file that a stream gives, and was left on its way in.

    What waits for the decision of an administrator was not left.
    """
    waits = batch.state == ImportState.STAGED and batch.by_id is not None
    if batch.kind != kind or batch.state not in NOT_YET_IN or waits:
        return False
    return digest_of(iter(lambda: stream.read(1 << 20), b"")) == batch.file.sha256


@transaction.atomic
def take_up(batch: Import) -> None:
    """Go on at the shell with an import that was left on its way; what was checked is checked anew.

    Raises CannotImport if somebody works on it at this moment.
    """
    if not is_idle(batch):
        raise CannotImport(Refusal.AT_WORK)
    if _held(batch).state == ImportState.STAGED:
        check_again(batch, by=None, in_background=False)
    batch.refresh_from_db()


def _held(batch: Import) -> Import:
    return Import.objects.select_for_update(of=["self"]).select_related("file").get(pk=batch.pk)


def _forget(held: Import) -> None:
    held.staged_rows.all().delete()
    held.staged_units.all().delete()
    held.wrong_cells.all().delete()
    held.differences.all().delete()


def _move(held: Import, batch: Import, state: ImportState) -> None:
    held.state, held.failure = state, ""
    held.save(update_fields=["state", "failure"])
    batch.refresh_from_db()
