"""Taking staged rows in: one transaction of set-based SQL, the same number of statements for ten rows as for a million.

Of persons we know, each kind of fact goes the same way: what is due is put into a temporary table, what stands against
it is closed (its recorded time ends, and what held before the cut is stated again), and what is due is written. Of
persons who are new nothing stands yet, so that all is due and written at once. Nothing is overwritten.
"""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from huyula.access.actions import set_sign_in_name
from huyula.access.models import SignInKind, User
from huyula.journal.actions import record
from huyula.people.actions import classes
from huyula.people.models import Import, ImportState
from huyula.people.queries import imports as queries
from huyula.people.rules.imports import Refusal

PERSONS = """
INSERT INTO people_person (id)
SELECT person FROM people_stagedrow WHERE batch_id = %(batch)s AND verdict = 'N' AND NOT is_known
"""

# What the file says about units. A satuan kerja induk where nobody works is one as well.
TOLD = """
CREATE TEMP TABLE people_told ON COMMIT DROP AS
SELECT unit_id AS id, unit AS name, parent_id, parent, count(*) AS times FROM people_stagedrow
WHERE batch_id = %(batch)s AND verdict <> 'W' AND unit_id IS NOT NULL GROUP BY 1, 2, 3, 4
"""
UNITS = """
INSERT INTO people_unit (id, agency_id, siasn_id)
SELECT gen_random_uuid(), %(agency)s, u.id
FROM (SELECT id FROM people_told UNION SELECT parent_id FROM people_told WHERE parent_id IS NOT NULL) u
ORDER BY u.id ON CONFLICT DO NOTHING
"""
# Each unit once, with its most frequent name; whoever has units below it hangs under nobody.
PLACED = """
CREATE TEMP TABLE people_placed ON COMMIT DROP AS
WITH above AS (
    SELECT DISTINCT ON (parent_id) parent_id AS id, coalesce(parent, parent_id) AS name FROM people_told
    WHERE parent_id <> id ORDER BY parent_id, times DESC, parent
), below AS (
    SELECT DISTINCT ON (id) id, name, parent_id FROM people_told ORDER BY id, times DESC, name, parent_id
)
SELECT u.id AS unit_id, coalesce(b.name, a.name) AS name, CASE WHEN a.id IS NULL THEN p.id END AS parent_id
FROM below b FULL JOIN above a ON a.id = b.id
JOIN people_unit u ON u.agency_id = %(agency)s AND u.siasn_id = coalesce(b.id, a.id)
LEFT JOIN people_unit p ON p.agency_id = %(agency)s AND p.siasn_id = b.parent_id AND b.parent_id <> b.id
"""
CLOSE_UNITS = """
UPDATE people_unitstate t SET recorded = tstzrange(lower(t.recorded), %(at)s) FROM people_placed d
WHERE t.unit_id = d.unit_id AND upper_inf(t.recorded) AND upper_inf(t.valid) AND t.is_provisional AND t.name <> d.name
"""
STATE_UNITS = """
INSERT INTO people_unitstate (unit_id, agency_id, parent_id, name, kind, echelon, head_title, leader_siasn_id,
    is_provisional, origin_id, valid, recorded)
SELECT d.unit_id, %(agency)s, coalesce(o.parent_id, d.parent_id), d.name, '', '', '', '', true, %(batch)s,
    coalesce(o.valid, daterange(NULL, NULL)), tstzrange(%(at)s, NULL)
FROM people_placed d
LEFT JOIN people_unitstate o ON o.unit_id = d.unit_id AND upper(o.recorded) = %(at)s
WHERE NOT EXISTS (SELECT 1 FROM people_unitstate t WHERE t.unit_id = d.unit_id AND upper_inf(t.recorded)
    AND upper_inf(t.valid)) ORDER BY d.unit_id
"""

