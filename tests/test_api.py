"""The API: who may call, the one shape of refusals, events of devices, the snapshot of its description."""

import datetime as dt
import itertools
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import hypothesis
import pydantic
import pytest
import schemathesis
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from ninja.errors import HttpError
from pytest_django import Settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from huyula.access.models import Agency, Replay, User
from huyula.access.samples import a_user, an_agency
from huyula.lib.refused import Refused
from huyula.site import wiring
from huyula.site.api import api
from huyula.site.wsgi import application

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"
Json = dict[str, Any]


class _Why(TextChoices):
    FULL = "FULL", "All seats are taken."


class Told(pydantic.BaseModel):
    """What the events of these tests say."""

    word: str = pydantic.Field(max_length=20)


def take(user: User, body: Json, *, key: uuid.UUID, made_at: dt.datetime) -> Json:
    """Take an event as an area would: note it where a test can see it, or end in one of the ways an area may end."""
    word = Told(**body).word
    agency = Agency.objects.get(code="98api")
    Agency.objects.filter(pk=agency.pk).update(name=agency.name + word[0])
    faults: dict[str, Exception] = {
        "refused": Refused(_Why.FULL),
        "field": ValidationError({"word": "Too loud."}),
        "whole": ValidationError("Too loud."),
        "forbidden": PermissionDenied(),
        "gone": Http404(),
        "missing": ObjectDoesNotExist(),
        "fault": ZeroDivisionError(),
    }
    if word in faults:
        raise faults[word]
    return {"word": word, "by": str(user.pk), "key": str(key), "made_at": made_at.isoformat()}


@pytest.fixture
def sari(client: Client, monkeypatch: pytest.MonkeyPatch) -> User:
    """Give somebody who is signed in, and two areas that take events."""
    for kind in ("demo.told", "other.told"):
        monkeypatch.setitem(wiring.EVENTS, kind, "tests.test_api.take")
    an_agency("-", code="98api")
    user = a_user("Sari")
    client.force_login(user)
    return user


def _event(user: User, word: str = "a", **changes: object) -> Json:
    return {
        "id": str(uuid.uuid4()),
        "user": str(user.pk),
        "kind": "demo.told",
        "made_at": "2026-11-24T09:00:00+08:00",
        "sequence": 1,
        "body": {"word": word},
        **changes,
    }


def _send(client: Client, *events: Json) -> list[Json]:
    response = client.post(EVENTS, {"events": events}, content_type="application/json")
    assert response.status_code == HTTPStatus.OK, response.content
    receipts: list[Json] = response.json()["receipts"]
    return receipts


def _done() -> str:
    return Agency.objects.get(code="98api").name


def test_an_event_is_taken_once_and_answered_alike(client: Client, sari: User) -> None:
    event = _event(sari)

    [first], [second] = _send(client, event), _send(client, event)

    assert (first["status"], second["status"]) == ("accepted", "repeated")
    assert (
        first["answer"]
        == second["answer"]
        == {
            "word": "a",
            "by": str(sari.pk),
            "key": event["id"],
            "made_at": "2026-11-24T09:00:00+08:00",
        }
    )
    assert second["detail"]
    assert first["received_at"] == second["received_at"]
    assert _done() == "-a"


def test_events_are_taken_in_the_order_of_the_device(client: Client, sari: User) -> None:
    _send(client, _event(sari, "c", sequence=3), _event(sari, "a", sequence=1), _event(sari, "b", sequence=2))
    assert _done() == "-abc"


def test_nothing_is_taken_under_another_user(client: Client, sari: User) -> None:
    [hers, mine] = _send(client, _event(a_user("Budi"), "x"), _event(sari, "y", sequence=2))
    assert (hers["status"], hers["code"], mine["status"]) == ("wrong_user", "WRONG_USER", "accepted")
    assert _done() == "-y"
    assert Replay.objects.count() == 1


def test_the_same_id_with_another_body_changes_nothing(client: Client, sari: User) -> None:
    event = _event(sari, "a")
    _send(client, event)

    alone = client.post(EVENTS, {"events": [{**event, "body": {"word": "b"}}]}, content_type="application/json")
    [conflict, _] = _send(client, {**event, "body": {"word": "b"}}, _event(sari, "c", sequence=2))

    assert (alone.status_code, alone.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "OTHER_BODY")
    assert conflict["status"] == "conflict"
    assert _done() == "-ac"


def test_the_order_of_fields_in_a_body_does_not_matter(client: Client, sari: User) -> None:
    event = _event(sari, body={"word": "a", "more": 1})
    _send(client, event)
    assert _send(client, {**event, "body": {"more": 1, "word": "a"}})[0]["status"] == "repeated"


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"word": "refused"}, "FULL", "All seats are taken."),
        ({"word": "x" * 21}, "INVALID", "word: String should have at most 20 characters"),
        ({}, "INVALID", "word: Field required"),
        ({"word": "field"}, "INVALID", "word: Too loud."),
        ({"word": "whole"}, "INVALID", "Too loud."),
        ({"word": "forbidden"}, "FORBIDDEN", ""),
        ({"word": "gone"}, "NOT_FOUND", ""),
        ({"word": "missing"}, "NOT_FOUND", ""),
    ],
)
def test_a_refused_event_says_why_and_leaves_no_trace(
    client: Client, sari: User, body: Json, code: str, detail: str
) -> None:
    event = _event(sari, body=body)

    [first], [again] = _send(client, event), _send(client, event)

    assert (first["status"], first["code"]) == ("refused", code)
    assert detail in first["detail"]
    assert (again["status"], again["code"], again["detail"]) == ("refused", code, first["detail"])
    assert _done() == "-"


