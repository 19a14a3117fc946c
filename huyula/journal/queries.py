"""Reading the journal: what waits for a seal, what was sealed, whether it still holds."""

import datetime as dt
import itertools
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q, QuerySet

from huyula.journal import rules
from huyula.journal.models import Entry, Seal, Sealed, Waiting
from huyula.lib import crypto

MARKED_AS = "journal.entry"
HEADS = "heads.jsonl"
AT_ONCE = 5_000
TAIL = 1 << 20
BEFORE_ALL = -(1 << 63)  # below every number that a row can have


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the journal: where, and what."""

    agency: uuid.UUID | None
    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """One signed line of the file of heads."""

    day: str
    agency: uuid.UUID | None
    sequence: int
    seal: str
    key: str
    signature: bytes

    def is_signed(self) -> bool:
        """Say whether a key of ours signed it."""
        agency = str(self.agency) if self.agency else None
        message = rules.head_message(day=self.day, agency=agency, sequence=self.sequence, seal=self.seal)
        return crypto.is_signed(message, self.signature, public=crypto.public_keys().get(self.key, b""))


@dataclass(frozen=True, slots=True)
class NewestHeads:
    """What the end of the file of heads says: day, sequence and seal by agency; whether its last line broke off."""

    by_agency: dict[uuid.UUID | None, tuple[str, int, str]]
    is_torn: bool


def facts_of(entry: Entry) -> rules.Facts:
    """Give what of an entry its mark covers."""
    return {
        "id": entry.pk,
        "agency_id": str(entry.agency_id) if entry.agency_id else None,
        "actor_id": str(entry.actor_id) if entry.actor_id else None,
        "role": entry.role,
        "verb": entry.verb,
        "about": entry.about,
        "about_id": entry.about_id,
        "fields": list(entry.fields),
        "batch": entry.batch,
        "at": rules.moment(entry.at),
    }


def sealed_facts_of(entry: Entry) -> rules.Facts:
    """Give what of an entry goes under the seal: the same with its mark, if it was ever given one."""
    facts = facts_of(entry)
    return {**facts, "mark": bytes(entry.mark).hex()} if entry.mark else facts


def why_unsound(entry: Entry, *, is_old: bool) -> str:
    """Say what is wrong with an entry by itself, or nothing: it was changed, or nobody with the key wrote it.

    Entries from before there were marks have none; `is_old` says whether it can be one of them. That is told by where
    it was sealed, never by its number, which whoever writes SQL chooses. No query.
    """
    if not entry.mark:
        return "" if is_old else f"entry {entry.pk} has no mark: it was not written by an action"
    if crypto.is_marked(rules.text_of(facts_of(entry)), bytes(entry.mark), purpose=MARKED_AS):
        return ""
    return f"entry {entry.pk} was changed: its mark does not hold"


def agencies_waiting() -> list[uuid.UUID | None]:
    """Give the agencies that have entries without a seal."""
    return list(Waiting.objects.order_by("agency_id").values_list("agency_id", flat=True).distinct())


def sound_entries(agency: uuid.UUID | None, *, most: int) -> list[Entry]:
    """Give the oldest entries of an agency without a seal, but none whose mark does not hold."""
    is_old, last = not _any_marked(), BEFORE_ALL
    while page := _waiting(Waiting.objects.filter(agency_id=agency, pk__gt=last).order_by("pk")[:most]):
        if sound := [entry for entry in page if not why_unsound(entry, is_old=is_old)]:
            return sound
        last = page[-1].pk
    return []


def unsound_waiting() -> Iterator[tuple[Entry, str]]:
    """Give the entries without a seal whose mark does not hold, each with what is wrong."""
    is_old, last = not _any_marked(), BEFORE_ALL
    while page := _waiting(Waiting.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from ((entry, why) for entry in page if (why := why_unsound(entry, is_old=is_old)))
        last = page[-1].pk


def _any_marked() -> bool:
    """Say whether any entry has a mark: from then on none without waits for a seal. One query."""
    return Entry.objects.exclude(mark=b"").exists()


def _waiting(rows: QuerySet[Waiting]) -> list[Entry]:
    return list(Entry.objects.filter(pk__in=rows.values("pk")).order_by("pk"))


def unsealed() -> int:
    """Give how many entries no seal covers yet."""
    return Waiting.objects.count()


def has_seal_before(moment: dt.datetime) -> bool:
    """Say whether anything was sealed before a moment."""
    return Seal.objects.filter(at__lt=moment).order_by("pk").exists()


def unmarked() -> int:
    """Give how many entries stem from before there were marks."""
    return Entry.objects.filter(mark=b"").count()


def last_seal(agency: uuid.UUID | None) -> Seal | None:
    """Give the newest seal of an agency."""
    return Seal.objects.filter(agency_id=agency).order_by("-sequence").first()


def last_seals() -> list[Seal]:
    """Give the newest seal of every agency."""
    return list(Seal.objects.order_by("agency_id", "-sequence").distinct("agency_id"))


def heads_file() -> Path:
    """Give the installation's own file of signed heads."""
    return Path(settings.HUYULA_DATA) / "journal" / HEADS


