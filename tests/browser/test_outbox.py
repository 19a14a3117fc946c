"""What a person does is kept on the device first, shown as kept, and done with the server's receipt alone."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser.shore import BUDI, SARI, far_side

pytestmark = pytest.mark.browser
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
KEPT = """() => new Promise((give, fail) => {
  const asked = indexedDB.open("huyula");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("events").objectStore("events").index("in_order").getAll();
    all.onsuccess = () => { asked.result.close(); give(all.result); };
  };
})"""


@pytest.fixture
def sari(context: BrowserContext, shore_url: str) -> Page:
    """Open a phone on which Sari is signed in."""
    return phone_of(context, SARI, shore_url)


def phone_of(context: BrowserContext, user: str, url: str) -> Page:
    """Sign somebody in on this device and open a page of 360 px at the first question."""
    context.add_cookies([{"name": "who", "value": user, "url": url}])
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{url}/answer/")
    expect(page.locator("#answer")).to_have_attribute("data-behaves", "outbox-form")
    return page


def cut_the_line(page: Page) -> None:
    """Let the server be unreachable for this device."""
    page.context.set_offline(True)


def mend_the_line(page: Page) -> None:
    """Let it be reachable again."""
    page.context.set_offline(False)


def choose(page: Page, choice: str) -> None:
    """Answer the question."""
    page.locator(f"#answer input[value={choice}]").check()
    page.get_by_role("button", name="Jawab").click()


def arrives(*choices: str) -> None:
    """Wait until exactly these choices have arrived, in this order."""
    within_five_seconds(lambda: answers() == list(choices))
    assert answers() == list(choices)


def within_five_seconds(is_so: Callable[[], bool]) -> None:
    """Wait until something holds on the far side, where Playwright can't look."""
    deadline = time.monotonic() + 5
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)


def answers() -> list[str]:
    """Give the choices that arrived, in their order."""
    return [event["body"]["choice"] for event in far_side.arrived]


def senders() -> list[str]:
    """Give whose events arrived, in their order."""
    return [event["user"] for event in far_side.arrived]


def test_an_answer_is_green_with_the_receipt_alone(sari: Page) -> None:
    choose(sari, "b")

    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "accepted")
    expect(sari.locator("[data-when=accepted]")).to_be_visible()
    event = far_side.arrived[0]
    assert sorted(event) == ["body", "id", "kind", "made_at", "sequence", "user"]
    assert UUID7.fullmatch(event["id"])
    assert (event["user"], event["kind"]) == (SARI, "exams.answered")
    assert event["body"] == {"question": "1", "choice": "b"}
    assert sari.evaluate(KEPT) == []


def test_an_answer_lies_on_the_device_before_it_is_shown_as_kept(sari: Page) -> None:
    cut_the_line(sari)
    lies_there = sari.evaluate_handle(
        """() => { window.found = []; new MutationObserver(() => {
          if (document.querySelector("#answer").dataset.outbox !== "device" || window.found.length) return;
          window.found.push("asked"); (KEPT)().then(all => window.found.push(all.length));
        }).observe(document.querySelector("#answer"), {attributes: true}); return window.found; }""".replace(
            "KEPT", KEPT
        )
    )
    choose(sari, "a")

    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")
    sari.wait_for_function("window.found.length === 2")
    assert lies_there.json_value() == ["asked", 1]
    expect(sari.locator("[data-when=accepted]")).to_be_hidden()


def test_a_cut_line_loses_nothing_and_says_how_much_is_only_here(sari: Page, shore_url: str) -> None:
    cut_the_line(sari)
    for choice in ("a", "b", "a"):
        choose(sari, choice)
        expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")

    expect(sari.locator(".outbox")).to_contain_text("3")
    assert far_side.arrived == []

    mend_the_line(sari)

    expect(sari.locator(".outbox")).to_be_hidden()
    arrives("a", "b", "a")
    assert [event["sequence"] for event in far_side.arrived] == [1, 2, 3]


def test_what_is_kept_outlives_the_page_and_goes_out_with_the_next(sari: Page, shore_url: str) -> None:
    cut_the_line(sari)
    choose(sari, "b")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")
    sari.close()
    mend_the_line(sari)

    later = sari.context.new_page()
    later.goto(f"{shore_url}/ui/outbox/")

    expect(later.locator("[data-none]")).to_be_visible()
    arrives("b")


def test_an_answer_kept_here_stands_in_its_form_again(sari: Page) -> None:
    far_side.status = 503
    choose(sari, "b")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")

    sari.reload()

    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")
    expect(sari.locator("#answer input[value=b]")).to_be_checked()


