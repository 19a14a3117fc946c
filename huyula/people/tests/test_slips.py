"""Slips: who gets one, what stands on it, what it opens, what it leaves behind; and mailed codes."""

import datetime as dt
import re
from http import HTTPStatus
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client, TestCase
from django.urls import reverse
from pypdf import PdfReader

from huyula.access import actions as access
from huyula.access.models import ActivationCode, CodePurpose, SignInKind, SignInName
from huyula.access.queries import code_of, user_by_name
from huyula.access.samples import an_administrator, an_operator
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.actions import persons as confirming
from huyula.people.actions import slips as actions
from huyula.people.models import ActivationSlip, ConfirmedAddress, Identifier, Person, Unit
from huyula.people.queries.waiting import waiting_for
from huyula.people.rules.slips import why_not_confirm, why_not_issue
from huyula.people.samples import a_person, a_unit, a_unit_officer, from_now
from huyula.people.tests.visits import account_of, enter, words_of

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def unit() -> Unit:
    return a_unit("Dinas Contoh")


@pytest.fixture
def sari(unit: Unit) -> Person:
    return a_person("Sari", unit=unit, has_account=False)


def nip_of(person: Person) -> str:
    return Identifier.objects.get(person=person, kind="NIP").value


def administrator(person: Person, unit: Unit) -> None:
    """Let a person administer the agency."""
    grant = an_administrator(unit.agency).grants.get()
    grant.user = account_of(person)
    grant.save()


def test_a_printed_slip_opens_the_account_and_its_code_stands_nowhere_else(
    client: Client, unit: Unit, sari: Person
) -> None:
    officer = a_unit_officer(unit)
    listed = enter(client, officer).get(reverse("people:slips"))
    assert ("Sari" in words_of(listed), "Belum ada slip" in words_of(listed)) == (True, True)

    response = client.post(reverse("people:slips"), {"persons": [sari.pk]})

    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    text = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    (code,) = CODE.findall(text)
    assert "Sari" in text
    row = code_of(code)
    assert row is not None
    assert row.user == user_by_name(nip_of(sari))
    assert access.activate_with_password(row.pk, password="sandi-yang-panjang") == row.user
    slip = ActivationSlip.objects.get()
    assert (slip.person, slip.unit, slip.issued_by, slip.code) == (sari, unit, officer, row)
    entry = Entry.objects.get(verb="people.slips_issued")
    assert (entry.agency_id, entry.batch) == (unit.agency_id, f"people.activationslip:{slip.pk}..{slip.pk}")
    assert "Sari" not in words_of(client.get(reverse("people:slips")))


def test_a_newer_slip_replaces_the_older(unit: Unit, sari: Person) -> None:
    officer = a_unit_officer(unit)
    (first,) = actions.issue([sari], by=officer)
    (second,) = actions.issue([sari], by=officer)

    with pytest.raises(access.CannotOpen):
        access.enter_code(first.code)
    assert access.enter_code(second.code).purpose == CodePurpose.ACTIVATION
    assert ActivationSlip.objects.filter(person=sari).count() == 2


def test_whoever_was_in_already_gets_a_code_that_renews_access(unit: Unit, sari: Person) -> None:
    officer = a_unit_officer(unit)
    (slip,) = actions.issue([sari], by=officer)
    access.activate_with_password(access.enter_code(slip.code).pk, password="sandi-yang-panjang")

    (again,) = actions.issue([sari], by=officer)

    assert access.enter_code(again.code).purpose == CodePurpose.RESET


def test_a_new_nip_is_the_new_name_to_sign_in_with(unit: Unit) -> None:
    sari = a_person("Sari", unit=unit)
    access.set_sign_in_name(account_of(sari), kind=SignInKind.NIP, name="199001012015031999")

    actions.issue([sari], by=a_unit_officer(unit))

    assert user_by_name(nip_of(sari)) == sari.user
    assert confirming.refresh_sign_in_names([sari.pk]) == []


def test_a_nip_that_another_account_signs_in_with_is_left_and_told(unit: Unit) -> None:
    sari, unnamed = a_person("Sari", unit=unit), a_person("Tanpa NIP", unit=unit)
    access.open_account(sign_in=[(SignInKind.NIP, nip_of(sari))])
    known = Identifier.objects.filter(person=unnamed, kind="NIP")
    known.update(recorded=(known.get().recorded.lower, from_now().lower))

    assert list(confirming.refresh_sign_in_names([sari.pk, unnamed.pk])) == [sari]


