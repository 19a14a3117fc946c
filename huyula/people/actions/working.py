"""What a job or the shell does with an import, whatever its kind: check it, take it in."""

from collections.abc import Callable

from django.db import DatabaseError

from huyula.access.models import User
from huyula.people.actions import counts, merging, staging, undo, unit_files
from huyula.people.models import Import, ImportKind
from huyula.people.rules.imports import Refusal

CHECKS: dict[str, Callable[[Import], None]] = {ImportKind.PEOPLE: staging.stage, ImportKind.UNITS: unit_files.stage}
MERGES: dict[str, Callable[[Import], None]] = {ImportKind.PEOPLE: merging.merge, ImportKind.UNITS: unit_files.merge}


def check(batch: Import) -> None:
    """Read the file of an import into staging, from where it stood; the import says how it ended."""
    _worked(batch, CHECKS[batch.kind])


def take_in(batch: Import) -> None:
    """Take in what was staged and decided upon; the import says how it ended."""
    _worked(batch, MERGES[batch.kind])
    counts.count_moved()


def take_back(batch: Import, *, by: User | None) -> None:
    """Undo an import that was decided to be undone."""
    undo.undo(batch, by=by)
    counts.count_moved()


def _worked(batch: Import, work: Callable[[Import], None]) -> None:
    try:
        work(batch)
    except DatabaseError as fault:
        staging.fail(
            batch, code=Refusal.DATABASE.value, words={"code": getattr(fault.__cause__, "sqlstate", None) or "?"}
        )
        raise
