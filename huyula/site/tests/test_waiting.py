"""What waits for somebody: everything leads to its page, and what is safe together is looked at before it is chosen."""

import datetime as dt
import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.practice.models import UseConfirmation
from huyula.practice.samples import a_question, answer
from tests.pages import World, a_world
from tests.pages.people import objection_answer
from tests.pages.world import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def page_of(client: Client, world: World) -> str:
    """Show the supervisor what waits."""
    client.force_login(account_of(world.chief))
    return client.get(reverse("waiting")).content.decode().partition("<main")[2]


def test_acts_in_bulk_are_looked_at_first_and_nothing_is_chosen_beforehand(client: Client, world: World) -> None:
    reports = [answer(a_question(world.sari, title=f"Pelatihan {number}")) for number in range(3)]

    page = page_of(client, world)

    boxes = re.findall(r'<input class="checkbox"[^>]*name="id"[^>]*>', page)
    assert len(boxes) == 3
    assert not any("checked" in box for box in boxes)
    assert all("aria-label" in box for box in boxes)
    for report in reports:
        assert f'href="{reverse("practice:report", args=[report.pk])}"' in page
    assert "Pilih semua" in page


def test_two_taps_confirm_what_was_chosen(client: Client, world: World) -> None:
    chosen, other = (answer(a_question(world.sari, title=f"Pelatihan {number}")) for number in range(2))
    form = re.search(r'<form method="post" action="([^"]+)" id="(together-\d+)"', page_of(client, world))
    assert form is not None

    client.post(form[1], {"id": chosen.pk}, follow=True)

    assert list(UseConfirmation.objects.values_list("report", flat=True)) == [chosen.pk]
    assert reverse("practice:report", args=[other.pk]) in page_of(client, world), "what was not chosen waits on"


def test_the_button_for_the_chosen_belongs_to_their_form(client: Client, world: World) -> None:
    for number in range(2):
        answer(a_question(world.sari, title=f"Pelatihan {number}"))

    page = page_of(client, world)

    bar = page.partition('data-behaviour="bulk"')[2]
    assert 'data-form="together-1"' in bar
    assert re.search(r'<button[^>]*form="together-1"', bar), "it works without a script as well"


def test_each_single_act_leads_to_its_page(client: Client, world: World) -> None:
    visit = objection_answer(world)
    client.force_login(world.unit_officer)

    page = client.get(reverse("waiting")).content.decode()

    assert page.count(f'href="{visit.address.partition("?")[0]}"') == 2, "title and button"


@pytest.mark.parametrize(("days", "said"), [(-1, "paling lambat"), (0, "paling lambat"), (3, "terlambat 3 hari")])
def test_what_is_late_says_by_how_many_days(days: int, said: str) -> None:
    entry = Item("a.b", "A", "", "/", due=clock.today() - dt.timedelta(days))

    badge = str(engines["jinja2"].env.get_template("site/_item.html").module.deadline(entry))  # type: ignore[attr-defined]  # Jinja's

    assert entry.days_late == max(days, 0)
    assert said in badge
    assert ("badge-error" in badge) == (days > 0)
