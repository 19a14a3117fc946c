"""What is shown when something is not there, not allowed, or went wrong, and what each answer tells browsers."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from huyula.access.samples import a_user
from huyula.site import errors


@pytest.mark.django_db
def test_an_unknown_address_shows_a_way_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert 'href="/"' in response.content.decode()


@pytest.mark.django_db
def test_an_old_form_says_that_nothing_was_changed() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_user())
    response = browser.post("/account/language/", {"language": "en"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "karawo" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "fault", "status"),
    [
        (errors.bad_request, SuspiciousOperation(), HTTPStatus.BAD_REQUEST),
        (errors.forbidden, PermissionDenied(), HTTPStatus.FORBIDDEN),
    ],
)
def test_a_request_that_nobody_has_looked_at_yet_is_answered_too(page: object, fault: Exception, status: int) -> None:
    response = page(RequestFactory().get("/"), fault)  # type: ignore[operator]  # any of our pages
    assert response.status_code == status


def test_a_fault_of_ours_is_told_without_asking_the_database() -> None:
    response = errors.failed(RequestFactory().get("/"))
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Huyula" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/nowhere/", "/api/v1/csrf"])
def test_every_answer_tells_browsers_to_be_careful(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in headers["Cache-Control"]
    assert "microphone=()" in headers["Permissions-Policy"]
