"""A form that is sent twice acts once."""

import uuid
from http import HTTPStatus

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from huyula.access.middleware import once
from huyula.access.models import Replay, User
from huyula.access.policies import SignedInRequest, signed_in
from huyula.access.samples import a_user
from huyula.lib.refused import Refused

pytestmark = pytest.mark.django_db
KEY = "019a0000-0000-7000-8000-000000000001"


class _Why(TextChoices):
    FULL = "FULL", "All seats are taken."


@signed_in
@once("access.told")
def _page(request: SignedInRequest) -> HttpResponse:
    word = request.POST.get("word", "")
    if word == "wrong":
        return HttpResponse("form again", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if word == "refused":
        raise Refused(_Why.FULL)
    request.user.label += "+"
    request.user.save()
    if word == "htmx":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": "/done/"})
    return HttpResponseRedirect("/done/")


class _NoMessages(BaseStorage):
    def _get(self, *_args: object, **_words: object) -> tuple[list[object], bool]:
        return [], True

    def _store(self, *_args: object, **_words: object) -> list[object]:
        return []


def _send(user: User, data: dict[str, object], *, header: str = KEY, path: str = "/told/") -> HttpResponse:
    headers = {"Idempotency-Key": header} if header else {}
    request = _dressed(RequestFactory().post(path, data, headers=headers), user)
    try:
        return _page(request)
    finally:
        request.close()


def _dressed(request: HttpRequest, user: User) -> HttpRequest:
    request.user = user
    request._messages = _NoMessages(request)  # type: ignore[attr-defined]  # where the framework looks for it
    return request


def test_the_second_goes_where_the_first_went() -> None:
    user = a_user("Sari")
    first, second = _send(user, {"word": "a"}), _send(user, {"word": "a"})

    assert first.headers["Location"] == second.headers["Location"] == "/done/"
    assert user.label == "Sari+"


def test_the_key_may_come_as_a_field_or_not_at_all() -> None:
    user = a_user("Sari")
    for _ in range(2):
        _send(user, {"word": "a", "idempotency_key": KEY}, header="")
        _send(user, {"word": "a"}, header="")
        _send(user, {"word": "a"}, header="no-uuid")
    assert user.label == "Sari+++++"


def test_what_is_only_looked_at_has_no_key() -> None:
    request = RequestFactory().get("/told/", headers={"Idempotency-Key": KEY})
    _page(_dressed(request, a_user()))
    assert not Replay.objects.exists()


def test_a_form_that_came_back_keeps_its_key() -> None:
    user = a_user("Sari")
    assert _send(user, {"word": "wrong"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(user, {"word": "a"}).headers["Location"] == "/done/"


def test_another_form_under_the_same_key_is_refused() -> None:
    user = a_user("Sari")
    file = SimpleUploadedFile("a.txt", b"abc")
    _send(user, {"word": "a"})

    assert _send(user, {"word": "b"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(user, {"word": "a"}, path="/told/2/").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(user, {"word": "a", "file": file}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert user.label == "Sari+"


def test_a_refusal_is_shown_again() -> None:
    user = a_user("Sari")
    for _ in range(2):
        response = _send(user, {"word": "refused"})
        assert response.status_code == HTTPStatus.CONFLICT
        assert b"All seats are taken." in response.content


def test_a_form_sent_by_htmx_says_so_in_its_own_way() -> None:
    user = a_user("Sari")
    assert _send(user, {"word": "htmx"}).headers["HX-Redirect"] == "/done/"
    assert _send(user, {"word": "htmx"}).headers["Location"] == "/done/"
    assert user.label == "Sari+"


def test_after_ninety_days_one_lands_on_the_first_page() -> None:
    user = a_user("Sari")
    _send(user, {"word": "a"})
    Replay.objects.filter(key=uuid.UUID(KEY)).update(answer=None)
    assert _send(user, {"word": "a"}).headers["Location"] == "/"
