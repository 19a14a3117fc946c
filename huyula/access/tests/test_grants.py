"""Roles over an agency are given with dates and a reason, and ended."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from huyula.access import actions, policies
from huyula.access.models import Agency, Grant, Role, User
from huyula.access.rules import GrantRefusal
from huyula.access.samples import A_PASSWORD, a_user, an_account, an_administrator, an_agency, an_operator
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"


def _give(
    user: User, over: Agency, *, by: User | None, role: Role = Role.ADMINISTRATOR, until: int | None = None
) -> Grant:
    today = timezone.localdate()
    last = None if until is None else today + dt.timedelta(days=until)
    return actions.grant(user, role=role, over=over, since=today, until=last, reason="SK 12/2026", by=by)


def test_an_administrator_gives_their_role_over_their_agency() -> None:
    agency = an_agency()
    admin, sari = an_administrator(agency), a_user("Sari")

    _give(sari, agency, by=admin, until=30)

    assert policies.is_administrator(sari, agency)
    entry = Entry.objects.get(verb="access.granted")
    assert (entry.agency_id, entry.actor_id, entry.role) == (agency.pk, admin.pk, "administrator")


def test_nobody_gives_what_is_not_theirs_to_give() -> None:
    here, there = an_agency("A"), an_agency("B")
    admin, sari = an_administrator(here), a_user()
    for over, role in ((there, Role.ADMINISTRATOR), (here, Role.OPERATOR)):
        with pytest.raises(PermissionDenied):
            _give(sari, over, by=admin, role=role)
    with pytest.raises(PermissionDenied):
        _give(sari, here, by=sari)


def test_a_role_is_not_given_twice() -> None:
    agency = an_agency()
    sari = a_user()
    _give(sari, agency, by=None)
    with pytest.raises(actions.CannotGrant) as refusal:
        _give(sari, agency, by=an_operator(agency))
    assert refusal.value.code == GrantRefusal.AGAIN


def test_a_role_ends_at_once_and_may_be_given_again() -> None:
    agency = an_agency()
    an_administrator(agency)
    sari, operator = a_user(), an_operator(agency)
    given = _give(sari, agency, by=None)

    actions.end_grant(given, reason="Mutasi", by=operator)

    assert not policies.is_administrator(sari, agency)
    assert Entry.objects.get(verb="access.grant_ended").role == "operator"
    with pytest.raises(actions.CannotEnd) as refusal:
        actions.end_grant(given, reason="Mutasi", by=operator)
    assert refusal.value.code == GrantRefusal.ENDED
    _give(sari, agency, by=operator)
    assert policies.is_administrator(sari, agency)


def test_the_last_administrator_stays_unless_the_shell_says_so() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    given = Grant.objects.get(user=admin)

    with pytest.raises(actions.CannotEnd) as refusal:
        actions.end_grant(given, reason="-", by=admin)
    assert refusal.value.code == GrantRefusal.LAST

    actions.end_grant(given, reason="-", by=None)
    assert not policies.is_administrator(admin, agency)


def test_an_administrator_of_another_agency_ends_nothing() -> None:
    given = Grant.objects.get(user=an_administrator(an_agency("A")))
    with pytest.raises(PermissionDenied):
        actions.end_grant(given, reason="-", by=an_administrator(an_agency("B")))


def _page(client: Client, agency: Agency, user: User) -> str:
    user.set_password(A_PASSWORD)
    user.save()
    client.force_login(user)
    client.post("/account/confirmation/", {"password": A_PASSWORD})
    return f"/agencies/{agency.code}/grants/new/"


def test_a_role_is_given_and_ended_on_the_page(client: Client) -> None:
    agency = an_agency()
    admin, sari = an_administrator(agency), an_account(NIP, label="Sari")
    address = _page(client, agency, admin)
    form = {"name": NIP, "role": "ADMINISTRATOR", "since": str(timezone.localdate()), "reason": "SK 12/2026"}

    assert client.post(address, form).headers["Location"] == f"/agencies/{agency.code}/grants/"
    listed = client.get(f"/agencies/{agency.code}/grants/").content.decode()
    assert "SK 12/2026" in listed
    assert "Sari" in listed

    given = Grant.objects.get(user=sari)
    assert client.get(f"/grants/{given.pk}/ending/").status_code == HTTPStatus.OK
    assert client.post(f"/grants/{given.pk}/ending/", {"reason": "Mutasi"}).status_code == HTTPStatus.FOUND
    assert not policies.is_administrator(sari, agency)
    assert "Mutasi" in client.get(f"/agencies/{agency.code}/grants/").content.decode()


def test_the_page_says_why_a_role_is_not_given_or_ended(client: Client) -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    actions.set_sign_in_name(admin, kind="NIP", name=NIP)
    address = _page(client, agency, admin)
    today = timezone.localdate()
    again = {"name": NIP, "role": "ADMINISTRATOR", "since": str(today), "reason": "-"}

    for form in ({**again, "name": "199001012015031999"}, {**again, "role": "OPERATOR"}, again):
        assert client.post(address, form).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    own = Grant.objects.get(user=admin)
    assert client.post(f"/grants/{own.pk}/ending/", {"reason": "-"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_another_agency_is_not_there(client: Client) -> None:
    here, there = an_agency("A"), an_agency("B")
    given = Grant.objects.get(user=an_administrator(there))
    client.force_login(an_administrator(here))
    for address in (f"/agencies/{there.code}/grants/", f"/grants/{given.pk}/ending/"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_password_is_asked_again_before_a_role_is_given(client: Client) -> None:
    agency = an_agency()
    client.force_login(an_administrator(agency))
    text = client.get(f"/agencies/{agency.code}/grants/new/").content.decode()
    assert f'name="next" value="/agencies/{agency.code}/grants/new/"' in text
    assert 'name="reason"' not in text


def test_my_agencies_are_listed(client: Client) -> None:
    agency = an_agency("Provinsi Contoh Satu")
    client.force_login(an_administrator(agency))
    text = client.get("/agencies/").content.decode()
    assert "Provinsi Contoh Satu" in text
    assert f"/agencies/{agency.code}/journal/" in text
    client.force_login(a_user())
    assert "Provinsi Contoh Satu" not in client.get("/agencies/").content.decode()
