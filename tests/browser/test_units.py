"""Completing the tree of units by hand: dragged with a mouse, chosen and sent without one."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, expect

from huyula.lib import clock
from huyula.people.models import UnitState
from tests.browser.test_every_page import sign_in
from tests.pages import World, a_world
from tests.pages.people import an_unplaced_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    """Make one agency."""
    return a_world()


def test_a_unit_is_dragged_onto_the_one_it_belongs_under(server_url: str, browser: Browser, world: World) -> None:
    unit = an_unplaced_unit(world)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    sign_in(context, server_url, world.administrator)
    page = context.new_page()
    page.goto(server_url + reverse("people:unplaced"))
    target = page.locator(f"[data-target='{world.section.pk}']")
    expect(target).to_be_visible()

    page.locator(f"[data-unit='{unit.pk}']").drag_to(target)

    expect(page.get_by_text(re.compile("1 unit sudah ditempatkan"))).to_be_visible()
    state = UnitState.objects.as_of(clock.today()).get(unit=unit)
    assert (state.parent, state.is_provisional) == (world.section, False)
    context.close()


def test_a_unit_is_placed_on_a_phone_by_box_and_list(server_url: str, phone: BrowserContext, world: World) -> None:
    unit = an_unplaced_unit(world)
    sign_in(phone, server_url, world.administrator)
    page = phone.new_page()
    page.goto(server_url + reverse("people:unplaced"))
    expect(page.locator("[data-targets]")).to_be_hidden()

    page.get_by_role("checkbox").first.check()
    page.get_by_label("Di bawah unit mana?").select_option(str(world.office.pk))
    page.get_by_role("button", name="Tempatkan unit terpilih").click()

    expect(page.get_by_text(re.compile("1 unit sudah ditempatkan"))).to_be_visible()
    assert not UnitState.objects.as_of(clock.today()).get(unit=unit).is_provisional
