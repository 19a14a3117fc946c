"""Signing in: what is asked, what is answered, how much work it takes, how long it lasts."""

import re
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from huyula.access import actions, queries
from huyula.access.models import Device, User
from huyula.access.rules import Gate
from huyula.access.samples import A_PASSWORD, an_account
from huyula.access.tests.hashing import CountingHasher
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP, OTHER = "199001012015031901", "199001012015031902"
ADDRESS = "/sign-in/"


def _sign_in(client: Client, name: str = NIP, password: str = A_PASSWORD, **more: str) -> int:
    return client.post(ADDRESS, {"name": name, "password": password, **more}).status_code


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", [NIP, "19900101 201503 1 901", "Sari@Contoh.id"])
def test_one_signs_in_by_nip_or_address(client: Client, name: str) -> None:
    user = an_account(NIP, email="sari@contoh.id")

    response = client.post(ADDRESS, {"name": name, "password": A_PASSWORD, "next": "/account/"})

    assert response.headers["Location"] == "/account/"
    assert _is_in(client)
    assert client.session.get_expiry_age() <= 12 * 60 * 60
    assert Entry.objects.get(verb="access.signed_in").actor_id == user.pk


def test_one_is_led_to_our_own_pages_alone(client: Client) -> None:
    an_account(NIP)
    response = client.post(ADDRESS, {"name": NIP, "password": A_PASSWORD, "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_whoever_is_in_needs_no_sign_in(client: Client) -> None:
    client.force_login(an_account(NIP))
    assert client.get(ADDRESS, {"next": "/account/"}).headers["Location"] == "/account/"


def test_an_empty_form_says_what_is_missing(client: Client) -> None:
    response = client.post(ADDRESS, {})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="id_name-error"' in response.content.decode()


def _answer(name: str, password: str) -> str:
    """Give what the page says, without what differs in each page: tokens, and the name that was typed."""
    text = Client().post(ADDRESS, {"name": name, "password": password}).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text).replace(name, "NAME")


def test_unknown_closed_and_wrong_get_the_same_answer(client: Client) -> None:
    an_account(NIP)
    closed, empty = an_account(OTHER), actions.open_account(sign_in=[("NIP", "199001012015031903")])
    actions.close_account(closed, by=None)
    assert not empty.has_usable_password()

    answers = {
        _answer(NIP, "wrong password"),
        _answer(OTHER, A_PASSWORD),
        _answer("199001012015031903", "anything at all"),
        _answer("199001012015031904", "wrong password"),
    }

    assert len(answers) == 1
    assert not _is_in(client)


def test_unknown_closed_and_wrong_take_the_same_work(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["huyula.access.tests.hashing.CountingHasher"]
    an_account(NIP)
    actions.close_account(an_account(OTHER), by=None)
    actions.open_account(sign_in=[("NIP", "199001012015031903")])
    work = set()

    for name in (NIP, OTHER, "199001012015031903", "199001012015031904"):
        CountingHasher.count = 0
        client = Client()
        client.get(ADDRESS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _sign_in(client, name, "wrong password")
        work.add((CountingHasher.count, len(asked)))

    assert len(work) == 1
    assert next(iter(work))[0] == 1


def test_a_device_that_tries_too_often_is_told_until_when(client: Client) -> None:
    an_account(NIP)
    client.get(ADDRESS)
    for _ in range(Gate.DEVICE.value):
        assert _sign_in(client, password="wrong password") == HTTPStatus.UNPROCESSABLE_ENTITY

    response = client.post(ADDRESS, {"name": NIP, "password": A_PASSWORD})

    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert re.search(r"\d\d[.:]\d\d WITA", response.content.decode())
    assert not _is_in(client)


def test_the_owner_gets_in_from_a_remembered_device_while_strangers_guess(client: Client) -> None:
    an_account(NIP)
    client.get(ADDRESS)
    assert _sign_in(client, remember="on") == HTTPStatus.FOUND
    client.post("/sign-out/")
    for _ in range(Gate.ACCOUNT.value + 1):
        _sign_in(Client(), password="wrong password")

    assert _sign_in(Client()) == HTTPStatus.TOO_MANY_REQUESTS
    assert _sign_in(client) == HTTPStatus.FOUND
    assert _is_in(client)


def test_a_remembered_device_stays_in_for_long(client: Client) -> None:
    user = an_account(NIP)
    client.get(ADDRESS)

    response = client.post(
        ADDRESS,
        {"name": NIP, "password": A_PASSWORD, "remember": "on"},
        headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Safari/537.36"},
    )

    assert client.session.get_expiry_age() > 50 * 24 * 60 * 60
    device = Device.objects.get()
    assert (device.user, device.name, device.session_key) == (user, "Android, Chrome", client.session.session_key)
    cookie = response.cookies["huyula_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_forgotten_device_is_out_at_once(client: Client) -> None:
    an_account(NIP)
    phone = Client()
    _sign_in(phone, remember="on")
    _sign_in(client, remember="on")
    lost = Device.objects.get(session_key=phone.session.session_key)

    response = client.post(f"/account/devices/{lost.pk}/removal/")

    assert response.status_code == HTTPStatus.FOUND
    assert not _is_in(phone)
    assert _is_in(client)
    assert not Device.objects.filter(pk=lost.pk).exists()
    assert Entry.objects.filter(verb="access.device_forgotten").exists()


def test_forgetting_this_very_device_signs_out(client: Client) -> None:
    an_account(NIP)
    _sign_in(client, remember="on")
    response = client.post(f"/account/devices/{Device.objects.get().pk}/removal/")
    assert response.headers["Location"] == ADDRESS
    assert not _is_in(client)


def test_nobody_forgets_the_device_of_another(client: Client) -> None:
    an_account(NIP)
    _sign_in(Client(), remember="on")
    client.force_login(an_account(OTHER))
    assert client.post(f"/account/devices/{Device.objects.get().pk}/removal/").status_code == HTTPStatus.NOT_FOUND


def test_a_session_that_was_left_on_the_device_ends_with_the_next(client: Client) -> None:
    user = an_account(NIP)
    actions.remember_device(user, secret="s", name="HP", session_key="")
    client.force_login(user)
    actions.remember_device(user, secret="s", name="HP", session_key=client.session.session_key or "")
    other = Client()
    other.force_login(user)

    actions.remember_device(user, secret="s", name="HP", session_key=other.session.session_key or "")

    assert Device.objects.count() == 1
    assert not _is_in(client)
    assert _is_in(other)


def test_a_closed_account_is_out_with_its_next_request(client: Client) -> None:
    user = an_account(NIP)
    _sign_in(client)
    actions.close_account(user, by=None)
    assert not _is_in(client)


def test_signing_out_ends_the_session(client: Client) -> None:
    an_account(NIP)
    _sign_in(client)
    assert client.get("/sign-out/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    client.post("/sign-out/")
    assert not _is_in(client)
    assert not Session.objects.exists()


def test_to_be_signed_in_costs_a_session_and_a_user(client: Client) -> None:
    client.force_login(an_account(NIP))
    with CaptureQueriesContext(connection) as asked:
        client.get("/api/v1/csrf")
    assert len(asked) == 2


def test_the_language_of_the_account_comes_with_the_sign_in(client: Client) -> None:
    user = an_account(NIP)
    actions.choose_language(user, language="en")
    response = client.post(ADDRESS, {"name": NIP, "password": A_PASSWORD})
    assert response.cookies["django_language"].value == "en"


def test_whoever_forgot_gets_the_same_answer(client: Client) -> None:
    an_account(NIP, email="sari@contoh.id")
    texts = set()
    for name in (NIP, OTHER):
        text = client.post("/sign-in/forgotten/", {"name": name}).content.decode()
        texts.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text))
    assert len(texts) == 1
    assert "alert-success" in texts.pop()


def test_mail_is_not_asked_for_without_end(client: Client) -> None:
    client.get("/sign-in/forgotten/")
    statuses = [client.post("/sign-in/forgotten/", {"name": NIP}).status_code for _ in range(Gate.DEVICE.value + 1)]
    assert statuses[-2:] == [HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]


def test_a_cookie_that_we_did_not_sign_is_no_device(client: Client) -> None:
    client.cookies["huyula_device"] = "made-up"
    response = client.get(ADDRESS)
    assert "huyula_device" in response.cookies


def test_a_session_names_its_account_by_id() -> None:
    user = an_account(NIP)
    assert User.objects.get_by_natural_key(str(user.pk)) == user
    assert queries.device_of(user, secret="unknown") is None
