"""A quiz on a phone whose line is cut in the middle: nothing is lost, and nothing is green that is not there."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from huyula.exams import actions
from huyula.exams.models import Answer, Attempt, Result
from huyula.exams.samples import a_quiz, account_of, an_attempt, answer, questions_of, right_values
from huyula.people.samples import a_person
from tests.browser.test_every_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def an_attempt_of_sari(*, minutes: int | None = None) -> Attempt:
    """Let Sari be at the beginning of a quiz of three questions."""
    sari = a_person("Sari")
    return an_attempt(sari, a_quiz(agency=sari.biodata.get().agency, minutes=minutes))


def opened(phone: BrowserContext, server_url: str, attempt: Attempt) -> Page:
    """Open the questions on her phone and wait until the page is awake."""
    sign_in(phone, server_url, account_of(attempt.person))
    page = phone.new_page()
    page.goto(f"{server_url}/exams/attempts/{attempt.pk}/")
    expect(page.locator("#progress")).to_have_attribute("data-behaves", "quiz")
    for place in (1, 2, 3):
        expect(page.locator(f"#q{place}-form")).to_have_attribute("data-behaves", re.compile("outbox-form"))
        expect(page.locator(f"#q{place}-form")).to_have_attribute("data-behaves", re.compile("autosubmit"))
    return page


def choose(page: Page, attempt: Attempt, place: int) -> None:
    """Choose what is right, as a thumb does."""
    for option in right_values(questions_of(attempt.quiz)[place - 1]):
        page.locator(f"#q{place}-form input[value='{option}']").check()


def stands(page: Page, place: int, state: str) -> None:
    """See where the answer to a question stands."""
    expect(page.locator(f"#q{place}-form")).to_have_attribute("data-outbox", state)


def test_a_cut_line_loses_no_answer_and_the_quiz_is_handed_in_all_the_same(
    phone: BrowserContext, server_url: str
) -> None:
    attempt = an_attempt_of_sari()
    page = opened(phone, server_url, attempt)
    choose(page, attempt, 1)
    stands(page, 1, "accepted")
    assert Answer.objects.count() == 1

    phone.set_offline(True)
    choose(page, attempt, 2)
    page.locator("#q3-value").fill("20 %")
    page.locator("#q3-value").press("Enter")
    stands(page, 2, "device")
    stands(page, 3, "device")
    expect(page.locator("[data-device-count]")).to_have_text("2")
    expect(page.locator("[data-done]")).to_have_text("3")
    expect(page.locator("[data-missing-part]")).to_be_hidden()
    page.locator("#hand-in-form button").click()
    expect(page.locator("#hand-in-form")).to_have_attribute("data-outbox", "device")
    assert page.locator("#q1-form").evaluate("form => form.inert")
    assert Answer.objects.count() == 1

    phone.set_offline(False)
    page.wait_for_url(f"{server_url}/exams/attempts/{attempt.pk}/result/")

    assert Result.objects.get().is_passed
    assert Answer.objects.filter(attempt=attempt).values("question").distinct().count() == 3
    expect(page.locator(".outbox")).to_be_hidden()


def test_an_answer_that_comes_too_late_is_refused_with_its_reason_and_counts_as_none(
    phone: BrowserContext, server_url: str
) -> None:
    attempt = an_attempt_of_sari()
    page = opened(phone, server_url, attempt)
    phone.set_offline(True)
    choose(page, attempt, 1)
    stands(page, 1, "device")
    answer(attempt, questions_of(attempt.quiz)[2], "20")
    actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(attempt.person))  # on another device

    phone.set_offline(False)

    stands(page, 1, "refused")
    expect(page.locator("#q1-form [data-reason]")).not_to_be_empty()
    expect(page.locator("[data-done]")).to_have_text("0")
    assert Answer.objects.count() == 1


def test_the_clock_is_the_servers_whatever_the_phone_shows(phone: BrowserContext, server_url: str) -> None:
    attempt = an_attempt_of_sari(minutes=10)
    phone.clock.install(time=timezone.now() + dt.timedelta(hours=3))

    page = opened(phone, server_url, attempt)

    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^(10:00|0[89]:\d\d)$"))
    expect(page.locator("[data-clock-differs]")).to_be_visible()
    expect(page.locator("[data-over]")).to_be_hidden()
