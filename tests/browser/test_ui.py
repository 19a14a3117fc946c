"""The frame and the components as people meet them: by eye, by keyboard, in large letters, on paper, on a thin line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]  # it brings no types
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.shore import SARI

pytestmark = pytest.mark.browser
VIEWS = ["light", "dark", "contrast", "contrast-dark", "letters"]
WIDTHS = [360, 1280]
PROBES = (Path(__file__).parent / "probes.js").read_text().strip().removesuffix(";")


def ask(page: Page, probe: str) -> Any:
    """Ask a question of probes.js."""
    return page.evaluate(f"{PROBES}.{probe}()")


@pytest.fixture
def gallery(page: Page, shore_url: str) -> Iterator[Page]:
    """Open the live page as Sari and listen for complaints of the browser."""
    complaints: list[str] = []
    page.context.add_cookies([{"name": "who", "value": SARI, "url": shore_url}])
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{shore_url}/ui/")
    expect(page.locator("[data-behaviour]:not([data-behaves])")).to_have_count(0)  # what is pressed before has no act
    yield page
    assert complaints == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_can_be_read_by_everybody(gallery: Page, view: str, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.goto(f"{gallery.url}?view={view}")
    gallery.locator("details").evaluate_all(
        "all => all.forEach(one => { if (!one.closest('header, nav')) one.open = true })"
    )

    found = Axe().run(gallery)
    sideways = gallery.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert found.violations_count == 0, found.generate_report()
    assert sideways <= 0
    assert ask(gallery, "smallLetters") == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_target_is_large_enough_for_a_thumb(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})

    assert ask(gallery, "smallTargets") == []


def test_the_keyboard_reaches_the_content_first(gallery: Page) -> None:
    gallery.keyboard.press("Tab")
    expect(gallery.locator(".skip")).to_be_focused()

    gallery.keyboard.press("Enter")

    expect(gallery.locator("#main")).to_be_focused()


def test_the_keyboard_reaches_everything_that_can_be_used(gallery: Page) -> None:
    usable = ask(gallery, "stops")
    seen = set()
    gallery.evaluate("document.body.focus()")
    for _ in range(usable + 20):
        gallery.keyboard.press("Tab")
        seen.add(ask(gallery, "stop"))

    assert len(seen) >= usable


def test_a_menu_opens_and_closes_by_keyboard(gallery: Page) -> None:
    summary = gallery.locator(".top .drop > summary")
    summary.focus()
    gallery.keyboard.press("Enter")
    expect(gallery.locator(".top .drop-body")).to_be_visible()

    gallery.keyboard.press("Escape")

    expect(gallery.locator(".top .drop-body")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_dialog_takes_the_focus_and_gives_it_back(gallery: Page) -> None:
    opener = gallery.locator("[data-dialog=undo]")
    opener.focus()
    gallery.keyboard.press("Enter")
    expect(gallery.locator("#undo")).to_be_visible()

    gallery.keyboard.press("Escape")

    expect(gallery.locator("#undo")).to_be_hidden()
    expect(opener).to_be_focused()


def test_bulk_acts_are_closed_until_something_is_chosen(gallery: Page) -> None:
    act = gallery.locator(".bulk button")
    expect(act).to_be_disabled()

    gallery.locator(".bulk [data-all]").check()

    expect(act).to_be_enabled()
    assert "3" in gallery.locator(".bulk output").inner_text()


def test_a_file_is_shown_with_its_size_before_it_is_sent(gallery: Page) -> None:
    gallery.locator("#id_proof").set_input_files(
        {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_234_567}
    )

    expect(gallery.locator(".upload-list li").first).to_have_text("bukti.pdf – 1,2 MB")


def test_display_and_language_are_kept_without_script(browser: Browser, shore_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shore_url}/ui/")
    page.locator(".top summary").click()
    page.locator(".display input[value=dark]").check(force=True)
    page.locator(".display input[value=large]").check(force=True)
    page.locator(".display .btn").click()
    page.locator(".foot button[value=en]").click()

    page.goto(f"{shore_url}/offline/")

    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-letters", "large")
    expect(root).to_have_attribute("lang", "en")
    context.close()


def test_nothing_moves_for_whom_motion_hurts(gallery: Page) -> None:
    gallery.emulate_media(reduced_motion="reduce")

    assert ask(gallery, "moving") == []


def test_paper_carries_the_content_alone(gallery: Page) -> None:
    gallery.emulate_media(media="print")

    for selector in (".ways", ".top-acts", ".bulk", ".acts >> nth=0"):
        expect(gallery.locator(selector)).to_be_hidden()
    expect(gallery.locator("h1")).to_be_visible()


def test_the_first_visit_fits_a_thin_line(context: BrowserContext, shore_url: str) -> None:
    page = context.new_page()
    wire = context.new_cdp_session(page)
    arrived: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))

    answer = page.goto(f"{shore_url}/offline/", wait_until="networkidle")

    assert answer is not None
    body = answer.body()  # this small server sends pages as they are, the real one compresses them
    assert sum(arrived) - len(body) + len(brotli.compress(body, quality=5)) < 45_000, arrived