NEW_POSITIONS = """
SELECT DISTINCT s.position_id, s.position, s.position_kind FROM people_freshrow s
WHERE s.batch_id = %(batch)s AND NOT EXISTS (SELECT 1 FROM people_position p
    WHERE p.agency_id = %(agency)s AND p.siasn_id = s.position_id AND p.name = s.position AND p.kind = s.position_kind)
ORDER BY 1, 2, 3
"""

# A new NIP counts from the first day of the new service. Another SIASN id under the same NIP is a correction.
DUE_IDENTIFIERS = """
CREATE TEMP TABLE people_due ON COMMIT DROP AS
SELECT s.person, s.nip, s.siasn_id, i.value IS DISTINCT FROM s.nip AS is_renumbered, CASE
    WHEN i.value = s.nip THEN lower(i.valid)
    WHEN s.joined_on > coalesce(lower(i.valid), '-infinity') THEN s.joined_on
    WHEN %(day)s::date > coalesce(lower(i.valid), '-infinity') THEN %(day)s::date
    ELSE lower(i.valid) END AS since
FROM people_freshrow s
LEFT JOIN people_identifier i ON i.person_id = s.person AND i.kind = 'NIP' AND upper_inf(i.recorded)
    AND upper_inf(i.valid)
WHERE s.batch_id = %(batch)s AND s.is_known AND (i.value, i.siasn_id) IS DISTINCT FROM (s.nip, s.siasn_id)
"""
NEW_IDENTIFIERS = """
INSERT INTO people_identifier (person_id, kind, value, siasn_id, origin_id, valid, recorded)
SELECT person, 'NIP', nip, siasn_id, %(batch)s, daterange(NULL, NULL), tstzrange(%(at)s, NULL)
FROM people_freshrow WHERE batch_id = %(batch)s AND verdict = 'N' AND NOT is_known
"""
CLOSE_IDENTIFIERS = """
WITH closed AS (
    UPDATE people_identifier t SET recorded = tstzrange(lower(t.recorded), %(at)s) FROM people_due d
    WHERE t.person_id = d.person AND upper_inf(t.recorded) AND (upper_inf(t.valid) OR t.value = d.nip)
    RETURNING t.person_id, t.kind, t.value, t.siasn_id, t.valid, d.since, d.nip
)
INSERT INTO people_identifier (person_id, kind, value, siasn_id, origin_id, valid, recorded)
SELECT person_id, kind, value, siasn_id, %(batch)s, daterange(lower(valid), since), tstzrange(%(at)s, NULL) FROM closed
WHERE value <> nip AND coalesce(lower(valid), '-infinity') < since
"""
WRITE_IDENTIFIERS = """
INSERT INTO people_identifier (person_id, kind, value, siasn_id, origin_id, valid, recorded)
SELECT person, 'NIP', nip, siasn_id, %(batch)s, daterange(since, NULL), tstzrange(%(at)s, NULL) FROM people_due
"""
RENAMED_ACCOUNTS = """
SELECT p.user_id, d.nip FROM people_due d JOIN people_person p ON p.id = d.person
WHERE d.is_renumbered AND p.user_id IS NOT NULL ORDER BY 1
"""

CLOSE_BIODATA = """
UPDATE people_biodata t SET recorded = tstzrange(lower(t.recorded), %(at)s) FROM people_stagedrow s
WHERE s.batch_id = %(batch)s AND s.verdict = 'C' AND s.has_new_biodata AND t.person_id = s.person
    AND t.agency_id = %(agency)s AND upper_inf(t.recorded)
"""
WRITE_BIODATA = """
INSERT INTO people_biodata (person_id, agency_id, origin_id, recorded, digest, name, front_titles, back_titles,
    born_on, sex, email, office_email, phone, old_nip, education_level, education_id, education, graduated_in,
    restricted, nik_index)
SELECT person, %(agency)s, %(batch)s, tstzrange(%(at)s, NULL), digest, name, front_titles, back_titles, born_on, sex,
    email, office_email, phone, old_nip, education_level, education_id, education, graduated_in, restricted, nik_index
FROM people_freshrow WHERE batch_id = %(batch)s AND has_new_biodata
"""