def test_what_stands_in_the_way_of_a_slip(unit: Unit, sari: Person) -> None:
    officer = a_unit_officer(unit)
    with pytest.raises(actions.CannotIssue) as nobody:
        actions.issue([], by=officer)
    with pytest.raises(actions.CannotIssue) as many:
        actions.issue([sari] * 301, by=officer)
    access.open_account(sign_in=[(SignInKind.NIP, nip_of(sari))])
    with pytest.raises(actions.CannotIssue) as taken:
        actions.issue([sari], by=officer)

    assert [fault.value.code for fault in (nobody, many, taken)] == ["NOBODY", "TOO_MANY", "TAKEN"]


def test_slips_of_two_agencies_are_not_printed_together(unit: Unit, sari: Person) -> None:
    elsewhere = a_unit("Dinas Lain")
    officer = a_unit_officer(unit)
    a_unit_officer(elsewhere)
    elsewhere.grants.update(user=officer)
    other = a_person("Budi", unit=elsewhere, has_account=False)

    with pytest.raises(actions.CannotIssue) as mixed:
        actions.issue([sari, other], by=officer)

    assert mixed.value.code == "MIXED"


def test_the_personnel_officer_of_another_unit_makes_no_slip(client: Client, unit: Unit, sari: Person) -> None:
    stranger = a_unit_officer(a_unit("Dinas Lain", agency=unit.agency))
    gone = a_person("Gone", unit=unit, since=clock.today() + dt.timedelta(days=1))

    for person in (sari, gone):
        with pytest.raises(PermissionDenied):
            actions.issue([person], by=stranger)
    assert enter(client, stranger).get(reverse("people:person_access", args=[sari.pk])).status_code == 403
    assert "Sari" not in words_of(client.get(reverse("people:slips")))
    assert enter(client, a_person("Budi", unit=unit)).get(reverse("people:slips")).status_code == HTTPStatus.FORBIDDEN


def test_the_access_of_an_administrator_is_renewed_by_administrators_alone(unit: Unit) -> None:
    ramla = a_person("Ramla", unit=unit)
    administrator(ramla, unit)
    officer, equal = a_unit_officer(unit), an_administrator(unit.agency)

    with pytest.raises(actions.CannotIssue) as weaker:
        actions.issue([ramla], by=officer)
    with pytest.raises(actions.CannotIssue) as oneself:
        actions.issue([ramla], by=account_of(ramla))
    actions.issue([ramla], by=equal)

    assert (weaker.value.code, oneself.value.code) == ("POWER", "ONESELF")


def test_the_access_of_an_operator_is_renewed_by_operators_alone(unit: Unit) -> None:
    ramla = a_person("Ramla", unit=unit)
    grant = an_operator(unit.agency).grants.get()
    grant.user = account_of(ramla)
    grant.save()
    equal = an_administrator(unit.agency)

    with pytest.raises(actions.CannotIssue):
        actions.issue([ramla], by=equal)
    own = an_operator(unit.agency).grants.get()
    own.user = equal
    own.save()
    actions.issue([ramla], by=equal)

    assert ActivationCode.objects.get().user == ramla.user


@pytest.mark.parametrize(
    ("words", "refusal"),
    [({}, None), ({"has_nip": False}, "NO_NIP"), ({"is_closed": True}, "CLOSED"), ({"is_oneself": True}, "ONESELF")],
)
def test_the_rule_of_slips(words: dict[str, bool], refusal: str | None) -> None:
    given = {"is_oneself": False, "has_nip": True, "holds_power": False, "may_renew_power": True, "is_closed": False}

    assert why_not_issue(**{**given, **words}) == refusal


def test_refusals_are_said_on_the_pages(client: Client, unit: Unit, sari: Person) -> None:
    officer = a_unit_officer(unit)
    access.open_account(sign_in=[(SignInKind.NIP, nip_of(sari))])
    enter(client, officer)

    listed = client.post(reverse("people:slips"), {"persons": [sari.pk]})
    none = client.post(reverse("people:slips"), {"nobody": "chosen"})
    alone = client.post(reverse("people:person_access", args=[sari.pk]), follow=True)

    assert listed.status_code == none.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Akun lain masuk dengan NIP Sari" in words_of(listed)
    assert "Akun lain masuk dengan NIP Sari" in words_of(alone)


