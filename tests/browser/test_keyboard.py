"""With the keyboard alone, on a small phone's width and at a desk: in, through the menu, a form, a quiz, a file."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, FileChooser, FilePayload, Page, ViewportSize, expect

from huyula.access.samples import A_PASSWORD, an_account
from huyula.exams.models import Answer, Result
from huyula.exams.samples import a_quiz, an_attempt, questions_of, right_values
from huyula.people.models import Import
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import sign_in
from tests.browser.test_ui import ask
from tests.pages import World, a_world
from tests.pages.world import account_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 60
NIP = "199001012015031901"


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a page without a mouse and without a finger."""
    size: ViewportSize = request.param
    context = browser.new_context(viewport=size, locale="id-ID")
    yield context.new_page()
    context.close()


@pytest.fixture
def world() -> World:
    """Make one agency."""
    return a_world()


def reach(page: Page, wanted: str) -> None:
    """Go on by Tab until what is wanted has the focus; the focus must be seen at each stop on the way."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert ask(page, "unseenFocus") is None
        if page.locator(f"{wanted}:focus").count():
            return
    raise AssertionError(f"{wanted} was not reached on {page.url}")


def press(page: Page, wanted: str, key: str = "Enter") -> None:
    """Reach something and press it."""
    reach(page, wanted)
    page.keyboard.press(key)


def test_one_signs_in(page: Page, server_url: str) -> None:
    an_account(NIP)
    page.goto(f"{server_url}/sign-in/?next=/account/")

    reach(page, "#id_name")
    page.keyboard.type(NIP)
    reach(page, "#id_password")
    page.keyboard.type(A_PASSWORD)
    press(page, "main .btn-primary")

    page.wait_for_url(f"{server_url}/account/")


def test_one_goes_through_the_menu(page: Page, server_url: str, world: World) -> None:
    sign_in(page.context, server_url, world.administrator)
    page.goto(f"{server_url}/perlu-anda/")
    address = reverse("people:imports")

    if page.locator(".ways .more > summary").is_visible():
        press(page, ".ways .more > summary")
    press(page, f".ways a[href='{address}']:visible")

    page.wait_for_url(server_url + address)


def test_one_answers_a_quiz_and_hands_it_in(page: Page, server_url: str, world: World) -> None:
    attempt = an_attempt(world.sari, a_quiz(agency=world.agency))
    sign_in(page.context, server_url, account_of(world.sari))
    page.goto(f"{server_url}/exams/attempts/{attempt.pk}/")
    expect(page.locator("#q3-form")).to_have_attribute("data-behaves", "outbox-form autosubmit")

    for place, question in enumerate(questions_of(attempt.quiz), start=1):
        answer(page, place, [str(value) for value in right_values(question)])
        expect(page.locator(f"#q{place}-form")).to_have_attribute("data-outbox", "accepted")
    press(page, f"main a[href='{reverse('exams:hand_in', args=[attempt.pk])}']")
    page.wait_for_url("**/hand-in/")
    press(page, "#hand-in-form button")

    page.wait_for_url("**/result/")
    assert Answer.objects.filter(attempt=attempt).values("question").distinct().count() == 3
    assert Result.objects.get().is_passed


def answer(page: Page, place: int, right: list[str]) -> None:
    """Answer a question: a radio by its arrows, boxes by Space, words by typing them."""
    form = f"#q{place}-form"
    if page.locator(f"{form} input[type=radio]").count():
        reach(page, f"{form} input[type=radio]")
        page.keyboard.press("Space")
        while not page.locator(f"{form} input[value='{right[0]}']:checked").count():
            page.keyboard.press("ArrowDown")
            assert ask(page, "unseenFocus") is None
    elif page.locator(f"{form} input[type=checkbox]").count():
        shown = page.locator(f"{form} input[type=checkbox]").evaluate_all("all => all.map(one => one.value)")
        for value in (one for one in shown if one in right):
            press(page, f"{form} input[value='{value}']", "Space")
    else:
        reach(page, f"{form} input[name=value]")
        page.keyboard.type(right[0])
        page.keyboard.press("Enter")


def test_one_gives_a_file(page: Page, server_url: str, world: World) -> None:
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda one: choosers.append(one))  # noqa: PLW0108 - no bound method of a built-in
    sign_in(page.context, server_url, world.administrator)
    page.goto(server_url + reverse("people:new_import"))
    file = FilePayload(name="ref-unor.csv", mimeType="text/csv", buffer=b"Id,DiatasanId,NamaUnor,PemimpinPnsId\n")

    reach(page, "input[name=kind]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=kind]:checked")).to_have_value("UNITS")
    reach(page, "#id_file")
    page.keyboard.press("Enter")
    for _moment in range(100):
        if choosers:
            break
        page.wait_for_timeout(50)
    choosers[0].set_files(file)
    press(page, "main form .btn-primary")

    expect(page.get_by_role("heading", level=1)).to_have_text("ref-unor.csv")
    assert Import.objects.get().kind == "UNITS"
