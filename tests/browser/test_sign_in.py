"""First access and sign-in on a phone: from the slip to a passkey, without typing a password."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from huyula.access import actions
from huyula.access.models import User
from huyula.access.samples import A_PASSWORD, an_account
from tests.browser.conftest import PHONE
from tests.browser.test_every_page import TAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NIP = "199001012015031901"
FINGER: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """Give a page on a phone with a finger on its sensor."""
    page = phone.new_page()
    session = phone.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    return page


@pytest.fixture
def home(server_url: str) -> str:
    """Give the address by name: browsers make passkeys at a bare IP address for nobody."""
    return server_url.replace("127.0.0.1", "localhost")


def test_from_the_slip_to_a_passkey_and_in_again(page: Page, home: str) -> None:
    user = actions.open_account(sign_in=[("NIP", NIP)], label="Sari Contoh")
    slip = actions.issue_code(user)

    page.goto(f"{home}/activation/#{slip.plain}")
    expect(page.locator("#id_code")).to_have_value(slip.plain)
    assert "#" not in page.url
    page.locator("main .btn-primary").click()
    page.locator("[data-behaves~=passkey]").click()
    page.wait_for_url(f"{home}/")
    assert page.locator("html").get_attribute("data-user") == str(user.pk)

    page.goto(f"{home}/account/")
    page.locator("main form[data-behaviour=sign-out] button").click()
    page.wait_for_url(f"{home}/sign-in/")
    page.locator("[data-behaves~=passkey]").click()
    page.wait_for_url(f"{home}/")
    assert User.objects.get().last_login is not None


def test_a_password_can_be_looked_at_while_it_is_typed(page: Page, home: str) -> None:
    an_account(NIP)
    page.goto(f"{home}/sign-in/?next=/account/")
    page.fill("#id_name", "19900101 201503 1 901")
    page.fill("#id_password", A_PASSWORD)
    page.locator("[data-behaves~=show-password]").check()
    assert page.locator("#id_password").get_attribute("type") == "text"
    page.locator("main .btn-primary").click()
    page.wait_for_url(f"{home}/account/")


@pytest.mark.parametrize("address", ["/sign-in/", "/activation/", "/sign-in/forgotten/", "/nowhere/"])
def test_pages_before_the_door_are_accessible(page: Page, home: str, address: str) -> None:
    page.goto(home + address)
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