def test_one_persons_page_prints_her_slip_and_lists_those_before(client: Client, unit: Unit, sari: Person) -> None:
    enter(client, a_unit_officer(unit))
    address = reverse("people:person_access", args=[sari.pk])

    printed = client.post(address)
    client.post(address)
    ActivationCode.objects.unspent().update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    shown = words_of(client.get(address))

    assert printed["Content-Type"] == "application/pdf"
    assert ("Diganti yang lebih baru" in shown, "Kedaluwarsa" in shown) == (True, True)
    assert "Slip kedaluwarsa" in words_of(client.get(reverse("people:slips")))


def test_a_code_is_mailed_only_to_an_address_that_was_confirmed(client: Client, unit: Unit, sari: Person) -> None:
    enter(client, a_unit_officer(unit))
    mailing, address = (reverse(f"people:{name}", args=[sari.pk]) for name in ("code_mail", "address"))
    assert "Belum ada alamat" in words_of(client.post(mailing, follow=True))

    unasked = client.post(address, {"address": "sari@contoh.example"})
    client.post(address, {"address": "Sari@Contoh.example", "asked": "on"})
    with TestCase.captureOnCommitCallbacks(execute=True):
        said = client.post(mailing, follow=True)

    assert unasked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sari@contoh.example" in words_of(said)
    (message,) = mail.outbox
    assert message.to == ["sari@contoh.example"]
    assert access.enter_code(CODE.findall(str(message.body))[0]).user == user_by_name("sari@contoh.example")


def test_another_address_replaces_the_one_before(client: Client, unit: Unit) -> None:
    sari = a_person("Sari", unit=unit)
    officer = a_unit_officer(unit)
    confirming.confirm_address(sari, address="lama@contoh.example", by=officer)
    confirming.confirm_address(sari, address="baru@contoh.example", by=officer)
    enter(client, officer)
    address = reverse("people:address", args=[sari.pk])

    again = client.post(address, {"address": "baru@contoh.example", "asked": "on"})

    assert "sudah dipastikan" in words_of(again)
    assert ConfirmedAddress.objects.standing().get(person=sari).address == "baru@contoh.example"
    assert SignInName.objects.get(user=sari.user, kind=SignInKind.EMAIL).name == "baru@contoh.example"


def test_what_stands_in_the_way_of_an_address(unit: Unit, sari: Person) -> None:
    ramla, budi = a_person("Ramla", unit=unit), a_person("Budi", unit=unit)
    administrator(ramla, unit)
    officer = a_unit_officer(unit)
    access.open_account(sign_in=[(SignInKind.EMAIL, "kepala@contoh.example")])

    with pytest.raises(confirming.CannotConfirm) as power:
        confirming.confirm_address(ramla, address="x@contoh.example", by=officer)
    with pytest.raises(confirming.CannotConfirm) as oneself:
        confirming.confirm_address(ramla, address="x@contoh.example", by=account_of(ramla))
    with pytest.raises(confirming.CannotConfirm) as taken:
        confirming.confirm_address(budi, address="kepala@contoh.example", by=officer)
    with pytest.raises(PermissionDenied):
        confirming.confirm_address(budi, address="x@contoh.example", by=account_of(budi))

    assert [fault.value.code for fault in (power, oneself, taken)] == ["POWER", "ONESELF", "TAKEN"]


@pytest.mark.parametrize(("words", "refusal"), [({}, None), ({"is_same": True}, "AGAIN")])
def test_the_rule_of_addresses(words: dict[str, bool], refusal: str | None) -> None:
    given = {"is_oneself": False, "holds_power": True, "may_renew_power": True, "is_same": False}

    assert why_not_confirm(**{**given, **words}) == refusal


def test_slips_that_soon_open_nothing_wait_for_the_personnel_office(unit: Unit, sari: Person) -> None:
    officer = a_unit_officer(unit)
    actions.issue([sari], by=officer)
    assert waiting_for(officer) == []
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    ActivationCode.objects.update(expires_at=soon)

    (item,) = waiting_for(officer)

    assert (item.kind, item.due) == ("people.slips", soon.astimezone(dt.timezone(dt.timedelta(hours=8))).date())
    assert waiting_for(account_of(a_person("Budi", unit=unit))) == []
