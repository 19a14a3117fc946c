"""Writing down what was done, handing work to the worker, sealing."""

import datetime as dt
import json
import os
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from huyula.journal import queries, rules
from huyula.journal.models import Entry, Seal, Sealed, Waiting
from huyula.lib import crypto

BATCH = 5_000
TELL = "journal.tell"
Plain = uuid.UUID | str | int | bool | None


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

    The agency is that of `about` unless it is given. Costs one insert, and one more for all listeners together.
    """
    entry = Entry.objects.create(
        agency_id=agency or getattr(about, "agency_id", None),
        actor_id=by.pk if by else None,
        role=role or (by.acting_as if by else "system"),
        verb=verb,
        about=about._meta.label_lower,
        about_id=str(about.pk),
        fields=sorted(fields),
        batch=batch,
    )
    listeners = import_string(f"{settings.HUYULA_WIRING}.LISTENERS").get(verb, ())
    if listeners:
        job = app.configure_task(TELL)
        job.batch_defer(*({"listener": listener, "entry": entry.pk} for listener in listeners))
    return entry


def later(
    name: str, *, lock: str | None = None, once: str | None = None, at: dt.datetime | None = None, **ids: Plain
) -> None:
    """Start a job by its name when the transaction is kept.

    `lock`: jobs with the same lock run one after another. `once`: no second job with this key while one is waiting
    (raises AlreadyEnqueued). `at`: not before this moment. `ids` must be what JSON can hold, or UUIDs.
    """
    job = app.configure_task(name, lock=lock, queueing_lock=once, schedule_at=at)
    job.defer(**{key: _plain(value) for key, value in ids.items()})


def _plain(value: Plain) -> str | int | bool | None:
    return str(value) if isinstance(value, uuid.UUID) else value


@transaction.atomic
def seal(agency: uuid.UUID | None) -> Seal | None:
    """Seal the entries of an agency that wait, at most 5,000; None when there are none.

    No writer waits for it: entries are taken from a queue, and only two sealers of one agency wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7407))", [f"journal.seal:{agency}"])
    entries = queries.waiting_entries(agency, most=BATCH)
    if not entries:
        return None
    last = queries.last_seal(agency)
    sequence = last.sequence + 1 if last else 1
    root = rules.root([rules.leaf(queries.facts_of(entry)) for entry in entries])
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
    """Seal whatever waits, agency by agency; gives how many entries were sealed."""
    sealed = 0
    for agency in queries.agencies_waiting():
        while made := seal(agency):
            sealed += made.size
    return sealed


def keep_heads(*, folder: Path, day: dt.date) -> Path | None:
    """Sign each agency's last seal and add it to `folder`/heads.jsonl, outside the database.

    Gives the file, or None when nothing was ever sealed. The line is on the disk (fsync) before this returns.
    """
    lines = [_head(seal, day=day) for seal in queries.last_seals()]
    if not lines:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "heads.jsonl"
    _append(path, lines)
    return path


def _head(seal: Seal, *, day: dt.date) -> str:
    agency = str(seal.agency_id) if seal.agency_id else None
    digest = bytes(seal.hash).hex()
    key, signature = crypto.sign(
        rules.head_message(day=day.isoformat(), agency=agency, sequence=seal.sequence, seal=digest)
    )
    return json.dumps(
        {
            "day": day.isoformat(),
            "agency": agency,
            "sequence": seal.sequence,
            "seal": digest,
            "key": key,
            "signature": signature.hex(),
        }
    )


def _append(path: Path, lines: Iterable[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
