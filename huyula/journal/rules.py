"""How entries become hashes. Values in, values out."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Facts(TypedDict):
    """What of an entry goes under the seal; keys in the order of the table. The mark covers all but itself."""

    id: int
    agency_id: str | None
    actor_id: str | None
    role: str
    verb: str
    about: str
    about_id: str
    fields: list[str]
    batch: str
    at: str
    mark: NotRequired[str]


def moment(at: dt.datetime) -> str:
    """Write a moment as UTC to the microsecond, the same on every machine."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text_of(facts: Facts) -> bytes:
    """Write the facts as JSON with sorted keys, the same on every machine."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf(facts: Facts) -> bytes:
    """Give the 32-byte hash of one entry: SHA-256 over 0x00 and its text."""
    return hashlib.sha256(b"\x00" + text_of(facts)).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Give the Merkle root of the leaves (RFC 9162 2.1.1: split at the largest power of two below the length)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def seal_hash(*, agency: str | None, sequence: int, size: int, before: bytes, root_hash: bytes) -> bytes:
    """Bind a batch to the one before it; `before` is empty for the first."""
    head = json.dumps([agency, sequence, size, before.hex(), root_hash.hex()], separators=(",", ":"))
    return hashlib.sha256(b"\x02" + head.encode()).digest()


def head_message(*, day: str, agency: str | None, sequence: int, seal: str) -> bytes:
    """Give the bytes that are signed for a day's head; `seal` is the hash in hexadecimal."""
    return json.dumps(["huyula-journal-head", day, agency, sequence, seal], separators=(",", ":")).encode()
