"""What a job or the shell does with an import, whatever its kind: check it, take it in, take it back.

Whoever works on it holds it (at_work.py), so that nobody else does the same at the same time. Whatever goes wrong is
said by the import, which then no longer waits for anybody; who is killed leaves it where it stood.
"""

from collections.abc import Callable

from django.db import DatabaseError

from huyula.access.models import User
from huyula.people.actions import counts, merging, staging, undo, unit_files
from huyula.people.actions.at_work import working_on
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
    """Undo an import that was decided to be undone; if that goes wrong, it stays taken in and says why."""
    with working_on(batch):
        try:
            undo.undo(batch, by=by)
        except Exception as fault:
            undo.give_up(batch, code=Refusal.UNDO_BROKEN.value, words=_words(fault))
            raise
    counts.count_moved()


def _worked(batch: Import, work: Callable[[Import], None]) -> None:
    with working_on(batch):
        try:
            work(batch)
        except staging.Superseded:
            return  # it was set aside meanwhile; there is nothing to say
        except Exception as fault:
            refusal = Refusal.DATABASE if isinstance(fault, DatabaseError) else Refusal.BROKEN
            staging.fail(batch, code=refusal.value, words=_words(fault))
            raise


def _words(fault: Exception) -> dict[str, str]:
    """Name a fault without its text, which may hold what stands in the file."""
    return {"code": getattr(fault.__cause__, "sqlstate", None) or type(fault).__name__}
