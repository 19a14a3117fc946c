"""Personnel officers of units: given and ended, with days and reasons, through the pages."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from huyula.access.samples import an_administrator
from huyula.lib import clock
from huyula.people import policies
from huyula.people.actions import grants as actions
from huyula.people.models import Unit, UnitGrant
from huyula.people.rules.grants import why_not_end, why_not_give
from huyula.people.samples import a_person, a_unit
from huyula.people.tests.visits import account_of, enter, words_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return a_unit("Dinas Contoh")


def test_an_administrator_makes_somebody_personnel_officer_of_a_unit_and_all_below(client: Client, unit: Unit) -> None:
    section = a_unit("Bidang Data", under=unit)
    sari = a_person("Sari", unit=section)
    enter(client, an_administrator(unit.agency))
    assert "Belum ada yang memegang" in words_of(client.get(reverse("people:grants", args=[unit.pk])))
    address = reverse("people:new_grant", args=[unit.pk])
    assert "Sari" in words_of(client.get(address + "?q=sari"))

    client.post(address, {"person": sari.pk, "since": TODAY, "reason": "SK 1/2026"})

    found = policies.reach(account_of(sari))
    assert found.units == {unit.pk, section.pk}
    listed = words_of(client.get(reverse("people:grants", args=[unit.pk])))
    assert ("Sari" in listed, "SK 1/2026" in listed) == (True, True)
    again = client.post(address, {"person": sari.pk, "since": TODAY, "reason": "SK 1/2026"})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sudah memegang peran" in words_of(again)


def test_a_role_ends_with_a_day_and_a_reason(client: Client, unit: Unit) -> None:
    sari = a_person("Sari", unit=unit)
    administrator = an_administrator(unit.agency)
    grant = actions.give(unit, to=sari, since=TODAY - A_DAY, until=None, reason="SK 1/2026", by=administrator)
    enter(client, administrator)
    address = reverse("people:grant_ending", args=[grant.pk])
    assert "Sari" in words_of(client.get(address))

    early = client.post(address, {"last_day": TODAY - 2 * A_DAY, "reason": "x"})
    client.post(address, {"last_day": TODAY - A_DAY, "reason": "Pindah tugas"})
    late = client.post(address, {"last_day": TODAY - A_DAY, "reason": "x"})

    assert early.status_code == late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert policies.reach(account_of(sari)).units == frozenset()
    listed = words_of(client.get(reverse("people:grants", args=[unit.pk])))
    assert ("Pindah tugas" in listed, "Berakhir" in listed) == (True, True)


def test_a_role_that_was_ended_is_not_ended_again(unit: Unit) -> None:
    administrator = an_administrator(unit.agency)
    sari = a_person("Sari", unit=unit)
    grant = actions.give(unit, to=sari, since=TODAY, until=None, reason="SK", by=administrator)
    actions.end(grant, last_day=TODAY + 9 * A_DAY, reason="Selesai", by=administrator)

    with pytest.raises(actions.CannotEnd, match="sudah berakhir"):
        actions.end(grant, last_day=TODAY + 3 * A_DAY, reason="lagi", by=administrator)


def test_only_an_administrator_gives_and_ends_roles(client: Client, unit: Unit) -> None:
    sari, budi = a_person("Sari", unit=unit), a_person("Budi", unit=unit)
    grant = UnitGrant.objects.create(agency=unit.agency, unit=unit, user=account_of(sari), since=TODAY, reason="SK")
    enter(client, sari)

    assert client.get(reverse("people:grants", args=[unit.pk])).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("people:new_grant", args=[unit.pk])).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("people:grant_ending", args=[grant.pk])).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(PermissionDenied):
        actions.give(unit, to=budi, since=TODAY, until=None, reason="x", by=account_of(sari))
    with pytest.raises(PermissionDenied):
        actions.end(grant, last_day=TODAY, reason="x", by=account_of(sari))


def test_whoever_has_no_account_gets_no_role(unit: Unit) -> None:
    with pytest.raises(actions.CannotGrant, match="belum punya akun"):
        actions.give(
            unit,
            to=a_person("Sari", unit=unit, has_account=False),
            since=TODAY,
            until=None,
            reason="SK",
            by=an_administrator(unit.agency),
        )


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, None),
        ({"until": TODAY + A_DAY, "held": [(TODAY + 2 * A_DAY, None)]}, None),
        ({"until": TODAY - A_DAY}, "DAYS"),
        ({"has_account": False}, "NO_ACCOUNT"),
        ({"is_here": False}, "ELSEWHERE"),
        ({"held": [(TODAY - 9 * A_DAY, TODAY)]}, "AGAIN"),
        ({"held": [(TODAY - 9 * A_DAY, TODAY - A_DAY)]}, None),
    ],
)
def test_the_rule_of_giving(words: dict[str, object], refusal: str | None) -> None:
    given = {"since": TODAY, "until": None, "has_account": True, "is_here": True, "held": [], **words}

    assert why_not_give(**given) == refusal  # type: ignore[arg-type]  # a table of cases


@pytest.mark.parametrize(
    ("until", "last_day", "refusal"),
    [
        (None, TODAY, None),
        (TODAY + A_DAY, TODAY, None),
        (TODAY, TODAY, "ENDED"),
        (None, TODAY - 3 * A_DAY, "DAYS"),
    ],
)
def test_the_rule_of_ending(until: dt.date | None, last_day: dt.date, refusal: str | None) -> None:
    assert why_not_end(since=TODAY - 2 * A_DAY, until=until, last_day=last_day) == refusal
