"""Writing down what was done, handing work to the worker, sealing."""

import datetime as dt
import fcntl
import json
import logging
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string
from procrastinate import App
from procrastinate.contrib.django import app

from huyula.journal import queries, rules
from huyula.journal.models import Entry, Seal, Sealed, Waiting
from huyula.lib import crypto

BATCH = 5_000
TELL = "journal.tell"
Plain = uuid.UUID | str | int | bool | None
logger = logging.getLogger(__name__)


class Actor(Protocol):
    """Whoever acts: a user of `access`, seen from below."""

    @property
    def pk(self) -> uuid.UUID:
        """Give the user's id."""

    @property
    def acting_as(self) -> str:
        """Name the role in which the user acts."""


def record(
    verb: str,
    *,
    by: Actor | None,
    about: models.Model,
    agency: uuid.UUID | None = None,
    fields: Sequence[str] = (),
    batch: str = "",
    role: str = "",
) -> Entry:
    """Write the journal line of an action and tell its listeners once the transaction is kept.

    The agency is that of `about` unless it is given. Costs a number and an insert, and one more insert for all
    listeners together.
    """
    entry = write_down(
        Entry(
            agency_id=agency or getattr(about, "agency_id", None),
            actor_id=by.pk if by else None,
            role=role or (by.acting_as if by else "system"),
            verb=verb,
            about=about._meta.label_lower,
            about_id=str(about.pk),
            fields=sorted(fields),
            batch=batch,
        )
    )[0]
    listeners = import_string(f"{settings.HUYULA_WIRING}.LISTENERS").get(verb, ())
    if listeners:
        job = app.configure_task(TELL)
        job.batch_defer(*({"listener": listener, "entry": entry.pk} for listener in listeners))
    return entry


def write_down(*entries: Entry) -> list[Entry]:
    """Add entries with number, moment and mark; tell nobody, as `record` does. Two statements, however many they are.

    The mark covers the number and the moment too, so both are asked for before the insert.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('journal_entry', 'id')), statement_timestamp()"
            " FROM generate_series(1, %s)",
            [len(entries)],
        )
        for entry, (number, at) in zip(entries, cursor.fetchall(), strict=True):
            entry.pk, entry.at = number, at
            entry.mark = crypto.mark(rules.text_of(queries.facts_of(entry)), purpose=queries.MARKED_AS)
    return Entry.objects.bulk_create(entries)


def later(
    name: str, *, lock: str | None = None, once: str | None = None, at: dt.datetime | None = None, **ids: Plain
) -> None:
    """Start a job by its name when the transaction is kept.

    `lock`: jobs with the same lock run one after another. `once`: no second job with this key while one is waiting
    (raises AlreadyEnqueued), except that one which failed no longer counts. `at`: not before this moment. `ids` must be
    what JSON can hold, or UUIDs.
    """
    job = app.configure_task(name, lock=lock, queueing_lock=once, schedule_at=at)
    job.defer(**{key: _plain(value) for key, value in ids.items()})


async def give_up_key(job: int, *, within: App) -> None:
    """Let a job no longer stand for its key (`once`), so that it may wait beside its like."""
    await within.connector.execute_query_async(
        "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %(job)s", job=job
    )


def _plain(value: Plain) -> str | int | bool | None:
    return str(value) if isinstance(value, uuid.UUID) else value


@transaction.atomic
def seal(agency: uuid.UUID | None) -> Seal | None:
    """Seal the entries of an agency that wait, at most 5,000; None when there are none.

    No writer waits for it: entries are taken from a queue, and only two sealers of one agency wait for each other.
    An entry whose mark does not hold is left unsealed; `seal_all` and the check of the journal tell of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7407))", [f"journal.seal:{agency}"])
    entries = queries.sound_entries(agency, most=BATCH)
    if not entries:
        return None
    last = queries.last_seal(agency)
    sequence = last.sequence + 1 if last else 1
    root = rules.root([rules.leaf(queries.sealed_facts_of(entry)) for entry in entries])
    made = Seal.objects.create(
        agency_id=agency,
        sequence=sequence,
        size=len(entries),
        root=root,
        hash=rules.seal_hash(
            agency=str(agency) if agency else None,
            sequence=sequence,
            size=len(entries),
            before=bytes(last.hash) if last else b"",
            root_hash=root,
        ),
    )
    Sealed.objects.bulk_create(Sealed(entry=entry, seal=made, place=place) for place, entry in enumerate(entries))
    Waiting.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return made


def seal_all() -> int:
    """Seal whatever waits, agency by agency; gives how many entries were sealed.

    Entries that were changed or added by somebody without the key are not, which is logged as an error each time.
    """
    sealed = 0
    for agency in queries.agencies_waiting():
        while made := seal(agency):
            sealed += made.size
    if refused := [entry.pk for entry, _ in queries.unsound_waiting()]:
        logger.error(
            "%s journal entries are not sealed, their mark does not hold: %s; see verify_journal",
            len(refused),
            ", ".join(map(str, refused[:10])),
        )
    return sealed


def keep_heads(*, folder: Path, day: dt.date) -> Path | None:
    """Sign each agency's last seal and add it to `folder`/heads.jsonl, outside the database.

    Once a day and whenever something was sealed since, so it may be called as often as one likes. Gives the file, or
    None when nothing was ever sealed. The lines are on the disk (fsync) before this returns.
    """
    seals = queries.last_seals()
    if not seals:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / queries.HEADS
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if (kept := queries.newest_heads(file)).is_torn:
            file.write(b"\n")
        fresh = [
            seal
            for seal in seals
            if kept.by_agency.get(seal.agency_id) != (day.isoformat(), seal.sequence, bytes(seal.hash).hex())
        ]
        file.write(b"".join(_head(seal, day=day) for seal in fresh))
        file.flush()
        os.fsync(file.fileno())
    return path


def _head(seal: Seal, *, day: dt.date) -> bytes:
    agency = str(seal.agency_id) if seal.agency_id else None
    digest = bytes(seal.hash).hex()
    key, signature = crypto.sign(
        rules.head_message(day=day.isoformat(), agency=agency, sequence=seal.sequence, seal=digest)
    )
    line = json.dumps(
        {
            "day": day.isoformat(),
            "agency": agency,
            "sequence": seal.sequence,
            "seal": digest,
            "key": key,
            "signature": signature.hex(),
        }
    )
    return line.encode() + b"\n"
