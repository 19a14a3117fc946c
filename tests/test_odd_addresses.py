"""Whatever stands in an address, a page answers it or finds nothing: no fault of ours, whoever typed it."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from tests.pages import PAGES, a_world
from tests.test_pages import as_user

pytestmark = pytest.mark.django_db
ODD = ["9" * 5000, "-1", "²", "x'\"<b>", "%00", "2026-02-31", "00000000-0000-4000-8000-000000000000", ""]
FINE = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}
FINE |= {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Hear which words of an address, or of a form, are asked for."""
    heard: set[str] = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        plain = getattr(QueryDict, method)

        def hearing(self: QueryDict, key: str, *more: Any, plain: Any = plain, **named: Any) -> Any:
            heard.add(key)
            return plain(self, key, *more, **named)

        monkeypatch.setattr(QueryDict, method, hearing)
    return heard


def body_of(client: Client, address: str) -> bytes:
    """Give what is answered, which must be no fault."""
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code in FINE, (address[:200], answer.status_code)
    return body


@pytest.mark.parametrize("name", PAGES)
def test_an_odd_address_is_no_fault_of_ours(name: str, client: Client, asked_for: set[str]) -> None:
    visit = PAGES[name](a_world())
    as_user(client, visit.user)
    asked_for.clear()
    body_of(client, visit.address)
    path, asked = urlsplit(visit.address).path, urlsplit(visit.address).query

    for word in sorted(asked_for):
        for odd in ODD:
            for address in (f"{path}?{word}={odd}&{asked}", f"{path}?{asked}&{word}={odd}"):
                assert b'"<b>' not in body_of(client, address)
