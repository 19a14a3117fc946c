"""Closed by default: whoever is signed out sees what is public, and nothing else."""

from http import HTTPStatus

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from huyula.access.gateways import AccountAdapter, MfaAdapter
from huyula.access.middleware import client_address
from huyula.access.samples import A_PASSWORD, a_user, an_account, an_agency
from huyula.access.tests.phone import Phone

pytestmark = pytest.mark.django_db


def test_a_closed_page_leads_to_the_sign_in_and_back(client: Client) -> None:
    agency = an_agency()
    address = f"/agencies/{agency.code}/journal/?verb=access."
    assert (
        client.get(address).headers["Location"] == f"/sign-in/?next=/agencies/{agency.code}/journal/%3Fverb%3Daccess."
    )
    assert client.post("/account/language/").headers["Location"] == "/sign-in/?next=/"


def test_a_fragment_leads_its_whole_page_there(client: Client) -> None:
    response = client.get(
        "/account/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/agencies/?page=2"}
    )
    assert response.headers["HX-Redirect"] == "/sign-in/?next=/agencies/%3Fpage%3D2"
    lost = client.get("/account/", headers={"HX-Request": "true"})
    assert lost.headers["HX-Redirect"] == "/sign-in/?next=/"


@pytest.mark.parametrize("address", ["/sign-in/", "/activation/", "/sign-in/forgotten/", "/api/v1/csrf", "/nowhere/"])
def test_a_public_page_is_open(client: Client, address: str) -> None:
    assert client.get(address).status_code in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}


def _request(**meta: str) -> HttpRequest:
    return RequestFactory().get("/", **meta)  # type: ignore[arg-type]  # what a server would put there


def test_an_address_is_believed_only_from_our_own_proxy(settings: Settings) -> None:
    request = _request(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2")
    assert client_address(request) == "203.0.113.7"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == "198.51.100.2"


def test_passkeys_are_offered_where_browsers_make_them(client: Client) -> None:
    assert "data-passkey-part" not in client.get("/sign-in/").content.decode()
    assert "data-passkey-part" in client.get("/sign-in/", headers={"host": "localhost:8000"}).content.decode()
    assert "data-passkey-part" in client.get("/sign-in/", secure=True).content.decode()


def test_whoever_is_in_needs_no_passkey(client: Client) -> None:
    client.force_login(a_user())
    assert client.get("/sign-in/passkey/", {"next": "/account/"}).headers["Location"] == "/account/"


def test_a_stranger_s_passkey_is_refused_in_words(client: Client) -> None:
    options = client.get("/sign-in/passkey/").json()
    response = client.post("/sign-in/passkey/", {"credential": Phone().get(options, handle="")})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "alert-error" in response.content.decode()


def test_allauth_asks_and_says_nothing_of_its_own() -> None:
    assert AccountAdapter().is_reauthentication_required(app="allauth.mfa") is False
    AccountAdapter().add_message(None, 20, "account/messages/logged_in.txt")


def test_secrets_of_the_second_step_are_sealed(settings: Settings) -> None:
    sealed = MfaAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSW" not in sealed
    assert MfaAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_the_device_s_dialogue_names_the_person(client: Client, settings: Settings) -> None:
    settings.HUYULA_WIRING = "huyula.access.tests.wiring"
    an_account("199001012015031901")
    client.post("/sign-in/", {"name": "199001012015031901", "password": A_PASSWORD})
    options = client.get("/account/passkeys/new/", headers={"accept": "application/json"}).json()
    user = options["publicKey"]["user"]
    assert (user["name"], user["displayName"]) == ("Sari Dewi Hasan", "Sari Dewi Hasan")
    assert options["publicKey"]["rp"]["name"] == "Huyula"
    assert options["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