def test_an_unknown_kind_is_refused_and_may_come_again(
    client: Client, sari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = _event(sari, kind="demo.new")
    [receipt] = _send(client, event)
    assert (receipt["status"], receipt["code"]) == ("refused", "UNKNOWN")
    monkeypatch.setitem(wiring.EVENTS, "demo.new", "tests.test_api.take")
    assert _send(client, event)[0]["status"] == "accepted"


def test_a_fault_of_ours_holds_up_its_own_area_alone(client: Client, sari: User) -> None:
    before, fault, after = (_event(sari, word, sequence=at) for at, word in enumerate(("a", "fault", "b")))
    other = _event(sari, "c", kind="other.told", sequence=9)

    receipts = _send(client, before, fault, after, other)

    assert [receipt["status"] for receipt in receipts] == ["accepted", "retry", "retry", "accepted"]
    assert [receipt["code"] for receipt in receipts] == ["", "FAULT", "NOT_REACHED", ""]
    assert _done() == "-ac"


def test_a_batch_has_its_measure(client: Client, sari: User) -> None:
    many = [_event(sari) for _ in range(201)]
    response = client.post(EVENTS, {"events": many}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID")

    big = _event(sari, body={"word": "a", "more": "x" * 1_000_000})
    response = client.post(EVENTS, {"events": [big]}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "TOO_LARGE")
    assert _done() == "-"


@pytest.mark.parametrize("changes", [{"made_at": "yesterday"}, {"id": "1"}, {"kind": "DROP"}, {"sequence": -1}])
def test_an_unreadable_event_is_named(client: Client, sari: User, changes: Json) -> None:
    response = client.post(EVENTS, {"events": [_event(sari, **changes)]}, content_type="application/json")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert next(iter(changes)) in response.json()["detail"]


def test_no_json_is_said_to_be_none(client: Client, sari: User) -> None:
    response = client.post(EVENTS, b"{", content_type="application/json")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert set(response.json()) == {"code", "detail"}


def test_who_is_signed_out_is_told_so(client: Client, sari: User) -> None:
    response = Client().post(EVENTS, {"events": []}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "SIGN_IN")


def test_a_device_fetches_its_csrf_token_first(sari: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sari)
    event = {"events": [_event(sari)]}
    without = browser.post(EVENTS, event, content_type="application/json")
    assert (without.status_code, without.json()["code"]) == (HTTPStatus.FORBIDDEN, "CSRF")

    fresh = browser.get("/api/v1/csrf").json()

    assert fresh["user"] == str(sari.pk)
    answer = browser.post(EVENTS, event, content_type="application/json", headers={"X-CSRFToken": fresh["token"]})
    assert answer.status_code == HTTPStatus.OK
    assert Client().get("/api/v1/csrf").json()["user"] is None


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (PermissionDenied(), HTTPStatus.FORBIDDEN, "FORBIDDEN"),
        (Http404(), HTTPStatus.NOT_FOUND, "NOT_FOUND"),
        (Refused(_Why.FULL), HTTPStatus.CONFLICT, "FULL"),
        (HttpError(429, "Slower."), HTTPStatus.TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS"),
    ],
)
def test_every_refusal_has_one_shape(rf: RequestFactory, fault: Exception, status: int, code: str) -> None:
    request: HttpRequest = rf.get("/api/v1/")
    response = api.on_exception(request, fault)
    assert response.status_code == status
    answer = json.loads(response.content)
    assert set(answer) == {"code", "detail"}
    assert answer["code"] == code


def test_every_operation_names_its_refusals() -> None:
    silent = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            if operation.get("security") and not {401, 403} <= {int(code) for code in operation["responses"]}:
                silent.append(f"{method} {path}")
    assert silent == []


def test_the_description_is_the_one_that_was_reviewed(settings: Settings, tmp_path: Any) -> None:
    call_command("openapi", check=True)

    settings.ROOT = tmp_path
    with pytest.raises(CommandError):
        call_command("openapi", check=True)
    call_command("openapi")
    call_command("openapi", check=True)


@contextmanager
def _on_this_connection() -> Iterator[None]:
    """Let requests of a foreign WSGI client stay in the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def test_nobody_breaks_it(sari: User, client: Client) -> None:
    headers = {"X-CSRFToken": client.get("/api/v1/csrf").json()["token"], "Accept-Encoding": "identity"}
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    # The session is ours in each request, so these two would blame the API for taking it.
    unfair = [ignored_auth, negative_data_rejection]

    with _on_this_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        for operation, mode in itertools.product(operations, schemathesis.GenerationMode):
            if mode is schemathesis.GenerationMode.NEGATIVE and not operation.body:
                continue

            @hypothesis.settings(max_examples=25, deadline=None, database=None)
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
            def tried(case: schemathesis.Case[Any]) -> None:
                case.call_and_validate(headers=headers, cookies=cookies, excluded_checks=unfair)

            tried()
