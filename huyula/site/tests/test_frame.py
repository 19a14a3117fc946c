"""Who is shown in the head of every page, and which ways are open to them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from huyula.people import queries
from huyula.people.samples import a_person, a_unit, a_unit_officer
from huyula.people.tests.test_supervisors import a_head
from huyula.site import frame

pytestmark = pytest.mark.django_db


def test_the_frame_names_who_is_here_and_asks_once(client: Client) -> None:
    unit = a_unit("Dinas Contoh")
    user = a_person("Sari", unit=unit).user
    assert user is not None
    client.force_login(user)

    page = client.get(reverse("home")).content.decode()

    assert queries.me(user) is queries.me(user)
    assert ("Provinsi Contoh" in page, "Keluar" in page) == (True, True)
    assert frame.has_person(user)
    assert frame.has_agency(user)
    assert not frame.is_personnel_office(user)
    assert not frame.is_personnel_office(AnonymousUser())
    assert frame.is_personnel_office(a_unit_officer(unit))


def test_only_leaders_are_led_to_their_team(client: Client) -> None:
    unit = a_unit("Dinas Contoh")
    sari, ismet = a_person("Sari", unit=unit), a_head("Ismet", unit)
    assert sari.user
    assert ismet.user

    for user, count in ((sari.user, 0), (ismet.user, 2)):  # beside the page, and below it on a phone
        client.force_login(user)
        page = client.get(reverse("calendar:home")).content.decode()
        assert page.count(f'href="{reverse("insight:team")}"') == count