def test_a_receipt_that_got_lost_is_asked_for_again_and_counts_once(sari: Page) -> None:
    far_side.manner = lambda event: {"status": "retry", "id": event["id"]}
    choose(sari, "a")
    expect(sari.locator(".outbox")).to_contain_text("1")
    within_five_seconds(lambda: bool(far_side.batches))
    first = far_side.batches[0]

    far_side.manner = None
    far_side.arrived.append(sari.evaluate(KEPT)[0])  # the server has it, the device doesn't know
    sari.reload()

    expect(sari.locator(".outbox")).to_be_hidden()
    assert far_side.batches[-1] == first
    arrives("a")


def test_nothing_goes_out_under_another_user(sari: Page, shore_url: str) -> None:
    cut_the_line(sari)
    choose(sari, "a")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")
    sari.close()
    mend_the_line(sari)

    budi = phone_of(sari.context, BUDI, shore_url)
    choose(budi, "b")
    expect(budi.locator("#answer")).to_have_attribute("data-outbox", "accepted")
    expect(budi.locator(".outbox")).to_be_hidden()
    budi.goto(f"{shore_url}/ui/outbox/")
    expect(budi.locator("[data-others]")).to_contain_text("1")
    assert senders() == [BUDI]

    again = phone_of(sari.context, SARI, shore_url)

    within_five_seconds(lambda: len(senders()) > 1)
    expect(again.locator(".outbox")).to_be_hidden()
    assert senders() == [BUDI, SARI]


def test_a_page_of_one_user_sends_nothing_when_another_has_signed_in_since(sari: Page, shore_url: str) -> None:
    sari.context.add_cookies([{"name": "who", "value": BUDI, "url": shore_url}])

    choose(sari, "a")

    expect(sari.locator(".outbox")).to_contain_text("1")
    assert far_side.batches == []


@pytest.mark.parametrize("status", [401, 403])
def test_it_waits_for_a_sign_in_and_then_sends(sari: Page, status: int, shore_url: str) -> None:
    far_side.status = status
    choose(sari, "a")
    expect(sari.locator(".outbox")).to_contain_text("1")
    sari.goto(f"{shore_url}/ui/outbox/")
    expect(sari.locator("[data-sign-in]")).to_be_visible()

    far_side.status = 200
    sari.reload()

    expect(sari.locator("[data-none]")).to_be_visible()
    arrives("a")


def test_each_replay_fetches_a_fresh_token(sari: Page) -> None:
    choose(sari, "a")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "accepted")
    before = far_side.tokens

    choose(sari, "b")

    expect(sari.locator(".outbox")).to_be_hidden()
    arrives("a", "b")
    assert far_side.tokens > before


@pytest.mark.parametrize(
    "receipt",
    [
        {"status": "refused", "code": "CLOSED", "detail": "Kuis sudah ditutup."},
        {"status": "conflict", "code": "OTHER_BODY", "detail": "Kuis sudah ditutup."},
    ],
)
def test_a_refused_answer_keeps_its_reason_and_waits_for_its_author(
    sari: Page, receipt: dict[str, str], shore_url: str
) -> None:
    far_side.manner = lambda event: receipt
    choose(sari, "a")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "refused")
    expect(sari.locator("[data-reason]")).to_have_text("Kuis sudah ditutup.")
    expect(sari.locator(".outbox")).to_have_class(re.compile("is-refused"))

    sari.goto(f"{shore_url}/ui/outbox/")
    row = sari.locator("[data-items] li")
    expect(row).to_contain_text("Kuis sudah ditutup.")
    expect(row.locator("a[data-page]")).to_have_attribute("href", "/answer/")
    sari.on("dialog", lambda dialog: dialog.accept())
    row.locator("[data-act=discard]").click()

    expect(sari.locator("[data-none]")).to_be_visible()
    assert sari.evaluate(KEPT) == []


def test_one_bad_event_holds_up_no_other(sari: Page) -> None:
    far_side.manner = lambda event: (
        {"status": "refused", "code": "NO", "detail": "Tidak."}
        if event["body"]["choice"] == "a"
        else {"status": "accepted"}
    )
    cut_the_line(sari)
    for choice in ("a", "b"):
        choose(sari, choice)
        expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")

    mend_the_line(sari)

    expect(sari.locator(".outbox")).to_have_class(re.compile("is-refused"))
    assert [kept["body"]["choice"] for kept in sari.evaluate(KEPT)] == ["a"]