# Of somebody new everything is due.
NEW_PLACEMENTS = """
SELECT s.person, s.placed_from AS since, u.id AS unit_id, q.id AS position_id, 'D' AS kind, s.place, s.home_agency
FROM people_freshrow s
JOIN people_unit u ON u.agency_id = %(agency)s AND u.siasn_id = s.unit_id
JOIN people_position q ON q.agency_id = %(agency)s AND q.siasn_id = s.position_id AND q.name = s.position
    AND q.kind = s.position_kind
WHERE s.batch_id = %(batch)s AND NOT s.is_known
"""
NEW_RANKS = """
SELECT person, rank_from AS since, rank_scheme AS scheme, rank_code AS code, rank_name AS name,
    rank_entry AS entry_name, service_years, service_months
FROM people_freshrow WHERE batch_id = %(batch)s AND NOT is_known AND rank_name <> ''
"""
NEW_STANDINGS = """
SELECT person, standing_from AS since, category, legal_status, staff_kind, joined_on, joined_decree, joined_decree_on,
    decree, decree_on
FROM people_freshrow WHERE batch_id = %(batch)s AND NOT is_known
"""
# Of somebody we know, what does not stand already.
DUE_PLACEMENTS = """
SELECT s.person, s.placed_from AS since, u.id AS unit_id, q.id AS position_id, 'D' AS kind, s.place, s.home_agency
FROM people_freshrow s
JOIN people_unit u ON u.agency_id = %(agency)s AND u.siasn_id = s.unit_id
JOIN people_position q ON q.agency_id = %(agency)s AND q.siasn_id = s.position_id AND q.name = s.position
    AND q.kind = s.position_kind
WHERE s.batch_id = %(batch)s AND s.is_known AND NOT EXISTS (
    SELECT 1 FROM people_placement t WHERE t.person_id = s.person AND t.kind = 'D'
    AND upper_inf(t.recorded) AND upper_inf(t.valid) AND t.agency_id = %(agency)s AND t.unit_id = u.id
    AND t.position_id = q.id AND lower(t.valid) = s.placed_from AND t.place = s.place
    AND t.home_agency = s.home_agency)
"""
DUE_RANKS = """
SELECT w.person, CASE WHEN w.is_newcomer THEN greatest(w.rank_from, w.placed_from) ELSE w.rank_from END AS since,
    w.rank_scheme AS scheme, w.rank_code AS code, w.rank_name AS name, w.rank_entry AS entry_name, w.service_years,
    w.service_months
FROM (SELECT s.*, e.person_id IS NOT NULL AS is_newcomer FROM people_freshrow s LEFT JOIN (
        SELECT DISTINCT person_id FROM people_rank WHERE upper_inf(recorded) AND agency_id <> %(agency)s
    ) e ON e.person_id = s.person
    WHERE s.batch_id = %(batch)s AND s.is_known AND s.rank_name <> '') w
WHERE NOT EXISTS (SELECT 1 FROM people_rank t WHERE t.person_id = w.person
    AND upper_inf(t.recorded) AND upper_inf(t.valid) AND t.agency_id = %(agency)s
    AND (lower(t.valid) = w.rank_from OR (w.is_newcomer AND lower(t.valid) > w.rank_from))
    AND (t.scheme, t.code, t.name, t.entry_name, t.service_years, t.service_months) IS NOT DISTINCT FROM
        (w.rank_scheme, w.rank_code, w.rank_name, w.rank_entry, w.service_years, w.service_months))
"""
DUE_STANDINGS = """
SELECT s.person, CASE
    WHEN t.id IS NULL THEN s.standing_from
    WHEN t.agency_id <> %(agency)s THEN greatest(s.standing_from, s.placed_from)
    WHEN t.category <> s.category AND s.standing_from > coalesce(lower(t.valid), '-infinity') THEN s.standing_from
    WHEN (t.category, t.legal_status, t.staff_kind) IS DISTINCT FROM (s.category, s.legal_status, s.staff_kind)
        AND %(day)s::date > coalesce(lower(t.valid), '-infinity') THEN %(day)s::date
    ELSE lower(t.valid) END AS since,
    s.category, s.legal_status, s.staff_kind, s.joined_on, s.joined_decree, s.joined_decree_on, s.decree, s.decree_on
FROM people_freshrow s
LEFT JOIN people_standing t ON t.person_id = s.person AND upper_inf(t.recorded) AND upper_inf(t.valid)
WHERE s.batch_id = %(batch)s AND s.is_known AND (t.id IS NULL OR
    (t.agency_id, t.category, t.legal_status, t.staff_kind, t.joined_on, t.joined_decree, t.joined_decree_on,
        t.decree, t.decree_on) IS DISTINCT FROM (%(agency)s, s.category, s.legal_status, s.staff_kind, s.joined_on,
        s.joined_decree, s.joined_decree_on, s.decree, s.decree_on))
"""


