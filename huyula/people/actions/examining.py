"""What the rows of a file say by themselves, before anybody asks the database.

One thread reads, checks, fingerprints and seals the next rows while the other speaks with the database about the last
ones, so that neither waits for the other. Nothing here touches the database.
"""

import gc
import hashlib
import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from huyula.lib import crypto
from huyula.lib.tabular import Table
from huyula.people.actions.differences import SEALED_FOR
from huyula.people.formats.siasn import Officer, Reader, WrongCell, nik_index, nik_index_key
from huyula.people.models import StagedRow

STAGED_COLUMNS = tuple(str(field.column) for field in StagedRow._meta.concrete_fields if not field.primary_key)
# An unchanged row is staged without what stands after its NIP.
UNREAD = "\t" * (len(STAGED_COLUMNS) - STAGED_COLUMNS.index("nip") - 1)
BLOCK = 100  # rows read column by column: so few that their cells are still in the processor's cache
SEALED = Officer._fields.index("restricted")


class Fresh(NamedTuple):
    """A row that says something else than the last one about its person, or the first.

    `tail` is what is copied into staging after the first columns; what is restricted stands sealed in it.
    """

    row: int
    digest: bytes
    nik_index: bytes | None
    officer: Officer
    tail: str


@dataclass(slots=True)
class Examined:
    """What some rows came to: how many, how far the file was read (0 to 1), unchanged rows as they are staged.

    `claims` are the numbers and persons that one row of a file alone may speak about.
    """

    read: int = 0
    share: float = 0.0
    same: list[str] = field(default_factory=list)
    wrong: list[tuple[int, WrongCell]] = field(default_factory=list)
    fresh: list[Fresh] = field(default_factory=list)
    claims: list[str | bytes | uuid.UUID] = field(default_factory=list)


class Keys(NamedTuple):
    """Under which keys rows are fingerprinted and NIKs indexed; a new key in the ring lets every row be read anew."""

    row: bytes
    nik: bytes


def examined(
    table: Table,
    *,
    file: BinaryIO,
    size: int,
    agency: str,
    known: Mapping[bytes, uuid.UUID],
    after: int,
    step: int,
) -> Iterator[Examined]:
    """Examine the rows of a file of so many bytes for an agency (its SIASN id), one step ahead of whoever asks.

    `known` tells who stands behind the digest of a row that was taken in last; such rows are not even read. The first
    `after` rows are passed over. Raises CannotRead.
    """
    reader = Reader(table.header, agency=agency)
    keys = Keys(crypto.blind_index("row", purpose="people.digest"), nik_index_key())
    rows = enumerate(table.rows, start=table.first_row)
    filled = itertools.islice(((number, row) for number, row in rows if not reader.is_blank(row)), after, None)

    def ahead() -> Examined | None:
        found, last = Examined(), 0
        while found.read < step and (block := list(itertools.islice(filled, min(BLOCK, step - found.read)))):
            last = block[-1][0]
            _examine(block, into=found, reader=reader, known=known, keys=keys)
        found.share = last / table.total if table.total else _share(file, size=size)
        return found if found.read else None

    with _no_collecting():
        yield from _one_ahead(ahead)


def _share(file: BinaryIO, *, size: int) -> float:
    """Say how far a file was read; one that was read to its end may be closed already."""
    return 1.0 if file.closed else file.tell() / max(size, 1)


def _one_ahead(work: Callable[[], Examined | None]) -> Iterator[Examined]:
    """Give what `work` gives until it gives nothing; it is called by another thread, once ahead."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="people.examining") as pool:
        waiting = pool.submit(work)
        while (found := waiting.result()) is not None:
            waiting = pool.submit(work)
            yield found


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the collector of cycles away for some seconds: rows make millions of objects, and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _examine(
    rows: list[tuple[int, list[str]]], *, into: Examined, reader: Reader, known: Mapping[bytes, uuid.UUID], keys: Keys
) -> None:
    into.read += len(rows)
    fresh: list[tuple[int, list[str], bytes]] = []
    for number, row in rows:
        shaped = reader.shaped(row)
        if isinstance(shaped, WrongCell):
            into.wrong.append((number, shaped))
            continue
        digest = hashlib.blake2b(reader.fingerprint(shaped).encode(), key=keys.row, digest_size=16).digest()
        if person := known.get(digest):
            head = head_of(number, verdict="S", person=person, digest=digest, has_new_biodata=False)
            nip = reader.nip_of(shaped)
            into.same.append(f"{head}\t\t{nip}{UNREAD}")
            into.claims += (nip, person)
        else:
            fresh.append((number, shaped, digest))
    if fresh:
        _read(fresh, into=into, reader=reader, key=keys.nik)


def _read(rows: list[tuple[int, list[str], bytes]], *, into: Examined, reader: Reader, key: bytes) -> None:
    """Read rows that say something new; what is restricted in them is sealed at once."""
    right: list[tuple[int, bytes, Officer]] = []
    for (number, _, digest), read in zip(rows, reader.read([row for _, row, _ in rows]), strict=True):
        if isinstance(read, Officer):
            right.append((number, digest, read))
        else:
            into.wrong.extend((number, cell) for cell in read)
    sealed = crypto.seal_all([officer.restricted.encode() for _, _, officer in right], context=SEALED_FOR)
    for (number, digest, officer), restricted in zip(right, sealed, strict=True):
        index = nik_index(officer.nik, key=key) if officer.nik else None
        into.claims += (officer.nip, officer.siasn_id, index) if index else (officer.nip, officer.siasn_id)
        into.fresh.append(Fresh(number, digest, index, officer, _tail(officer, restricted, index)))


def _tail(officer: Officer, sealed: bytes, index: bytes | None) -> str:
    """Write a row in the text format of COPY, where a backslash is written twice; cells hold neither tabs nor ends."""
    before, after = "\t".join(officer[:SEALED]), "\t".join(officer[SEALED + 2 :])
    if "\\" in before or "\\" in after:
        before, after = before.replace("\\", "\\\\"), after.replace("\\", "\\\\")
    shown = f"\\\\x{index.hex()}" if index else ""
    return f"{before}\t\\\\x{sealed.hex()}\t{shown}\t{after}"


def head_of(row: int, *, verdict: str, person: uuid.UUID | None, digest: bytes, has_new_biodata: bool) -> str:
    """Write the first columns of a staged row in the same format; whoever is new (None) gets an id."""
    known, fresh = "t" if person else "f", "t" if has_new_biodata else "f"
    return f"{row}\t{verdict}\t{known}\t{person.hex if person else _new_id(row, digest)}\t\\\\x{digest.hex()}\t{fresh}"


def _new_id(row: int, digest: bytes) -> str:
    """Make an id for somebody new: UUIDv7 (RFC 9562, 5.7), so that indexes grow at one end.

    Its counter is the row; what is left is taken from the keyed digest of the row, which nobody outside can guess.
    """
    moment = time.time_ns() // 1_000_000
    return f"{moment:012x}7{row >> 12 & 0xFFF:03x}{0x8000 | row & 0xFFF:04x}{digest[:6].hex()}"