def newest_heads(file: BinaryIO) -> NewestHeads:
    """Read the newest head of each agency from the last megabyte of a file of heads; others count as not there."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    text = file.read()
    found = {}
    for line in text.splitlines():
        try:
            head = _head_of(line)
        except (ValueError, KeyError, TypeError):
            continue
        found[head.agency] = (head.day, head.sequence, head.seal)
    return NewestHeads(found, is_torn=bool(text) and not text.endswith(b"\n"))


def _head_of(line: bytes) -> Head:
    said = json.loads(line)
    agency = uuid.UUID(said["agency"]) if said["agency"] else None
    bytes.fromhex(said["seal"])
    day, sequence, signature = str(said["day"]), int(said["sequence"]), bytes.fromhex(said["signature"])
    return Head(day, agency, sequence, said["seal"], said["key"], signature)


def faults(*, heads: Sequence[Path] = ()) -> Iterator[Fault]:
    """Find what was changed, lost, added or chained anew; reads every entry once, one batch in memory at a time.

    With files of signed heads, what was cut off from the end or re-chained as a whole is found as well. Raises OSError
    if one of them can't be read.
    """
    for agency, seals in itertools.groupby(
        Seal.objects.order_by("agency_id", "sequence").iterator(), key=lambda seal: seal.agency_id
    ):
        yield from _faults_of_chain(agency, seals)
    for entry, why in unsound_waiting():
        yield Fault(entry.agency_id, 0, why)
    yield from _unsealed_and_not_waiting()
    for path in heads:
        yield from _faults_of_heads(path)


def _faults_of_chain(agency: uuid.UUID | None, seals: Iterator[Seal]) -> Iterator[Fault]:
    before, is_old = b"", True
    for expected, seal in enumerate(seals, start=1):
        if seal.sequence != expected:
            yield Fault(agency, expected, f"a seal is missing: {expected} to {seal.sequence - 1}")
            return
        rows = _rows_of(seal)
        yield from _faults_of_entries(seal, rows, is_old=is_old)
        is_old = is_old and not any(row.entry.mark for row in rows)
        digest = rules.seal_hash(
            agency=str(agency) if agency else None,
            sequence=expected,
            size=seal.size,
            before=before,
            root_hash=bytes(seal.root),
        )
        if digest != bytes(seal.hash):
            yield Fault(agency, expected, "the seal does not follow from the one before")
        before = bytes(seal.hash)


def _rows_of(seal: Seal) -> list[Sealed]:
    return list(Sealed.objects.filter(seal=seal).order_by("place").select_related("entry"))


def _faults_of_entries(seal: Seal, rows: Sequence[Sealed], *, is_old: bool) -> Iterator[Fault]:
    if [row.place for row in rows] != list(range(seal.size)):
        yield Fault(seal.agency_id, seal.sequence, f"{seal.size} entries were sealed, {len(rows)} are there")
    entries = [row.entry for row in rows]
    changed = [why for entry in entries if (why := why_unsound(entry, is_old=is_old))]
    if not changed and rules.root([rules.leaf(sealed_facts_of(entry)) for entry in entries]) != bytes(seal.root):
        changed = ["an entry was changed"]
    yield from (Fault(seal.agency_id, seal.sequence, what) for what in changed)


def _unsealed_and_not_waiting() -> Iterator[Fault]:
    lost = Entry.objects.exclude(pk__in=Sealed.objects.values("pk")).exclude(pk__in=Waiting.objects.values("pk"))
    for entry in lost.order_by("pk").iterator():
        yield Fault(entry.agency_id, 0, f"entry {entry.pk} has lost its seal")


def _faults_of_heads(path: Path) -> Iterator[Fault]:
    with path.open("rb") as file:
        lines = enumerate(file, start=1)
        while some := list(itertools.islice(lines, AT_ONCE)):
            signed = []
            for number, line in some:
                try:
                    head = _head_of(line)
                except (ValueError, KeyError, TypeError):
                    yield Fault(None, 0, f"line {number} of {path.name} can't be read")
                    continue
                if head.is_signed():
                    signed.append(head)
                else:
                    what = f"line {number} of {path.name} is not signed by a key we hold"
                    yield Fault(head.agency, head.sequence, what)
            yield from _faults_of_signed(signed)


def _faults_of_signed(heads: Sequence[Head]) -> Iterator[Fault]:
    agencies = Q(agency_id__in={head.agency for head in heads if head.agency}) | Q(agency_id__isnull=True)
    seals = Seal.objects.filter(agencies, sequence__in={head.sequence for head in heads})
    kept = {(seal.agency_id, seal.sequence, bytes(seal.hash).hex()) for seal in seals}
    for head in heads:
        if (head.agency, head.sequence, head.seal) not in kept:
            what = f"the head signed on {head.day} is not in the journal any more"
            yield Fault(head.agency, head.sequence, what)
