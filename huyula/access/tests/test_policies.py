"""Who may do what over an agency."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from huyula.access import policies
from huyula.access.models import Grant, GrantEnding, Role
from huyula.access.policies import SignedInRequest, signed_in
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@signed_in
def _page(request: SignedInRequest, word: str) -> HttpResponse:
    return HttpResponse(f"{word} {request.user.label}")


def test_a_page_behind_the_lock_sees_accounts_alone() -> None:
    request = RequestFactory().get("/hours/?year=2026")
    request.user = AnonymousUser()
    assert _page(request, "hello").headers["Location"] == "/sign-in/?next=/hours/%3Fyear%3D2026"

    request.user = a_user("Sari")
    assert _page(request, "hello").content == b"hello Sari"


def test_what_is_not_allowed_stops() -> None:
    policies.ensure(True)
    with pytest.raises(PermissionDenied):
        policies.ensure(False)


def test_an_administrator_reaches_their_own_agency_alone() -> None:
    here, there = an_agency("A"), an_agency("B")
    admin = an_administrator(here)

    assert policies.is_administrator(admin, here)
    assert policies.is_administrator(admin, here.pk)
    assert not policies.is_administrator(admin, there)
    assert list(policies.visible_agencies(admin)) == [here]
    assert policies.may_read_journal(admin, here)
    assert policies.may_make_token(admin, here)
    assert policies.may_grant(admin, Role.ADMINISTRATOR, here)
    assert not policies.may_grant(admin, Role.OPERATOR, here)
    assert not policies.may_grant(admin, Role.ADMINISTRATOR, there)
    assert policies.role_over(admin, here) == "administrator"


def test_an_operator_keeps_the_machine_and_not_the_personnel() -> None:
    here, there = an_agency("A"), an_agency("B")
    operator = an_operator(here)

    assert policies.is_operator(operator)
    assert list(policies.visible_agencies(operator)) == [here]
    assert policies.may_grant(operator, Role.OPERATOR, here)
    assert not policies.may_grant(operator, Role.OPERATOR, there)
    assert not policies.may_read_journal(operator, here)
    assert not policies.may_make_token(operator, here)
    assert not policies.visible_tokens(operator).exists()
    assert policies.role_over(operator, there) == "operator"


def test_the_shell_may_grant() -> None:
    assert policies.may_grant(None, Role.OPERATOR, an_agency())
    assert policies.role_over(None, an_agency()) == "shell"


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(-1, None, True), (0, 0, True), (1, None, False), (-9, -1, False)],
)
def test_a_role_holds_on_its_days(since: int, until: int | None, holds: bool) -> None:
    today, user, agency = TODAY(), a_user(), an_agency()
    last = None if until is None else today + dt.timedelta(days=until)
    first = today + dt.timedelta(days=since)
    Grant.objects.create(user=user, agency=agency, role=Role.ADMINISTRATOR, since=first, until=last, reason="-")

    assert policies.is_administrator(user, agency) is holds


def test_an_ended_role_held_until_the_day_before() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    grant = Grant.objects.get(user=admin)
    GrantEnding.objects.create(agency=agency, grant=grant, on=TODAY(), reason="-")

    assert not policies.is_administrator(admin, agency)
    assert grant in Grant.objects.in_force(TODAY() - dt.timedelta(days=1))
    assert list(policies.visible_grants(an_operator(agency)).filter(pk=grant.pk)) == [grant]


def test_a_closed_account_holds_nothing() -> None:
    agency = an_agency()
    admin = an_administrator(agency)
    admin.is_active = False
    admin.save()

    assert policies.administered_agencies(admin) == []
    assert not policies.holders(Role.ADMINISTRATOR, agency, day=TODAY()).exists()