# What the row was that said so last, where the biodata themselves stay.
REMEMBER = """
UPDATE people_biodata t SET digest = s.digest FROM people_stagedrow s
WHERE s.batch_id = %(batch)s AND s.verdict <> 'W' AND s.unit_id IS NOT NULL AND NOT s.has_new_biodata
    AND t.person_id = s.person AND t.agency_id = %(agency)s AND upper_inf(t.recorded)
"""


class Fact(NamedTuple):
    """A kind of fact: its table, what is due of the new and of the known, its columns, which rows stand against it."""

    table: str
    new: str
    due: str
    columns: str
    same: str = ""


FACTS = (
    Fact(
        "people_placement",
        NEW_PLACEMENTS,
        DUE_PLACEMENTS,
        "unit_id, position_id, kind, place, home_agency",
        "t.kind = 'D' AND ",
    ),
    Fact(
        "people_rank",
        NEW_RANKS,
        DUE_RANKS,
        "scheme, code, name, entry_name, service_years, service_months",
    ),
    Fact(
        "people_standing",
        NEW_STANDINGS,
        DUE_STANDINGS,
        "category, legal_status, staff_kind, joined_on, joined_decree, joined_decree_on, decree, decree_on",
    ),
)
CLOSE = """
WITH closed AS (
    UPDATE {table} t SET recorded = tstzrange(lower(t.recorded), %(at)s) FROM people_due d
    WHERE t.person_id = d.person AND {same}upper_inf(t.recorded) AND t.valid && daterange(d.since, NULL)
    RETURNING t.*, d.since
)
INSERT INTO {table} (person_id, agency_id, origin_id, valid, recorded, {columns})
SELECT person_id, agency_id, %(batch)s, daterange(lower(valid), since), tstzrange(%(at)s, NULL), {columns} FROM closed
WHERE coalesce(lower(valid), '-infinity') < since
"""
WRITE = """
INSERT INTO {table} (person_id, agency_id, origin_id, valid, recorded, {columns})
SELECT person, %(agency)s, %(batch)s, daterange(since, NULL), tstzrange(%(at)s, NULL), {columns} FROM {due}
"""
WAITING = """
SELECT count(*) FILTER (WHERE verdict IN ('N', 'C')), coalesce(bool_or(is_known), false)
FROM people_stagedrow WHERE batch_id = %(batch)s
"""
LEFT_BEHIND = """
SELECT DISTINCT agency_id FROM people_placement WHERE upper(recorded) = %(at)s AND agency_id <> %(agency)s
    AND kind = 'D' ORDER BY 1
"""
Words = dict[str, uuid.UUID | dt.datetime | dt.date]


def merge(batch: Import) -> None:
    """Take in what was staged, in one transaction; or wait for another decision if the facts moved meanwhile."""
    try:
        _merge(batch, by=batch.by)
    except IntegrityError:
        wait_again(batch, because=Refusal.CONFLICT)


