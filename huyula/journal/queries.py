"""Reading the journal: what waits for a seal, what was sealed, whether it still holds."""

import itertools
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from huyula.journal import rules
from huyula.journal.models import Entry, Seal, Sealed, Waiting
from huyula.lib import crypto


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the journal: where, and what."""

    agency: uuid.UUID | None
    sequence: int
    what: str


def facts_of(entry: Entry) -> rules.Facts:
    """Give what of an entry goes under the seal."""
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


def agencies_waiting() -> list[uuid.UUID | None]:
    """Give the agencies that have entries without a seal."""
    return list(Waiting.objects.order_by("agency_id").values_list("agency_id", flat=True).distinct())


def waiting_entries(agency: uuid.UUID | None, *, most: int) -> list[Entry]:
    """Give the oldest entries of an agency without a seal."""
    waiting = Waiting.objects.filter(agency_id=agency).order_by("pk").values("pk")[:most]
    return list(Entry.objects.filter(pk__in=waiting).order_by("pk"))


def last_seal(agency: uuid.UUID | None) -> Seal | None:
    """Give the newest seal of an agency."""
    return Seal.objects.filter(agency_id=agency).order_by("-sequence").first()


def last_seals() -> list[Seal]:
    """Give the newest seal of every agency."""
    return list(Seal.objects.order_by("agency_id", "-sequence").distinct("agency_id"))


def faults(*, heads: Path | None = None) -> Iterator[Fault]:
    """Find what was changed, lost, added or chained anew; reads every seal once, one batch in memory at a time.

    With the file of signed heads, a journal that was re-chained as a whole is found as well. Raises ValueError, naming
    the line, if the file can't be read.
    """
    for agency, seals in itertools.groupby(
        Seal.objects.order_by("agency_id", "sequence").iterator(), key=lambda seal: seal.agency_id
    ):
        yield from _faults_of_chain(agency, seals)
    yield from _unsealed_and_not_waiting()
    if heads:
        yield from _faults_of_heads(heads)


def _faults_of_chain(agency: uuid.UUID | None, seals: Iterator[Seal]) -> Iterator[Fault]:
    before = b""
    for expected, seal in enumerate(seals, start=1):
        if seal.sequence != expected:
            yield Fault(agency, expected, f"a seal is missing: {expected} to {seal.sequence - 1}")
            return
        rows = list(Sealed.objects.filter(seal=seal).order_by("place").select_related("entry"))
        if [row.place for row in rows] != list(range(seal.size)):
            yield Fault(agency, expected, f"{seal.size} entries were sealed, {len(rows)} are there")
        root = rules.root([rules.leaf(facts_of(row.entry)) for row in rows])
        if root != bytes(seal.root):
            yield Fault(agency, expected, "an entry was changed")
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


def _unsealed_and_not_waiting() -> Iterator[Fault]:
    lost = Entry.objects.exclude(pk__in=Sealed.objects.values("pk")).exclude(pk__in=Waiting.objects.values("pk"))
    for entry in lost.order_by("pk").iterator():
        yield Fault(entry.agency_id, 0, f"entry {entry.pk} has lost its seal")


def _faults_of_heads(heads: Path) -> Iterator[Fault]:
    keys = crypto.public_keys()
    for number, line in enumerate(heads.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            head = json.loads(line)
            agency = uuid.UUID(head["agency"]) if head["agency"] else None
            message = rules.head_message(
                day=head["day"], agency=head["agency"], sequence=head["sequence"], seal=head["seal"]
            )
            signature, key = bytes.fromhex(head["signature"]), keys.get(head["key"], b"")
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"line {number} of the file of heads can't be read") from fault
        if not crypto.is_signed(message, signature, public=key):
            yield Fault(agency, head["sequence"], f"line {number} of the heads is not signed by a key we hold")
        elif not Seal.objects.filter(
            agency_id=agency, sequence=head["sequence"], hash=bytes.fromhex(head["seal"])
        ).exists():
            yield Fault(agency, head["sequence"], f"the head signed on {head['day']} is not in the journal any more")
