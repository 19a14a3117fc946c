"""Forgetting what imports leave behind once its time is over."""

import datetime as dt

from django.db import transaction

from huyula.journal.actions import record
from huyula.lib import clock
from huyula.people.actions.imports import discard
from huyula.people.models import Change, Difference, Import, ImportState, WrongCell
from huyula.people.rules.imports import KEEP_FOR

MARKS_FOR = dt.timedelta(days=90)


def forget(now: dt.datetime | None = None) -> int:
    """Set aside what nobody decided upon, and delete wrong cells and differences, 30 days after the file was given.

    Old marks of changes go as well. Gives how many imports were forgotten; each in a transaction of its own.
    """
    moment = now or clock.now()
    old = Import.objects.filter(created_at__lt=moment - KEEP_FOR).order_by("created_at", "pk")
    undecided = old.filter(state__in=[ImportState.UPLOADED, ImportState.STAGING, ImportState.STAGED])
    for batch in undecided.select_related("agency"):
        discard(batch, by=None)
    Change.objects.filter(at__lt=moment - MARKS_FOR).delete()
    return sum(_forget(batch) for batch in old)


@transaction.atomic
def _forget(batch: Import) -> bool:
    """Delete what shows values of the file; what it wrote stays."""
    deleted = sum(table.objects.filter(batch=batch).delete()[0] for table in (WrongCell, Difference))
    if deleted:
        record("people.import_forgotten", by=None, about=batch)
    return bool(deleted)
