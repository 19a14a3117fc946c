"""Every page in Chromium: WCAG 2.2 AA by axe, nothing wider than a small phone, and what it weighs over the wire."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext

from huyula.access.models import User
from tests.browser.conftest import PHONE
from tests.pages import PAGES, World, a_world
from tests.test_pages import as_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_VISIT, LATER_VISIT = 100_000, 20_000
# Pages that may load one large library on the act, each with its own budget in bytes.
LARGE: dict[str, int] = {}


@pytest.fixture
def world() -> World:
    """Make one agency for all pages of a test."""
    return a_world()


def sign_in(context: BrowserContext, server_url: str, user: User | None) -> None:
    """Put the session of a user into the browser."""
    client = Client()
    as_user(client, user)
    context.clear_cookies()
    if user is not None:
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": server_url}])


def test_every_page_is_accessible_and_fits_a_small_phone(server_url: str, phone: BrowserContext, world: World) -> None:
    page, faults = phone.new_page(), []
    for name in sorted(PAGES):
        visit = PAGES[name](world)
        sign_in(phone, server_url, visit.user)
        answer = phone.request.get(server_url + visit.address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue  # a file, not a page
        page.goto(server_url + visit.address)
        found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
        faults += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            faults.append(f"{name}: {wide} px wide")
    assert faults == [], "\n".join(faults)


def weight_of(context: BrowserContext, address: str) -> int:
    """Give the bytes that a page brings over the wire, with all it loads; waits until nothing more comes."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    total = 0

    def count(event: dict[str, float]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return total


def test_pages_weigh_little(server_url: str, phone: BrowserContext, world: World) -> None:
    faults = []
    for name in ("people:persons", "people:person", "people:units", "access:account"):
        visit = PAGES[name](world)
        sign_in(phone, server_url, visit.user)
        first = weight_of(phone, server_url + visit.address)
        later = weight_of(phone, server_url + visit.address)
        if first > FIRST_VISIT or later > LARGE.get(name, LATER_VISIT):
            faults.append(f"{name}: {first} then {later} bytes")
    assert faults == []
