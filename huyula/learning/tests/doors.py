"""Coming to learning through its doors: pages, and events of a device."""

import itertools
import json
import uuid
from http import HTTPStatus
from typing import Any

from django.test import Client
from django.urls import reverse

from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.tests.visits import account_of, words_of

sequence = itertools.count(1)


def page(client: Client, name: str, *args: object, status: int = HTTPStatus.OK) -> str:
    """Give the words of a page, which must answer so."""
    response = client.get(reverse(f"learning:{name}", args=args))
    assert response.status_code == status, response.status_code
    return words_of(response)


def send(client: Client, kind: str, person: Person, /, key: uuid.UUID | None = None, **body: object) -> dict[str, Any]:
    """Send an event as a device does; gives its receipt."""
    event = {
        "id": str(key or uuid.uuid4()),
        "user": str(account_of(person).pk),
        "kind": kind,
        "made_at": clock.now().isoformat(),
        "sequence": next(sequence),
        "body": {name: str(value) for name, value in body.items()},
    }
    response = client.post("/api/v1/events/", json.dumps({"events": [event]}), content_type="application/json")
    found: dict[str, Any] = response.json()
    return found["receipts"][0] if "receipts" in found else {"status": response.status_code, **found}