def test_two_tabs_send_each_event_once(sari: Page, shore_url: str) -> None:
    other = phone_of(sari.context, SARI, shore_url)
    cut_the_line(sari)
    for number in range(6):
        page = (sari, other)[number % 2]
        choose(page, "ab"[number % 2])
        expect(page.locator(".outbox")).to_contain_text(str(number + 1))

    mend_the_line(sari)

    expect(sari.locator(".outbox")).to_be_hidden()
    expect(other.locator(".outbox")).to_be_hidden()
    ids = [event["id"] for event in far_side.arrived]
    assert len(ids) == len(set(ids)) == 6
    assert [event["sequence"] for event in far_side.arrived] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("is_sure", [True, False])
def test_signing_out_with_something_only_here_is_asked_first(sari: Page, *, is_sure: bool, shore_url: str) -> None:
    far_side.status = 503
    choose(sari, "a")
    expect(sari.locator(".outbox")).to_contain_text("1")
    asked: list[str] = []

    def reply(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if is_sure:
            dialog.accept()
        else:
            dialog.dismiss()

    sari.on("dialog", reply)
    sari.locator(".top .drop > summary").click()
    with sari.expect_event("dialog"):
        sari.locator("form[action='/sign-out/'] button").click()

    expect(sari).to_have_url(f"{shore_url}/ui/" if is_sure else f"{shore_url}/answer/")
    assert len(asked) == 1
    assert "1" in asked[0]


def test_without_a_line_a_page_says_so_and_shows_what_is_kept(sari: Page, shore_url: str) -> None:
    sari.evaluate("navigator.serviceWorker.ready")
    sari.reload()
    sari.wait_for_function("navigator.serviceWorker.controller")
    cut_the_line(sari)
    choose(sari, "a")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")

    sari.goto(f"{shore_url}/paper/")

    expect(sari.locator(".empty")).to_be_visible()
    expect(sari.locator("[data-items] li")).to_contain_text("Jawaban 1")
    expect(sari.locator("body")).not_to_contain_text("Sari Dewi Hasan")
    assert (
        sari.evaluate("getComputedStyle(document.querySelector('.top')).position") == "relative"
    )  # the shell came along


def test_a_long_form_is_there_again_after_a_break(sari: Page, shore_url: str) -> None:
    sari.goto(f"{shore_url}/paper/")
    expect(sari.locator("#paper")).to_have_attribute("data-behaves", "keep-draft")
    sari.get_by_label("Ceritakan").fill("Saya memakainya di loket.")
    sari.get_by_label("Kata sandi").fill("rahasia")
    sari.get_by_label("Nonklasikal").check()
    sari.get_by_label("Setuju").check()
    expect(sari.locator("[data-draft-note]")).to_be_visible()

    sari.reload()

    expect(sari.get_by_label("Ceritakan")).to_have_value("Saya memakainya di loket.")
    expect(sari.get_by_label("Nonklasikal")).to_be_checked()
    expect(sari.get_by_label("Setuju")).to_be_checked()
    expect(sari.get_by_label("Kata sandi")).to_have_value("")


def test_a_long_form_that_was_handed_in_is_forgotten(sari: Page, shore_url: str) -> None:
    sari.goto(f"{shore_url}/paper/")
    expect(sari.locator("#paper")).to_have_attribute("data-behaves", "keep-draft")
    sari.get_by_label("Ceritakan").fill("Saya memakainya di loket.")
    sari.get_by_label("Nonklasikal").check()
    expect(sari.locator("[data-draft-note]")).to_be_visible()
    sari.get_by_role("button", name="Kirim").click()
    expect(sari).to_have_url(f"{shore_url}/")

    sari.goto(f"{shore_url}/paper/")

    expect(sari.get_by_label("Ceritakan")).to_have_value("")


def test_a_draft_is_for_its_author_alone(sari: Page, shore_url: str) -> None:
    sari.goto(f"{shore_url}/paper/")
    expect(sari.locator("#paper")).to_have_attribute("data-behaves", "keep-draft")
    sari.get_by_label("Ceritakan").fill("Hanya untuk saya.")
    expect(sari.locator("[data-draft-note]")).to_be_visible()

    budi = phone_of(sari.context, BUDI, shore_url)
    budi.goto(f"{shore_url}/paper/")
    expect(budi.locator("#paper")).to_have_attribute("data-behaves", "keep-draft")

    expect(budi.get_by_label("Ceritakan")).to_have_value("")


def test_a_new_worker_leaves_the_outbox_alone(sari: Page) -> None:
    far_side.status = 503
    choose(sari, "a")
    expect(sari.locator("#answer")).to_have_attribute("data-outbox", "device")

    sari.evaluate(
        """async () => { const ready = await navigator.serviceWorker.ready; await ready.update();
          for (const name of await caches.keys()) await caches.delete(name); await ready.unregister(); }"""
    )
    far_side.status = 200
    sari.reload()

    expect(sari.locator(".outbox")).to_be_hidden()
    arrives("a")
