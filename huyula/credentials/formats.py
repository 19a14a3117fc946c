"""The signed claim (JWS compact serialization, RFC 7515; Ed25519, RFC 8037), the list of public keys, and the PDF.

`read` needs no database and no network: a token and the public keys are enough.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jwk import OKPKey

from huyula.credentials.rules import Claim, Outcome, claim_in
from huyula.letters.formats import qr, typeset

ALGORITHM, CURVE = "EdDSA", "Ed25519"
LONGEST = 4_000
TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
KEY_BYTES = 32
TEMPLATE = Path(__file__).parent / "print" / "certificate.typ"


class NotKeys(ValueError):
    """That a file is no list of public Ed25519 keys (JWK Set, RFC 7517)."""


class _Ed25519(EdDSAAlgorithm):
    """`EdDSA`, without the library's warning.

    RFC 9864 would call it `Ed25519`, which few tools know yet, while all know `EdDSA`; the warning is there because
    the old name also covers another curve, and keys of another curve are never made here.
    """

    security_warning = ""


class _Registry(jws.JWSRegistry):
    """The one algorithm that is taken, whatever a header says."""

    algorithms = {ALGORITHM: _Ed25519()}
    recommended = [ALGORITHM]


_registry = _Registry()


def signed(claim: Claim, *, key_id: str, secret: bytes) -> str:
    """Sign a claim with a 32-byte Ed25519 key; gives the compact token, about 350 characters."""
    payload = json.dumps(claim.data(), ensure_ascii=False, separators=(",", ":")).encode()
    return signed_bytes(payload, key_id=key_id, secret=secret)


def signed_bytes(payload: bytes, *, key_id: str, secret: bytes) -> str:
    """Sign any bytes as a claim is signed."""
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(secret))
    return jws.serialize_compact({"alg": ALGORITHM, "kid": key_id}, payload, key, registry=_registry)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a token says when read with the public keys alone: VALID means that one of them signed just these words.

    The claim is there for VALID only; whether the certificate was revoked since, only the register knows.
    """

    outcome: Outcome
    claim: Claim | None = None
    key_id: str = ""


def read(token: str, *, keys: Mapping[str, bytes]) -> Reading:
    """Check a token against public keys (id -> 32 bytes). Never raises; costs one signature check, 0.1 ms."""
    key_id = _key_named_in(token)
    if key_id is None:
        return Reading(Outcome.NOT_OURS)
    if key_id not in keys:
        return Reading(Outcome.UNKNOWN_KEY, key_id=key_id)
    try:
        key = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(keys[key_id]))
        found = jws.deserialize_compact(token, key, registry=_registry)
    except (JoseError, ValueError):
        return Reading(Outcome.ALTERED, key_id=key_id)
    claim = _claim_of(found.payload)
    return Reading(Outcome.VALID, claim, key_id) if claim else Reading(Outcome.NOT_OURS, key_id=key_id)


def _key_named_in(token: str) -> str | None:
    """Give the id of the key that a token names, or None if it is none of our tokens."""
    if len(token) > LONGEST or not TOKEN.fullmatch(token):
        return None
    try:
        header = json.loads(_plain(token.partition(".")[0]))
    except ValueError:
        return None
    is_ours = isinstance(header, dict) and set(header) == {"alg", "kid"} and header["alg"] == ALGORITHM
    return header["kid"] if is_ours and isinstance(header["kid"], str) else None


def _claim_of(payload: bytes) -> Claim | None:
    try:
        return claim_in(json.loads(payload))
    except ValueError:
        return None


def jwks(keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Write public keys as a JWK Set (RFC 7517, RFC 8037), as standard tools take it."""
    return {
        "keys": [
            {"kty": "OKP", "crv": CURVE, "use": "sig", "alg": ALGORITHM, "kid": key_id, "x": _coded(public)}
            for key_id, public in keys.items()
        ]
    }


def keys_in(text: str) -> dict[str, bytes]:
    """Read the Ed25519 keys of a JWK Set; other keys are left aside. Raises NotKeys."""
    try:
        rows = [row for row in json.loads(text)["keys"] if (row.get("kty"), row.get("crv")) == ("OKP", CURVE)]
        found = {str(row["kid"]): _plain(row["x"]) for row in rows}
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotKeys("no JWK Set") from fault
    if not found or any(len(public) != KEY_BYTES for public in found.values()):
        raise NotKeys("no Ed25519 key in it")
    return found


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _plain(coded: str) -> bytes:
    return base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True)


def pdf(data: Mapping[str, Any], *, pictures: Mapping[str, bytes], address: str) -> bytes:
    """Set a certificate: A4 across, PDF/A-3b, with a QR code of the address. Equal input gives equal bytes."""
    return typeset(TEMPLATE, data={**data, "address": address}, pictures={**pictures, "qr": qr(address)})
