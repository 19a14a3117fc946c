"""A phone for tests: it makes passkeys and signs with them as WebAuthn level 2, sections 6.3.3 and 6.5.4, tells it."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
Json = dict[str, Any]


class Phone:
    """One authenticator with one passkey."""

    def __init__(self, host: str = "testserver") -> None:
        """Make the key pair."""
        self.host = host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.handle = ""

    def create(self, options: Json) -> str:
        """Answer `navigator.credentials.create`."""
        public = options["publicKey"]
        self.handle = public["user"]["id"]
        public_key = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2
        data = AuthenticatorData.create(
            self._host_hash(),
            FLAGS | AuthenticatorData.FLAG.AT,
            1,
            AttestedCredentialData.create(bytes(16), self.id, public_key),
        )
        client = self._client("webauthn.create", public["challenge"])
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            }
        )

    def get(self, options: Json, *, handle: str | None = None) -> str:
        """Answer `navigator.credentials.get`."""
        data = AuthenticatorData.create(self._host_hash(), FLAGS, 2)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.handle if handle is None else handle,
            }
        )

    def _client(self, what: str, challenge: str) -> CollectedClientData:
        words = {"type": what, "challenge": challenge, "origin": f"http://{self.host}", "crossOrigin": False}
        return CollectedClientData(json.dumps(words).encode())

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _credential(self, response: Json) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )
