"""Take the manual's pictures from a running demo: `.venv/bin/python -m tests.browser.pictures ADDRESS [NAME ...]`.

Only the invented cast of the demo is shown. CHROMIUM names the browser.
"""

import io
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

HERE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "pictures"
PASSWORD = "belajar-bersama"
PHONE: ViewportSize = {"width": 360, "height": 720}
DESK: ViewportSize = {"width": 1280, "height": 860}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, whose page, where it is (and the link followed from there), and on which screen."""

    name: str
    who: str
    address: str
    follow: str = ""
    is_desk: bool = False


SHOTS = [
    Shot("masuk", "", "/sign-in/"),
    Shot("beranda", "budi", "/"),
    Shot("nilai-diri", "nur", "/competence/", "main a[href*='/competence/rounds/']"),
    Shot("kesenjangan", "sari", "/competence/"),
    Shot("katalog", "sari", "/learning/"),
    Shot("kursus", "wahyu", "/learning/mine/", "main a[href*='/learning/courses/']"),
    Shot("pelajaran", "wahyu", "/learning/mine/", "main a[href*='/lessons/']"),
    Shot("jp", "budi", "/hours/"),
    Shot("sertifikat", "budi", "/certificates/", "main a[href*='/certificates/']"),
    Shot("periksa", "", "/sertifikat/"),
    Shot("dipakai", "fatmah", "/practice/me/", "main a[href*='/practice/questions/']"),
    Shot("perlu-anda", "ismet", "/perlu-anda/"),
    Shot("tim", "ismet", "/insight/team/", is_desk=True),
    Shot("slip", "yusuf", "/people/slips/", is_desk=True),
    Shot("impor", "ramla", "/people/imports/new/", is_desk=True),
    Shot("unit", "ramla", "/insight/units/", is_desk=True),
    Shot("kompetensi-instansi", "ramla", "/insight/gaps/", is_desk=True),
    Shot("nota", "ramla", "/insight/memos/new/", is_desk=True),
]


def sign_in(page: Page, base: str, who: str) -> None:
    """Sign in as one of the cast."""
    page.goto(f"{base}/sign-in/")
    page.fill("input[autocomplete~=username]", who)
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-user]")


def take(browser: Browser, base: str, shot: Shot) -> None:
    """Show a page and keep its first screen as a small picture."""
    context = browser.new_context(
        viewport=DESK if shot.is_desk else PHONE, locale="id-ID", device_scale_factor=1 if shot.is_desk else 2
    )
    page = context.new_page()
    if shot.who:
        sign_in(page, base, shot.who)
    page.goto(base + shot.address)
    if shot.follow:
        page.locator(shot.follow).first.click()
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(HERE / f"{shot.name}.webp", quality=70, method=6)
    sys.stdout.write(f"{shot.name}: {page.url.removeprefix(base)}\n")
    context.close()


def main() -> None:
    """Take all pictures, or those that are named."""
    base, *names = sys.argv[1:]
    HERE.mkdir(exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for shot in SHOTS:
            if not names or shot.name in names:
                take(browser, base, shot)
        browser.close()


if __name__ == "__main__":
    main()
