"""The first page shows itself at once; what waits comes as a fragment of the page that lists it all."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huyula.access.samples import an_administrator
from huyula.learning.samples import a_course, an_enrolment
from tests.pages import World, a_world
from tests.pages.people import objection_answer
from tests.pages.world import account_of

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
MOST_QUERIES = 12


@pytest.fixture
def world() -> World:
    return a_world()


def test_whoever_is_signed_out_is_welcomed(client: Client) -> None:
    assert reverse("access:sign_in") in client.get(reverse("home")).content.decode()


def test_the_first_page_leads_to_what_waits_without_a_script(client: Client, world: World) -> None:
    client.force_login(world.unit_officer)

    page = client.get(reverse("home")).content.decode()

    assert f'hx-get="{reverse("waiting")}"' in page
    assert f'href="{reverse("waiting")}"' in page


def test_the_fragment_shows_the_first_five_and_the_way_to_all(client: Client, world: World) -> None:
    for _ in range(7):
        objection_answer(world)
    client.force_login(world.unit_officer)

    answer = client.get(reverse("waiting"), headers=FRAGMENT)

    text = answer.content.decode()
    assert "<html" not in text
    assert text.count("row-words") == 5
    assert "7" in text
    assert "HX-Request" in answer.headers["Vary"]


def test_nothing_waits_for_a_new_officer(client: Client, world: World) -> None:
    client.force_login(account_of(world.sari))

    assert "Tidak ada yang menunggu Anda" in client.get(reverse("waiting"), headers=FRAGMENT).content.decode()


def test_whoever_can_learn_is_offered_courses_and_an_account_without_a_person_is_not(
    client: Client, world: World
) -> None:
    client.force_login(account_of(world.sari))
    assert "Pilih pelatihan" in client.get(reverse("home")).content.decode()

    client.force_login(an_administrator(world.agency))
    page = client.get(reverse("home"))

    assert page.status_code == 200
    assert "Pilih pelatihan" not in page.content.decode()


@pytest.mark.parametrize("role", ["administrator", "unit officer", "operator", "supervisor", "officer"])
def test_both_cost_little_for_every_role(client: Client, world: World, role: str) -> None:
    an_enrolment(world.sari, a_course(agency=world.agency))
    objection_answer(world)
    for address, headers in ((reverse("home"), {}), (reverse("waiting"), FRAGMENT), (reverse("waiting"), {})):
        client.force_login(world.roles[role])
        with CaptureQueriesContext(connection) as counted:
            client.get(address, headers=headers)
        assert len(counted) <= MOST_QUERIES, (address, headers)
