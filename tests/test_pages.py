"""Every page once for all: what it costs, who sees it, and that strangers see nothing."""

from http import HTTPStatus
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from huyula.access.models import User
from huyula.site import wiring
from tests.pages import ACTS, PAGES, Visit, a_world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
ROLES = ["administrator", "unit officer", "operator", "supervisor", "officer"]
NOT_THERE = {HTTPStatus.NOT_FOUND}
NO_ROW = {"year", "code"}  # parts of an address that are nobody's row
# What a page without a row may say to somebody of another agency: their own page, a closed door, the way elsewhere.
ELSEWHERE = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def as_user(client: Client, user: User | None) -> None:
    """Sign somebody in who has just proved that it is they."""
    client.logout()
    if user is not None:
        client.force_login(user)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, "password")
        request.session.save()


def cost_of(client: Client, visit: Visit) -> int:
    """Count the queries of a page, which must show itself."""
    as_user(client, visit.user)
    with CaptureQueriesContext(connection) as counted:
        response = client.get(visit.address)
    if response.streaming:
        list(response)  # to the end, so that it is closed
    assert response.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}, visit.address
    return len(counted)


def text_of(response: Any) -> str:
    """Give what a page says; a file that is handed out says nothing here."""
    return str(response.content.decode()) if response.headers.get("Content-Type", "").startswith("text/") else ""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_grows_no_dearer_with_the_data(name: str, client: Client) -> None:
    world = a_world()
    few = cost_of(client, PAGES[name](world))
    for _ in range(20):
        visit = PAGES[name](world)

    assert cost_of(client, visit) <= few <= MOST_QUERIES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_nothing_to_the_roles_of_another_agency(name: str, client: Client) -> None:
    world, other = a_world(), a_world("Seberang")
    visit = PAGES[name](world)
    names_a_row = bool(set(resolve(visit.address.partition("?")[0]).kwargs) - NO_ROW)

    for role in ROLES:
        as_user(client, other.roles[role])
        response = client.get(visit.address)
        assert response.status_code in (NOT_THERE if names_a_row else ELSEWHERE), (role, response.status_code)
        assert world.mark not in text_of(response), role


@pytest.mark.parametrize("name", PAGES)
def test_a_page_sends_whoever_is_signed_out_to_the_sign_in_page(name: str, client: Client) -> None:
    visit = PAGES[name](a_world())

    response = client.get(visit.address)

    if visit.user is not None and name not in wiring.PUBLIC:
        assert response.status_code == HTTPStatus.FOUND
        assert response.headers["Location"].startswith(reverse("access:sign_in"))


@pytest.mark.parametrize("name", sorted(wiring.PUBLIC - ACTS))
def test_a_public_page_shows_itself_to_anybody_and_names_nobody(name: str, client: Client) -> None:
    world = a_world()

    response = client.get(reverse(name))

    assert response.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}, response.status_code
    assert world.mark not in text_of(response)


def addresses() -> set[str]:
    """Give the full name of each address of the product; the API has its own tests."""
    found = set()

    def walk(resolver: URLResolver, prefix: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.add(prefix + pattern.name)

    walk(get_resolver(), "")
    return {name for name in found if not name.startswith("api:")}


def test_every_address_is_known_here() -> None:
    known = set(PAGES) | set(wiring.PUBLIC) | ACTS

    assert sorted(addresses() - known) == []
    assert sorted(known - addresses()) == []
    assert sorted(set(PAGES) & ACTS) == []
