"""Accounts are opened, named and closed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from huyula.access import actions, queries, rules
from huyula.access.models import SignInKind, SignInName, User
from huyula.access.samples import a_user, an_account, an_agency, an_operator
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"
KEYS = ["k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "k2:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="]


def test_an_opened_account_lets_nobody_in_yet() -> None:
    agency = an_agency()

    user = actions.open_account(sign_in=[("NIP", NIP), ("EMAIL", " Sari@Contoh.id ")], by=a_user(), agency=agency)

    assert not user.has_usable_password()
    assert queries.user_by_name("19900101 201503 1 901") == user
    assert queries.user_by_name("sari@contoh.id") == user
    assert queries.mail_address_of(user) == "sari@contoh.id"
    entry = Entry.objects.get(verb="access.account_opened")
    assert (entry.agency_id, entry.about_id) == (agency.pk, str(user.pk))


def test_a_name_stands_in_the_table_encrypted() -> None:
    user = an_account(NIP)
    row = SignInName.objects.filter(user=user).extra(select={"raw": "name"}).values_list("raw", flat=True).get()
    assert NIP.encode() not in bytes(row)
    assert queries.mail_address_of(user) == ""


def test_a_new_nip_takes_the_place_of_the_old() -> None:
    user = an_account(NIP)

    actions.set_sign_in_name(user, kind=SignInKind.NIP, name="199001012026051902")

    assert queries.user_by_name(NIP) is None
    assert queries.user_by_name("199001012026051902") == user
    assert Entry.objects.filter(verb="access.name_set", fields=["nip"]).count() == 2


def test_the_same_name_again_changes_nothing() -> None:
    user = an_account(NIP)
    actions.set_sign_in_name(user, kind=SignInKind.NIP, name=f" {NIP} ")
    assert Entry.objects.filter(verb="access.name_set").count() == 1


def test_two_accounts_never_share_a_name() -> None:
    an_account(NIP)
    with pytest.raises(actions.CannotName) as refusal:
        actions.open_account(sign_in=[("NIP", NIP)])
    assert refusal.value.code == rules.NameRefusal.TAKEN
    with pytest.raises(actions.CannotName):
        actions.set_sign_in_name(a_user(), kind=SignInKind.NIP, name=" - ")


def test_a_nip_and_a_name_of_the_same_signs_are_two_names() -> None:
    first, second = a_user("1"), a_user("2")
    actions.set_sign_in_name(first, kind=SignInKind.NAME, name="123456789")
    actions.set_sign_in_name(second, kind=SignInKind.NIP, name="123456789")
    assert queries.user_by_name("123456789") == second


def test_names_are_found_and_kept_apart_under_every_key() -> None:
    with override_settings(HUYULA_FIELD_KEYS=KEYS[0]):
        user = an_account(NIP)
    with override_settings(HUYULA_FIELD_KEYS=f"{KEYS[1]},{KEYS[0]}"):
        assert queries.user_by_name(NIP) == user
        with pytest.raises(actions.CannotName):
            actions.set_sign_in_name(a_user(), kind=SignInKind.NIP, name=NIP)


def test_an_address_is_taken_away() -> None:
    user = an_account(NIP, email="sari@contoh.id")

    actions.drop_sign_in_name(user, kind=SignInKind.EMAIL)
    actions.drop_sign_in_name(user, kind=SignInKind.EMAIL)

    assert queries.user_by_name("sari@contoh.id") is None
    assert Entry.objects.filter(verb="access.name_dropped").count() == 1


def test_accounts_are_closed_and_opened_again_by_operators_and_the_system() -> None:
    user, operator = an_account(NIP), an_operator(an_agency())

    actions.close_account(user, by=operator)
    actions.close_account(user, by=None)
    assert not User.objects.get(pk=user.pk).is_active

    actions.reopen_account(user, by=None)
    actions.reopen_account(user, by=operator)
    assert User.objects.get(pk=user.pk).is_active
    assert Entry.objects.filter(verb__in=["access.account_closed", "access.account_reopened"]).count() == 2
    with pytest.raises(PermissionDenied):
        actions.close_account(operator, by=user)


def test_people_are_named_by_their_label_where_nobody_else_knows_them() -> None:
    user = a_user("Admin BKPSDM")
    assert queries.name_of(user) == "Admin BKPSDM"
    assert queries.names_of([]) == {}
