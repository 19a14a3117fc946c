"""Ways to sign in: password, passkeys, the second step."""

import json
import re
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from huyula.access import actions
from huyula.access.models import Device, User
from huyula.access.rules import Gate, MeansRefusal
from huyula.access.samples import A_PASSWORD, an_account
from huyula.access.tests.phone import Phone
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"
NEW = "lima kata yang lain lagi"
JSON = {"accept": "application/json"}


@pytest.fixture
def sari(client: Client) -> User:
    """Give an account that is signed in and has just proved it."""
    user = an_account(NIP, label="Sari")
    client.post("/sign-in/", {"name": NIP, "password": A_PASSWORD})
    return user


def _passkey(client: Client) -> Phone:
    """Make a passkey for whoever is signed in."""
    phone = Phone()
    options = client.get("/account/passkeys/new/", headers=JSON).json()
    client.post("/account/passkeys/new/", {"name": "HP Sari", "credential": phone.create(options)})
    return phone


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == HTTPStatus.OK


def test_a_new_password_ends_every_other_session_and_old_codes(client: Client, sari: User) -> None:
    other = Client()
    other.post("/sign-in/", {"name": NIP, "password": A_PASSWORD})
    slip = actions.issue_code(sari)

    response = client.post("/account/password/", {"password": NEW})

    assert response.headers["Location"] == "/account/"
    assert _is_in(client)
    assert not _is_in(other)
    sari.refresh_from_db()
    assert sari.check_password(NEW)
    with pytest.raises(actions.CannotOpen):
        actions.enter_code(slip.plain)
    assert Entry.objects.filter(verb="access.password_changed").count() == 1


def test_a_remembered_device_stays_tied_to_its_session_after_that(client: Client) -> None:
    an_account(NIP)
    client.post("/sign-in/", {"name": NIP, "password": A_PASSWORD, "remember": "on"})
    client.post("/account/password/", {"password": NEW})
    assert Device.objects.get().session_key == client.session.session_key


@pytest.mark.parametrize("password", ["short", "1990010120150319", "password12345"[:8] + "1"])
def test_a_weak_password_is_refused(client: Client, sari: User, password: str) -> None:
    response = client.post("/account/password/", {"password": password})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert password not in response.content.decode()


def test_what_matters_asks_for_the_password_again(client: Client, sari: User) -> None:
    client.logout()
    client.force_login(sari)
    for address in ("password/", "passkeys/new/", "second-step/", "second-step/removal/", "recovery-codes/"):
        text = client.get(f"/account/{address}").content.decode()
        assert 'action="/account/confirmation/"' in text, address

    wrong = client.post("/account/confirmation/", {"password": "wrong"})
    right = client.post("/account/confirmation/", {"password": A_PASSWORD, "next": "/account/password/"})

    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert right.headers["Location"] == "/account/password/"
    assert 'autocomplete="new-password"' in client.get("/account/password/").content.decode()


def test_guessing_at_an_open_session_is_throttled_too(client: Client, sari: User) -> None:
    statuses = [
        client.post("/account/confirmation/", {"password": "wrong"}).status_code for _ in range(Gate.ACCOUNT.value + 1)
    ]
    assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_a_passkey_is_made_and_opens_the_account_without_a_name(client: Client, sari: User) -> None:
    phone = _passkey(client)
    client.post("/sign-out/")

    options = client.get("/sign-in/passkey/").json()
    response = client.post(
        "/sign-in/passkey/", {"credential": phone.get(options), "next": "/account/", "remember": "on"}
    )

    assert response.headers["Location"] == "/account/"
    assert "HP Sari" in client.get("/account/").content.decode()
    assert Device.objects.get().user == sari
    assert Entry.objects.filter(verb="access.passkey_added").count() == 1


def test_a_passkey_proves_who_sits_there(client: Client, sari: User) -> None:
    phone = _passkey(client)
    client.logout()
    client.force_login(sari)
    options = client.get("/account/confirmation/passkey/").json()
    answer = client.post(
        "/account/confirmation/passkey/", {"credential": phone.get(options), "next": "/account/password/"}
    )
    assert answer.headers["Location"] == "/account/password/"
    assert 'autocomplete="new-password"' in client.get("/account/password/").content.decode()


def test_a_stranger_s_passkey_proves_nothing(client: Client, sari: User) -> None:
    client.logout()
    client.force_login(sari)
    options = client.get("/account/confirmation/passkey/").json()
    client.post("/account/confirmation/passkey/", {"credential": Phone().get(options)})
    assert 'autocomplete="new-password"' not in client.get("/account/password/").content.decode()


@pytest.mark.parametrize(
    "credential",
    ["", "[]", "7", '"text"', "{}", '{"response": {}}', '{"response": {"userHandle": "AA"}}', "no json"],
)
def test_what_is_no_passkey_opens_nothing(client: Client, credential: str) -> None:
    client.get("/sign-in/passkey/")
    response = client.post("/sign-in/passkey/", {"credential": credential})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not _is_in(client)


def test_a_passkey_of_a_closed_account_opens_nothing(client: Client, sari: User) -> None:
    phone = _passkey(client)
    client.post("/sign-out/")
    actions.close_account(sari, by=None)
    options = client.get("/sign-in/passkey/").json()
    assert client.post("/sign-in/passkey/", {"credential": phone.get(options)}).headers["Location"] == "/sign-in/"
    assert not _is_in(client)


