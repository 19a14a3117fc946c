"""Every page in Chromium: WCAG 2.2 AA by axe, nothing wider than a small phone, and what it weighs over the wire."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from huyula.access.models import User
from tests.browser.conftest import DESKTOP, PHONE
from tests.pages import PAGES, a_world
from tests.test_pages import as_user

logger = logging.getLogger(__name__)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE, RUN = Axe(), "rules => axe.run(document, rules).then(found => found.violations)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_VISIT, LATER_VISIT = 100_000, 20_000
MEDIA = {"Image", "Media"}  # the limits are for a page without these, unless it brings them as its own look
# What a darker or wider look can break; everything else was looked at on the phone.
LOOKS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
# Pages as somebody meets them first: at the door, at home, in a list, in a form, in figures.
FIRST = ["people:persons", "people:units", "competence:rating", "exams:attempt", "insight:units"]
PARTS = 6  # the pages in parts, so that several processes share them
# Pages that may load one large library on the act, each with its own budget in bytes.
LARGE = {"letters:new_letterhead": 25_000, "letters:settings": 25_000}  # these draw the letter as it will look


def sign_in(context: BrowserContext, server_url: str, user: User | None) -> None:
    """Put the session of a user into the browser."""
    client = Client()
    as_user(client, user)
    context.clear_cookies()
    if user is not None:
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": server_url}])


def pages_of(part: int, context: BrowserContext, server_url: str) -> Iterator[tuple[str, str]]:
    """Sign in for one page of a part after the other, each in a world of its own; gives its name and whole address.

    Files that are handed out are left out.
    """
    for name in sorted(PAGES)[part::PARTS]:
        visit = PAGES[name](a_world())
        sign_in(context, server_url, visit.user)
        address = server_url + visit.address
        if context.request.get(address).headers.get("content-type", "").startswith("text/html"):
            yield name, address


def looked_at(page: Page, name: str, rules: dict[str, object]) -> list[str]:
    """Let axe, which the page has loaded, look at it as it stands; gives what is wrong and what is too wide."""
    found = page.evaluate(RUN, rules | {"resultTypes": ["violations"]})
    faults = [f"{name}: {one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return faults + ([f"{name}: {wide} px too wide"] if wide > 0 else [])


class Scales:
    """What a browser brings over the wire, page by page; not what people have photographed or drawn."""

    def __init__(self, context: BrowserContext) -> None:
        """Count in a new page."""
        self.page, self.total = context.new_page(), 0
        self.media = set[str]()
        self.wire = context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.wire.on("Network.responseReceived", self._look)
        self.wire.on("Network.loadingFinished", self._count)

    def _look(self, event: dict[str, Any]) -> None:
        if event["type"] in MEDIA and "/static/" not in event["response"]["url"]:
            self.media.add(event["requestId"])

    def _count(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.media:
            self.total += int(event["encodedDataLength"])

    def weigh(self, address: str) -> int:
        """Give the bytes that a page brings with all that it loads, what comes after it too."""
        self.total = 0
        self.page.goto(address)
        if self.page.locator("[hx-trigger]").count():
            self.page.wait_for_load_state("networkidle")  # it asks for more by itself
        self.wire.send("Runtime.evaluate", {"expression": "1"})  # what was told before has arrived with this answer
        return self.total


@pytest.fixture
def unhelped(browser: Browser) -> Iterator[BrowserContext]:
    """Open a phone without a service worker, which would carry a part of what is weighed."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", service_workers="block")
    yield context
    context.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_weighs_little_and_is_accessible_on_a_small_phone_by_day_and_at_a_desk_by_night(
    part: int, server_url: str, unhelped: BrowserContext
) -> None:
    scales, weights, faults = Scales(unhelped), dict[str, int](), list[str]()
    page = scales.page
    for name, address in pages_of(part, unhelped, server_url):
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
        if not weights:
            scales.weigh(address)  # the first visit is weighed below
        weights[name] = scales.weigh(address)
        page.evaluate(AXE.axe_script)
        faults += looked_at(page, f"{name} on a phone", {"runOnly": TAGS})
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colours change at once
        faults += looked_at(page, f"{name} in the dark", {"runOnly": LOOKS})
    assert faults == [], "\n".join(faults)
    heaviest = sorted(weights.items(), key=lambda one: -one[1])
    logger.info("the heaviest pages, in bytes: %s", heaviest[:10])
    assert heaviest[-1][1] > 0
    assert [(name, weight) for name, weight in heaviest if weight > LARGE.get(name, LATER_VISIT)] == []


@pytest.mark.parametrize("name", FIRST)
def test_a_first_visit_weighs_little_with_all_that_it_brings(
    name: str, server_url: str, unhelped: BrowserContext
) -> None:
    visit = PAGES[name](a_world())
    sign_in(unhelped, server_url, visit.user)

    weight = Scales(unhelped).weigh(server_url + visit.address)

    logger.info("%s weighs %s bytes the first time", name, weight)
    assert weight < FIRST_VISIT
