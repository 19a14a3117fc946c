"""Tokens for programs: shown once, scoped, bound to an agency, taken back."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja.errors import AuthenticationError
from pytest_django import Settings

from huyula.access import actions, queries
from huyula.access.middleware import Caller, Token, callers
from huyula.access.models import Agency, ApiToken, Grant, User
from huyula.access.rules import TokenRefusal
from huyula.access.samples import A_PASSWORD, a_user, an_administrator, an_agency, an_operator
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
KNOWN = {"hours:read": "Membaca JP", "events:write": "Menulis"}


def _make(agency: Agency, by: User, *, scopes: list[str] | None = None, days: int = 30) -> tuple[ApiToken, str]:
    last = timezone.localdate() + dt.timedelta(days=days)
    wanted = ["hours:read"] if scopes is None else scopes
    return actions.make_token(agency, name="SIRANSIJA", scopes=wanted, known=KNOWN, expires_on=last, by=by)


def test_a_token_is_kept_only_as_a_keyed_hash() -> None:
    agency = an_agency()
    token, secret = _make(agency, an_administrator(agency))

    assert len(secret) == len("huyula_") + 43
    assert secret.encode() not in bytes(token.index)
    assert queries.token_of(secret, day=timezone.localdate()) == token
    assert queries.token_of("huyula_other", day=timezone.localdate()) is None
    assert Entry.objects.get(verb="access.token_made").agency_id == agency.pk


def test_only_an_administrator_makes_one_and_only_for_what_there_is() -> None:
    agency = an_agency()
    for stranger in (an_operator(agency), an_administrator(an_agency())):
        with pytest.raises(PermissionDenied):
            _make(agency, stranger)
    with pytest.raises(actions.CannotMakeToken) as refusal:
        _make(agency, an_administrator(agency), scopes=["everything"])
    assert refusal.value.code == TokenRefusal.SCOPE


def test_a_token_ends_by_its_day_its_owner_or_a_word() -> None:
    agency, today = an_agency(), timezone.localdate()
    admin = an_administrator(agency)
    token, secret = _make(agency, admin, days=1)

    assert queries.token_of(secret, day=today + dt.timedelta(days=2)) is None
    actions.close_account(admin, by=None)
    assert queries.token_of(secret, day=today) is None
    actions.reopen_account(admin, by=None)
    assert queries.token_of(secret, day=today) == token

    actions.revoke_token(token, by=admin)
    actions.revoke_token(token, by=admin)
    assert queries.token_of(secret, day=today) is None
    assert Entry.objects.filter(verb="access.token_revoked").count() == 1
    with pytest.raises(PermissionDenied):
        actions.revoke_token(token, by=a_user())


def _ask(secret: str, scope: str) -> Caller:
    return Token(scope).authenticate(RequestFactory().get("/"), secret)


def test_a_call_is_made_for_an_account_within_one_agency() -> None:
    here, there = an_agency("A"), an_agency("B")
    admin = an_administrator(here)
    an_administrator(there)
    _, secret = _make(here, admin)

    caller = _ask(secret, "hours:read")

    assert (caller.user, caller.agency) == (admin, here.pk)
    assert {grant.agency for grant in caller.within(Grant.objects.all())} == {here}
    assert Caller(admin, None).within(Grant.objects.all()).count() == 2
    assert ApiToken.objects.get().last_used_on == timezone.localdate()
    assert _ask(secret, "hours:read").user == admin
    assert len(callers("hours:read")) == 2


def test_a_token_without_the_scope_is_forbidden_and_an_unknown_one_unknown() -> None:
    agency = an_agency()
    _, secret = _make(agency, an_administrator(agency))
    with pytest.raises(PermissionDenied):
        _ask(secret, "events:write")
    with pytest.raises(AuthenticationError):
        _ask("huyula_made_up", "hours:read")


@pytest.fixture
def admin(client: Client, settings: Settings) -> User:
    """Give an administrator who is signed in and has just proved it."""
    settings.HUYULA_WIRING = "huyula.access.tests.wiring"
    user = an_administrator(an_agency())
    user.set_password(A_PASSWORD)
    user.save()
    client.force_login(user)
    client.post("/account/confirmation/", {"password": A_PASSWORD})
    return user


def test_a_token_is_made_shown_once_and_taken_back_on_its_pages(client: Client, admin: User) -> None:
    [grant] = admin.grants.all()
    address = f"/agencies/{grant.agency.code}/tokens/"
    last = timezone.localdate() + dt.timedelta(days=30)
    assert "Read learning hours" in client.get(f"{address}new/").content.decode()

    made = client.post(f"{address}new/", {"name": "SIRANSIJA", "scopes": ["hours:read"], "expires_on": str(last)})

    token = ApiToken.objects.get()
    assert made.status_code == HTTPStatus.OK
    assert "huyula_" in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    listed = client.get(address).content.decode()
    assert "SIRANSIJA" in listed
    assert "huyula_" not in listed.replace("huyula_device", "")
    assert client.get(f"/tokens/{token.pk}/revocation/").status_code == HTTPStatus.OK
    assert client.post(f"/tokens/{token.pk}/revocation/").headers["Location"] == address
    assert ApiToken.objects.filter(revocation__isnull=True).count() == 0
    assert client.get(address).status_code == HTTPStatus.OK


def test_the_page_says_why_no_token_is_made(client: Client, admin: User) -> None:
    [grant] = admin.grants.all()
    form = {"name": "X", "scopes": ["hours:read"], "expires_on": "2020-01-01"}
    response = client.post(f"/agencies/{grant.agency.code}/tokens/new/", form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert str(TokenRefusal.DAYS.label) in response.content.decode()


def test_tokens_of_another_agency_are_not_there(client: Client) -> None:
    here, there = an_agency("A"), an_agency("B")
    token, _ = _make(there, an_administrator(there))
    for user in (an_administrator(here), an_operator(there)):
        client.force_login(user)
        for address in (f"/agencies/{there.code}/tokens/", f"/tokens/{token.pk}/revocation/"):
            assert client.get(address).status_code == HTTPStatus.NOT_FOUND
