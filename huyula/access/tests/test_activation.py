"""First access: a code, then a password or a passkey, and nothing else."""

import time
from http import HTTPStatus

import pytest
from django.test import Client

from huyula.access import actions
from huyula.access.models import CodePurpose, Device
from huyula.access.rules import Gate
from huyula.access.samples import an_account
from huyula.access.tests.phone import Phone
from huyula.access.views.activation import PENDING, PENDING_SECONDS

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"
NEW = "lima kata yang lain lagi"


def _slip() -> actions.Issued:
    return actions.issue_code(actions.open_account(sign_in=[("NIP", NIP)], label="Sari"))


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == HTTPStatus.OK


def test_a_slip_leads_to_a_password_and_in(client: Client) -> None:
    slip = _slip()
    assert client.post("/activation/", {"code": slip.plain.lower()}).headers["Location"] == "/activation/means/"
    assert not _is_in(client)
    assert "Sari" in client.get("/activation/means/").content.decode()

    weak = client.post("/activation/means/", {"password": "123"})
    assert weak.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post("/activation/means/", {"password": NEW, "remember": "on"}).headers["Location"] == "/"

    assert _is_in(client)
    assert Device.objects.count() == 1
    again = Client().post("/activation/", {"code": slip.plain})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_slip_leads_to_a_passkey_and_in(client: Client) -> None:
    client.post("/activation/", {"code": _slip().plain})
    options = client.get("/activation/passkey/").json()
    response = client.post("/activation/passkey/", {"name": "", "credential": Phone().create(options)})
    assert response.headers["Location"] == "/"
    assert _is_in(client)


def test_a_passkey_that_was_not_made_leaves_the_code_as_it_was(client: Client) -> None:
    client.post("/activation/", {"code": _slip().plain})
    client.get("/activation/passkey/")
    response = client.post("/activation/passkey/", {"name": "", "credential": "{}"})
    assert response.headers["Location"] == "/activation/means/"
    assert client.post("/activation/means/", {"password": NEW}).headers["Location"] == "/"


def test_a_code_that_was_used_meanwhile_opens_nothing(client: Client) -> None:
    slip, other = _slip(), Client()
    for browser in (client, other):
        browser.post("/activation/", {"code": slip.plain})
    options = other.get("/activation/passkey/").json()
    client.post("/activation/means/", {"password": NEW})

    late = other.post("/activation/passkey/", {"name": "", "credential": Phone().create(options)})

    assert late.status_code == HTTPStatus.CONFLICT
    assert not _is_in(other)
    assert other.get("/activation/means/").headers["Location"] == "/activation/"


def test_a_code_that_was_used_meanwhile_takes_no_password(client: Client) -> None:
    slip, other = _slip(), Client()
    for browser in (client, other):
        browser.post("/activation/", {"code": slip.plain})
    client.post("/activation/means/", {"password": NEW})
    assert other.post("/activation/means/", {"password": "quite another one"}).status_code == HTTPStatus.CONFLICT


def test_a_code_is_used_within_half_an_hour_of_typing_it(client: Client) -> None:
    client.post("/activation/", {"code": _slip().plain})
    session = client.session
    session[PENDING] = [session[PENDING][0], time.time() - PENDING_SECONDS - 1]
    session.save()
    for address in ("/activation/means/", "/activation/passkey/"):
        assert client.get(address).headers["Location"] == "/activation/"


def test_without_a_code_there_is_nothing_to_choose(client: Client) -> None:
    assert client.get("/activation/means/").headers["Location"] == "/activation/"
    assert client.get("/activation/").status_code == HTTPStatus.OK


def test_codes_are_not_guessed(client: Client) -> None:
    client.get("/activation/")
    statuses = [
        client.post("/activation/", {"code": f"AAAA-AAAA-AAA{number}"}).status_code
        for number in range(2, Gate.DEVICE.value + 3)
    ]
    assert statuses[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_a_code_by_mail_offers_no_passkey(client: Client) -> None:
    user = an_account(NIP)
    issued = actions.issue_code(user, purpose=CodePurpose.MAIL)
    client.post("/activation/", {"code": issued.plain}, headers={"host": "localhost"})
    text = client.get("/activation/means/", headers={"host": "localhost"}).content.decode()
    assert "data-passkey-part" not in text


def test_somebody_else_who_was_in_is_out_once_a_code_is_typed(client: Client) -> None:
    client.force_login(an_account("199001012015031902"))
    client.post("/activation/", {"code": _slip().plain})
    assert not _is_in(client)
