"""Undoing an import by a correction: what it wrote is closed, what it had closed is stated again. Nothing is deleted.

What was changed since, or is built upon, stays as it is and is listed (queries/undo.py says how that is found).
"""

import datetime as dt

from django.db import IntegrityError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from huyula.access.actions import set_sign_in_name
from huyula.access.models import SignInKind, User
from huyula.access.policies import ensure
from huyula.journal.actions import later, record
from huyula.people import policies
from huyula.people.actions import classes
from huyula.people.actions.imports import CannotImport
from huyula.people.models import OPEN, Import, ImportState, ImportUndo, UnitState
from huyula.people.queries import undo as queries
from huyula.people.rules.imports import Refusal

LEFT = "CREATE TEMP TABLE people_left ON COMMIT DROP AS {left}"
LEFT_UNITS = "INSERT INTO people_left {left}"
CLOSE = """
WITH closed AS (
    UPDATE {table} t SET recorded = tstzrange(lower(t.recorded), %(now)s)
    WHERE t.origin_id = %(batch)s AND upper_inf(t.recorded)
        AND NOT EXISTS (SELECT 1 FROM people_left l WHERE l.kind = '{label}' AND l.key = t.{key})
    RETURNING t.{key}
) SELECT count(DISTINCT {key}) FROM closed
"""
# What the import had closed of those whom it no longer concerns; a digest is not remembered, so that the next file is
# compared with what stands.
RESTATE = """
INSERT INTO {table} ({columns}, recorded)
SELECT {columns}, tstzrange(%(now)s, NULL) FROM {table} t
WHERE upper(t.recorded) = %(at)s
    AND EXISTS (SELECT 1 FROM {table} w WHERE w.{key} = t.{key} AND w.origin_id = %(batch)s)
    AND NOT EXISTS (SELECT 1 FROM people_left l WHERE l.kind = '{label}' AND l.key = t.{key})
"""
FORGET = """
UPDATE people_biodata t SET digest = NULL WHERE t.agency_id = %(agency)s AND upper_inf(t.recorded)
    AND t.digest IS NOT NULL AND t.person_id IN (SELECT person_id FROM ({wrote}) w)
"""
KEEP_LIST = """
INSERT INTO people_leftfact (undo_id, agency_id, person_id, about, about_id, reason)
SELECT %(undo)s, %(agency)s, CASE WHEN l.kind <> '{units}' THEN l.key END, l.kind, l.key::text, l.reason
FROM people_left l ORDER BY l.kind, l.key
"""
RETURNED = """
SELECT DISTINCT agency_id FROM people_placement WHERE lower(recorded) = %(now)s AND agency_id <> %(agency)s ORDER BY 1
"""
RENUMBERED = """
SELECT p.user_id, i.value FROM people_identifier i JOIN people_person p ON p.id = i.person_id
WHERE i.kind = 'NIP' AND lower(i.recorded) = %(now)s AND upper_inf(i.valid) AND p.user_id IS NOT NULL ORDER BY 1
"""


@transaction.atomic
def ask(batch: Import, *, by: User | None, in_background: bool = True) -> None:
    """Decide to undo an import; a job does it. Raises CannotImport if it was not taken in, or another one is open."""
    ensure(by is None or policies.may_import(by, batch.agency))
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.APPLIED:
        raise CannotImport(Refusal.NOT_APPLIED)
    if Import.objects.filter(agency=held.agency_id, state__in=OPEN).exists():
        raise CannotImport(Refusal.OPEN_ALREADY)
    held.state, held.failure = ImportState.UNDOING, ""
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "failure"])
    except IntegrityError as fault:
        raise CannotImport(Refusal.OPEN_ALREADY) from fault
    batch.refresh_from_db()
    record("people.undo_decided", by=by, about=batch)
    if in_background:
        later("people.undo_import", import_id=batch.pk, user_id=by.pk if by else None)


@transaction.atomic
def undo(batch: Import, *, by: User | None) -> ImportUndo | None:
    """Take back what an import wrote, in one transaction; gives None if that was not decided."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.UNDOING:
        return None
    now = timezone.now()
    words = {**queries.words_of(held), "now": now}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(LEFT.format(left=queries.left_personal()), words)
        restored = sum(_take_back(cursor, words, model, key="person_id") for model in queries.PERSONAL)
        cursor.execute(FORGET.format(wrote=queries.wrote()), words)
        cursor.execute(LEFT_UNITS.format(left=queries.left_units(gone="false")), words)
        restored += _take_back(cursor, words, UnitState, key="unit_id")
        classes.classify_anew(held.agency_id)
        _tell_others(cursor, words, batch, by=by)
        return _conclude(cursor, words, batch, by=by, at=now, restored=restored)


@transaction.atomic
def give_up(batch: Import, *, code: str, words: dict[str, str]) -> None:
    """Say that an undo did not go on, and why; the import stays taken in."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state == ImportState.UNDOING:
        held.state, held.failure, held.failure_words = ImportState.APPLIED, code, words
        held.save(update_fields=["state", "failure", "failure_words"])


def _take_back(cursor: CursorWrapper, words: queries.Words, model: type[models.Model], *, key: str) -> int:
    """Close what the import wrote and state again what it had closed; gives of how many persons (or how many units)."""
    columns = [
        str(field.column)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in {"recorded", "digest"}
    ]
    names = {"table": model._meta.db_table, "label": model._meta.label_lower, "key": key, "columns": ", ".join(columns)}
    cursor.execute(CLOSE.format(**names), words)
    (closed,) = cursor.fetchone() or (0,)
    cursor.execute(RESTATE.format(**names), words)
    return int(closed)


def _tell_others(cursor: CursorWrapper, words: queries.Words, batch: Import, *, by: User | None) -> None:
    """Tell the agencies to which people return, and let who signs in with a NIP use the old one again."""
    cursor.execute(RETURNED, words)
    for (agency,) in cursor.fetchall():
        record("people.moved_back", by=None, about=batch, agency=agency, batch=f"people.import:{batch.pk}")
    cursor.execute(RENUMBERED, words)
    for user, nip in cursor.fetchall():
        set_sign_in_name(User.objects.get(pk=user), kind=SignInKind.NIP, name=nip, by=by)


def _conclude(
    cursor: CursorWrapper, words: queries.Words, batch: Import, *, by: User | None, at: dt.datetime, restored: int
) -> ImportUndo:
    cursor.execute("SELECT count(*) FROM people_left")
    (left,) = cursor.fetchone() or (0,)
    made = ImportUndo.objects.create(batch=batch, agency_id=batch.agency_id, by=by, at=at, restored=restored, left=left)
    cursor.execute(KEEP_LIST.format(units=UnitState._meta.label_lower), {**words, "undo": made.pk})
    cursor.execute("DROP TABLE people_left")
    batch.state = ImportState.UNDONE
    batch.save(update_fields=["state"])
    record("people.import_undone", by=by, about=batch, batch=f"people.import:{batch.pk}")
    return made
