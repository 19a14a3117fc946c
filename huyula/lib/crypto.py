"""Keys and what is done with them: sealed values, blind indexes, signatures.

Key rings come from the environment as lists of `id:base64` (32 bytes each), newest first. The first key seals and
signs; all of them open and verify, so that keys can be rotated without a pause. AES-256-GCM is NIST SP 800-38D,
HMAC-SHA-256 is RFC 2104, HKDF is RFC 5869, Ed25519 is RFC 8032; all from the library `cryptography`.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """A sealed value that no key of the ring opens: the key is missing or the bytes were changed."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a ring: its id (1-16 ASCII characters) and its 32 bytes."""

    id: str
    secret: bytes


@lru_cache(maxsize=16)
def ring(text: str) -> tuple[Key, ...]:
    """Read `id:base64,id:base64` into keys, newest first.

    Raises ImproperlyConfigured, naming the fault but never the key.
    """
    keys = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except ValueError as fault:
            raise ImproperlyConfigured(f"Key {name[:16]!r} is not base64.") from fault
        if len(secret) != KEY_BYTES or not 1 <= len(name) <= 16 or not name.isascii():
            raise ImproperlyConfigured(f"Key {name[:16]!r} needs an id of 1-16 characters and {KEY_BYTES} bytes.")
        keys.append(Key(name, secret))
    if not keys:
        raise ImproperlyConfigured("A key ring is empty: set HUYULA_FIELD_KEYS and HUYULA_SIGNING_KEYS.")
    return tuple(keys)


@lru_cache(maxsize=64)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


@lru_cache(maxsize=64)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(_derived(secret, "huyula/seal"))


def _field_ring() -> tuple[Key, ...]:
    return ring(settings.HUYULA_FIELD_KEYS)


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt bytes under the newest key; `context` (table.column) is bound to them.

    Gives: one byte length of the key id, the id, 12 bytes of nonce, cipher text with its 16-byte tag.
    """
    return seal_all([plain], context=context)[0]


def seal_all(plains: Sequence[bytes], *, context: str) -> list[bytes]:
    """Encrypt many, each under a nonce of its own; the system is asked for them at once, which is what takes long."""
    key = _field_ring()[0]
    name, bound, encrypt = key.id.encode(), context.encode(), _cipher(key.secret).encrypt
    head, drawn = bytes([len(name)]) + name, os.urandom(NONCE_BYTES * len(plains))
    nonces = [drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES)]
    return [head + nonce + encrypt(nonce, plain, bound) for nonce, plain in zip(nonces, plains, strict=True)]


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Decrypt what `seal` gave. Raises Unreadable."""
    length = sealed[0] if sealed else 0
    name = sealed[1 : 1 + length].decode("ascii", "replace")
    nonce = sealed[1 + length : 1 + length + NONCE_BYTES]
    for key in _field_ring():
        if key.id == name:
            try:
                return _cipher(key.secret).decrypt(nonce, sealed[1 + length + NONCE_BYTES :], context.encode())
            except (InvalidTag, ValueError) as fault:
                raise Unreadable("A sealed value was changed or belongs elsewhere.") from fault
    raise Unreadable(f"No key {name!r} in the ring.")


def blind_index(value: str, *, purpose: str) -> bytes:
    """Give the 32-byte HMAC under the newest key by which a sealed value is found again."""
    return hmac.digest(_derived(_field_ring()[0].secret, f"huyula/index/{purpose}"), value.encode(), hashlib.sha256)


def blind_indexes(value: str, *, purpose: str) -> list[bytes]:
    """Give the index under every key of the ring, for looking up while keys are rotated."""
    return [
        hmac.digest(_derived(key.secret, f"huyula/index/{purpose}"), value.encode(), hashlib.sha256)
        for key in _field_ring()
    ]


def mark(message: bytes, *, purpose: str) -> bytes:
    """Give the HMAC of a message under the newest signing key, as only who holds it can make one.

    Gives: one byte length of the key id, the id, 32 bytes.
    """
    key = ring(settings.HUYULA_SIGNING_KEYS)[0]
    name = key.id.encode()
    return bytes([len(name)]) + name + hmac.digest(_derived(key.secret, f"huyula/mark/{purpose}"), message, "sha256")


def is_marked(message: bytes, marked: bytes, *, purpose: str) -> bool:
    """Say whether `mark` gave this for the message, under whichever key of the ring."""
    length = marked[0] if marked else 0
    for key in ring(settings.HUYULA_SIGNING_KEYS):
        if key.id.encode() == marked[1 : 1 + length]:
            found = hmac.digest(_derived(key.secret, f"huyula/mark/{purpose}"), message, "sha256")
            return hmac.compare_digest(found, marked[1 + length :])
    return False


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left, right)


def digest_of(chunks: Iterable[bytes]) -> str:
    """Give the SHA-256 of a stream in hexadecimal."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


@lru_cache(maxsize=16)
def _private(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)


def sign(message: bytes) -> tuple[str, bytes]:
    """Sign with the newest signing key; gives its id and the 64-byte Ed25519 signature."""
    key = ring(settings.HUYULA_SIGNING_KEYS)[0]
    return key.id, _private(key.secret).sign(message)


def public_keys() -> dict[str, bytes]:
    """Give the 32-byte public key of each signing key by its id, newest first."""
    return {key.id: _private(key.secret).public_key().public_bytes_raw() for key in ring(settings.HUYULA_SIGNING_KEYS)}


def is_signed(message: bytes, signature: bytes, *, public: bytes) -> bool:
    """Say whether the signature is that of this message under the 32-byte public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
