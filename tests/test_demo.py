"""The demo: an invented province that the product itself builds, with nobody's real data."""

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from huyula.access.models import Agency
from huyula.access.queries import agencies, user_by_name
from huyula.competence.queries.waiting import waiting_for as ratings_waiting_for
from huyula.lib import clock
from huyula.people import policies, queries
from huyula.people.models import Biodata, Identifier, IdentifierKind, Person, UnitState
from huyula.people.queries.waiting import waiting_for
from huyula.people.rules.supervisors import Source
from huyula.people.samples.cast import CAST
from huyula.site import demo
from huyula.site.demo.world import HOME, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Agency]:
    """Build the demo with a few people, once for all tests, and take it back."""
    with django_db_blocker.unblock(), override_settings(HUYULA_IS_DEMO=True), transaction.atomic():
        demo.build(people=60)
        yield Agency.objects.get(code=HOME)
        transaction.set_rollback(True)


def person(key: str) -> Person:
    user = user_by_name(key)
    assert user is not None
    found = queries.person_of(user)
    assert found is not None
    return found


def test_everybody_of_the_cast_has_a_part_to_play(province: Agency, client: Client) -> None:
    today = clock.today()
    users = {member.key: user_by_name(member.key) for member in CAST}
    roles = {key: queries.me(user) for key, user in users.items() if user}

    assert [key for key, me in roles.items() if me.is_administrator] == ["ramla"]
    assert [key for key, me in roles.items() if me.is_unit_officer] == ["yusuf"]
    assert [key for key, me in roles.items() if me.is_operator] == ["fikri"]
    assert queries.supervisor_of(person("sari"), today).person == person("ismet")
    assert queries.supervisor_of(person("nur"), today).source == Source.PLT
    assert {placement.agency.code for placement in person("wahyu").placements.all()} == {"9900", "9905"}
    assert [item.kind for item in waiting_for(users["yusuf"])] == ["people.objection"]  # type: ignore[arg-type]  # looser than the type asks
    assert client.login(name="sari", password=PASSWORD)
    assert "Sari Dewi Hasan" in client.get(reverse("people:me")).content.decode()


def test_log_ins_are_printed_for_the_whole_cast(province: Agency) -> None:
    rows = demo.logins()

    assert [row["login"] for row in rows] == [member.key for member in CAST]
    assert {row["agency"] for row in rows} == {province.name}
    assert all(set(row) == {"name", "role", "agency", "login", "password"} for row in rows)
    assert json.dumps(rows)


def test_nothing_in_it_is_anybodys(province: Agency) -> None:
    nips = Identifier.objects.filter(kind=IdentifierKind.NIP).values_list("value", flat=True)
    own = {member.nip for member in CAST}

    assert agencies().count() == 7
    assert not Agency.objects.filter(is_demo=False).exists()
    assert [nip for nip in nips if int(nip[15:]) <= 900] == []
    assert len(own) == len(CAST)
    assert not Biodata.objects.exclude(email__endswith=".example").exclude(email="").exists()


def test_some_work_is_left_for_the_administrator(province: Agency) -> None:
    ramla = user_by_name("ramla")
    assert ramla is not None

    assert UnitState.objects.as_of(clock.today()).filter(agency=province, is_provisional=True).exists()
    assert {item.kind for item in waiting_for(ramla)} == {"people.objection", "people.unplaced"}
    assert policies.reach(ramla).administered == {province.pk}


def test_a_supervisor_has_one_rating_to_look_at_and_one_to_confirm_by_a_tap(province: Agency) -> None:
    ismet = user_by_name("ismet")
    assert ismet is not None

    items = {item.kind: item for item in ratings_waiting_for(ismet) if item.due}

    assert set(items) == {"competence.review", "competence.confirmation"}
    assert "Maryam" in items["competence.confirmation"].detail