@transaction.atomic
def wait_again(batch: Import, *, because: Refusal) -> None:
    """Let an import that was decided upon wait for another decision, and say why."""
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state == ImportState.APPLYING:
        batch.state, batch.failure = ImportState.STAGED, because.value
        batch.save(update_fields=["state", "failure"])


@transaction.atomic
def _merge(batch: Import, *, by: User | None) -> None:
    held = Import.objects.select_for_update().get(pk=batch.pk)
    if held.state != ImportState.APPLYING:
        return
    if held.seen_state != queries.state_of(held.agency_id):
        wait_again(batch, because=Refusal.MOVED)
        return
    at = timezone.now()
    words: Words = {"batch": held.pk, "agency": held.agency_id, "at": at, "day": held.holds_on}
    with connection.cursor() as cursor:
        queries.plan_for_many(cursor)
        cursor.execute(WAITING, words)
        waiting, has_known = cursor.fetchone() or (0, False)
        if waiting != held.fresh:  # the table is not logged, so that a crash of the database has emptied it
            wait_again(batch, because=Refusal.LOST)
            return
        cursor.execute(PERSONS, words)
        _state_units(cursor, words)
        cursor.execute(NEW_POSITIONS, words)
        classes.add_positions(cursor.fetchall(), agency=held.agency_id)
        if has_known:
            _change_known(cursor, words, by=by)
        cursor.execute(NEW_IDENTIFIERS, words)
        cursor.execute(WRITE_BIODATA, words)
        for fact in FACTS:
            cursor.execute(WRITE.format(table=fact.table, columns=fact.columns, due=f"({fact.new}) d"), words)
    _conclude(batch, at=at, by=by)


def _state_units(cursor: CursorWrapper, words: Words) -> None:
    for statement in (TOLD, UNITS, PLACED, CLOSE_UNITS, STATE_UNITS):
        cursor.execute(statement, words)
    cursor.execute("DROP TABLE people_told, people_placed")


def _change_known(cursor: CursorWrapper, words: Words, *, by: User | None) -> None:
    """Close what stands against the file about persons we know, and write what takes its place."""
    _change_identifiers(cursor, words, by=by)
    cursor.execute(CLOSE_BIODATA, words)
    cursor.execute(REMEMBER, words)
    for fact in FACTS:
        cursor.execute(f"CREATE TEMP TABLE people_due ON COMMIT DROP AS {fact.due}", words)
        cursor.execute(CLOSE.format(table=fact.table, columns=fact.columns, same=fact.same), words)
        cursor.execute(WRITE.format(table=fact.table, columns=fact.columns, due="people_due"), words)
        cursor.execute("DROP TABLE people_due")


def _change_identifiers(cursor: CursorWrapper, words: Words, *, by: User | None) -> None:
    """Write numbers that have changed; who signs in with a NIP signs in with the new one from now on."""
    cursor.execute(DUE_IDENTIFIERS, words)
    cursor.execute(CLOSE_IDENTIFIERS, words)
    cursor.execute(WRITE_IDENTIFIERS, words)
    cursor.execute(RENAMED_ACCOUNTS)
    for user, nip in cursor.fetchall():
        set_sign_in_name(User.objects.get(pk=user), kind=SignInKind.NIP, name=nip, by=by)
    cursor.execute("DROP TABLE people_due")


def _conclude(batch: Import, *, at: dt.datetime, by: User | None) -> None:
    """Say that the file was taken in: one journal entry for all, and one for each agency that people have left."""
    batch.state, batch.applied_at, batch.failure, batch.progress = ImportState.APPLIED, at, "", 100
    batch.save(update_fields=["state", "applied_at", "failure", "progress"])
    batch.staged_rows.all().delete()
    name = f"people.import:{batch.pk}"
    record("people.imported", by=by, about=batch, batch=name)
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND, {"at": at, "agency": batch.agency_id})
        for (agency,) in cursor.fetchall():
            record("people.moved_away", by=None, about=batch, agency=agency, batch=name)