def test_a_signature_for_another_challenge_opens_nothing(client: Client, sari: User) -> None:
    phone = _passkey(client)
    client.post("/sign-out/")
    old = phone.get(client.get("/sign-in/passkey/").json())
    client.get("/sign-in/passkey/")
    assert client.post("/sign-in/passkey/", {"credential": old}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_passkeys_are_throttled_by_device(client: Client) -> None:
    client.get("/sign-in/")
    statuses = [
        client.post("/sign-in/passkey/", {"credential": "{}"}).status_code for _ in range(Gate.DEVICE.value + 1)
    ]
    assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize("credential", ["[]", "{}", '{"response": {}}'])
def test_what_is_no_passkey_is_not_kept(client: Client, sari: User, credential: str) -> None:
    client.get("/account/passkeys/new/", headers=JSON)
    response = client.post("/account/passkeys/new/", {"name": "x", "credential": credential})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Authenticator.objects.exists()


def test_a_passkey_is_removed_unless_it_is_the_only_way_in(client: Client, sari: User) -> None:
    _passkey(client)
    row = Authenticator.objects.get()
    address = f"/account/passkeys/{row.pk}/removal/"
    sari.set_unusable_password()
    sari.save()
    client.logout()
    client.force_login(sari)
    with pytest.raises(actions.CannotChange) as refusal:
        actions.remove_passkey(sari, pk=row.pk)
    assert refusal.value.code == MeansRefusal.LAST

    sari.set_password(A_PASSWORD)
    sari.save()
    client.logout()
    client.force_login(sari)
    client.post("/account/confirmation/", {"password": A_PASSWORD})
    assert "HP Sari" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    with pytest.raises(actions.CannotChange):
        actions.remove_passkey(sari, pk=row.pk)


def test_the_page_says_why_the_only_way_in_stays(client: Client, sari: User) -> None:
    phone = _passkey(client)
    sari.set_unusable_password()
    sari.save()
    options = client.get("/sign-in/passkey/").json()
    client.post("/sign-in/passkey/", {"credential": phone.get(options)})
    response = client.post(f"/account/passkeys/{Authenticator.objects.get().pk}/removal/")
    assert response.status_code == HTTPStatus.CONFLICT


def test_nobody_removes_the_passkey_of_another(client: Client, sari: User) -> None:
    _passkey(client)
    an_account("199001012015031902")
    client.post("/sign-out/")
    client.post("/sign-in/", {"name": "199001012015031902", "password": A_PASSWORD})
    address = f"/account/passkeys/{Authenticator.objects.get().pk}/removal/"
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def _code(secret: str) -> str:
    now = list(yield_hotp_counters_from_time())[1]
    return str(format_hotp_value(hotp_value(secret, now)))


def _set_up(client: Client) -> str:
    """Turn the second step on; gives the secret that the app would keep."""
    text = client.get("/account/second-step/").content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", text)
    assert found
    assert "<svg" in text
    response = client.post("/account/second-step/", {"code": _code(found[1])})
    assert response.headers["Location"] == "/account/recovery-codes/"
    return found[1]


def test_the_second_step_is_set_up_asked_for_and_dropped(client: Client, sari: User) -> None:
    secret = _set_up(client)
    assert secret not in json.dumps([row.data for row in Authenticator.objects.all()])
    codes = re.findall(r"<li><code>(\d+)</code>", client.get("/account/recovery-codes/").content.decode())
    assert len(codes) == 10

    stranger = Client()
    first = stranger.post("/sign-in/", {"name": NIP, "password": A_PASSWORD, "next": "/account/", "remember": "on"})
    assert first.headers["Location"] == "/sign-in/second-step/"
    assert not _is_in(stranger)
    wrong = stranger.post("/sign-in/second-step/", {"code": "000000"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stranger.post("/sign-in/second-step/", {"code": _code(secret)}).headers["Location"] == "/account/"
    assert _is_in(stranger)

    stranger.post("/sign-out/")
    again = stranger.post("/sign-in/", {"name": NIP, "password": A_PASSWORD})
    assert again.headers["Location"] == "/"  # the device is remembered

    lost = Client()
    lost.post("/sign-in/", {"name": NIP, "password": A_PASSWORD})
    assert lost.post("/sign-in/second-step/", {"code": codes[0]}).status_code == HTTPStatus.FOUND

    assert client.get("/account/second-step/removal/").status_code == HTTPStatus.OK
    client.post("/account/second-step/removal/")
    actions.drop_second_step(sari)
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb="access.second_step_dropped").count() == 1
    assert client.get("/account/recovery-codes/").status_code == HTTPStatus.OK


def test_a_wrong_code_sets_up_nothing(client: Client, sari: User) -> None:
    client.get("/account/second-step/")
    assert client.post("/account/second-step/", {"code": "000000"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Authenticator.objects.exists()


def test_the_second_step_is_no_door_of_its_own_and_is_throttled(client: Client, sari: User) -> None:
    _set_up(client)
    assert Client().get("/sign-in/second-step/").headers["Location"] == "/sign-in/"
    stranger = Client()
    stranger.get("/sign-in/")
    stranger.post("/sign-in/", {"name": NIP, "password": A_PASSWORD})
    for _ in range(Gate.DEVICE.value + 1):
        last = stranger.post("/sign-in/second-step/", {"code": "000000"})
    assert last.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_passkey_needs_no_second_step(client: Client, sari: User) -> None:
    phone = _passkey(client)
    _set_up(client)
    client.post("/sign-out/")
    options = client.get("/sign-in/passkey/").json()
    assert client.post("/sign-in/passkey/", {"credential": phone.get(options)}).headers["Location"] == "/"


def test_my_language_is_kept(client: Client, sari: User) -> None:
    response = client.post("/account/language/", {"language": "en"})
    sari.refresh_from_db()
    assert (sari.language, response.cookies["django_language"].value) == ("en", "en")
    client.post("/account/language/", {"language": "xx"})
    sari.refresh_from_db()
    assert sari.language == "en"
