"""Whoever goes through the product in a browser: each with a device of their own; the worker; the pictures."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from huyula.journal.samples import work_off
from tests.browser.conftest import DESKTOP, PHONE

SOON = "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at IS NOT NULL"


@dataclass
class Device:
    """A browser of one person, on a desk or in a hand. Words are those of the source; the page shows its language."""

    page: Page
    home: str
    is_phone: bool
    stage: "Stage"

    def open(self, address: str) -> None:
        """Go to an address of the product that somebody would type or scan."""
        self.page.goto(self.home + address)

    def way(self, words: str) -> None:
        """Take a way of the main menu, behind "More" where a phone has no room for it."""
        bar = self.page.get_by_role("navigation", name=_("Main navigation"))
        shown = bar.get_by_role("link", name=_(words), exact=True).filter(visible=True)
        if not shown.count():
            bar.locator("summary").click()
        self.leave(shown.first)

    def press(self, words: str) -> None:
        """Press a button that leads on."""
        self.leave(self.page.get_by_role("button", name=_(words), exact=True).filter(visible=True).first)

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.leave(self.page.get_by_role("link", name=_(words), exact=True).filter(visible=True).first)

    def leave(self, through: Locator) -> None:
        """Click what leads to another page, and wait until that one is there."""
        self.page.evaluate("document.documentElement.id = 'left-behind'")
        through.click()
        expect(self.page.locator("#left-behind")).to_have_count(0, timeout=10_000)
        self.page.wait_for_load_state()

    def fill(self, words: str, text: str) -> None:
        """Write into a field."""
        self.page.get_by_label(re.compile(re.escape(_(words)))).filter(visible=True).first.fill(text)

    def search(self, text: str) -> None:
        """Look for somebody by name."""
        self.page.get_by_role("searchbox").filter(visible=True).first.fill(text)
        self.press("Search")

    def sees(self, words: str | re.Pattern[str]) -> None:
        """See a text, as it is written."""
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in with NIP and password."""
        self.open("/sign-in/")
        self.page.fill("#id_name", name)
        self.page.fill("#id_password", password)
        self.press("Sign in")
        self.page.wait_for_url(f"{self.home}/")

    def fetch(self, press: Locator) -> bytes:
        """Download what a button or link hands out."""
        with self.page.expect_download() as waiting:
            press.click()
        download: Download = waiting.value
        return Path(download.path()).read_bytes()

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, where pictures are wanted; nothing may be wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        self.stage.keep(name, self.page)


@dataclass
class Stage:
    """A browser with as many devices as there are people, all of one size."""

    browser: Browser
    home: str
    is_phone: bool
    contexts: list[BrowserContext] = field(default_factory=list)
    taken: int = 0

    def device(self) -> Device:
        """Open a new device that nobody has signed in on."""
        context = self.browser.new_context(
            viewport=PHONE if self.is_phone else DESKTOP,
            device_scale_factor=2 if self.is_phone else 1,
            is_mobile=self.is_phone,
            has_touch=self.is_phone,
            locale="id-ID",
            timezone_id="Asia/Makassar",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return Device(context.new_page(), self.home, self.is_phone, self)

    def keep(self, name: str, page: Page) -> None:
        """Write a picture into the folder that HUYULA_SHOTS names."""
        self.taken += 1
        if folder := os.environ.get("HUYULA_SHOTS"):
            page.wait_for_load_state("networkidle")
            size = "phone" if self.is_phone else "desktop"
            page.screenshot(path=Path(folder) / f"{size}-{self.taken:02d}-{name}.png", full_page=True)

    def keep_file(self, name: str, content: bytes) -> None:
        """Write a file that was handed out beside the pictures."""
        if folder := os.environ.get("HUYULA_SHOTS"):
            (Path(folder) / name).write_bytes(content)

    def close(self) -> None:
        """Close every device."""
        for context in self.contexts:
            context.close()


def work() -> None:
    """Let the worker do what waits, what it would do in a few seconds too, until nothing is left."""
    while ProcrastinateJob.objects.filter(status="todo").exists():
        with connection.cursor() as cursor:
            cursor.execute(SOON)
        work_off()
    failed = ProcrastinateJob.objects.filter(status="failed").values_list("task_name", "args")
    assert list(failed) == []
