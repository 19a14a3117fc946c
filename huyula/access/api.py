"""The door for devices: a fresh CSRF token, and what was done without the server."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from inspect import signature
from typing import Any, Literal

import orjson
import pydantic
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema, Status

from huyula.access import actions
from huyula.access.middleware import PROBLEMS, Problem, Session
from huyula.access.models import User
from huyula.lib.refused import Refused
from huyula.ui.slots import function_at, wired

MOST_EVENTS = 200
MOST_BYTES = 1_000_000
Take = Callable[..., actions.Answer]
logger = logging.getLogger(__name__)
router = Router(tags=["device"])


class EventRefusal(TextChoices):
    """Why an event of a device is not carried out, whatever its kind."""

    UNKNOWN = "UNKNOWN", _("Huyula does not know this kind of act (%(kind)s). Load the page again.")
    INVALID = "INVALID", _("%(field)s: %(fault)s")
    FORBIDDEN = "FORBIDDEN", _("You may not do this.")
    NOT_FOUND = "NOT_FOUND", _("What this was about is not there, or not yours.")
    WRONG_USER = "WRONG_USER", _("This belongs to somebody else on this device. It waits until they sign in.")
    FAULT = "FAULT", _("Something went wrong on our side. It stays on your device and is sent again.")
    NOT_REACHED = "NOT_REACHED", _("Something before it has to be taken first. It is sent again.")
    REPEATED = "REPEATED", _("This was received already.")


class CannotTake(Refused):
    """That an event of a device is not carried out."""


class Event(Schema):
    """What somebody did on a device, in the order of `sequence`."""

    id: uuid.UUID
    user: uuid.UUID
    kind: str = Field(pattern=r"^[a-z_]+(\.[a-z_]+)+$", max_length=60)
    made_at: pydantic.AwareDatetime
    sequence: int = Field(ge=0, lt=2**53)
    body: dict[str, Any]


class Batch(Schema):
    """Events of one device."""

    events: list[Event] = Field(max_length=MOST_EVENTS)


class EventReceipt(Schema):
    """How one event was answered. `retry`, `wrong_user`: keep it and send it again later; anything else is final."""

    id: uuid.UUID
    status: Literal["accepted", "repeated", "refused", "conflict", "retry", "wrong_user"]
    code: str = ""
    detail: str = ""
    answer: dict[str, Any] | None = None
    received_at: dt.datetime | None = None


class Receipts(Schema):
    """One receipt for each event, in the order in which they were taken."""

    receipts: list[EventReceipt]


class Csrf(Schema):
    """What a device sends along with what it changes, and who is signed in (null: nobody)."""

    token: str
    user: uuid.UUID | None


@router.get("/csrf", response={200: Csrf}, auth=None, summary="A fresh CSRF token", url_name="csrf")
def csrf(request: HttpRequest) -> Csrf:
    """Give the token that goes into the header X-CSRFToken."""
    return Csrf(token=get_token(request), user=request.user.pk if isinstance(request.user, User) else None)


@router.post(
    "/events/",
    response={200: Receipts, 413: Problem, **{code: PROBLEMS[code] for code in (400, 401, 403, 422)}},
    auth=Session(),
    summary="Take what was done on a device",
    url_name="events",
)
def events(request: HttpRequest, batch: Batch) -> "Receipts | Status[Problem]":
    """Take at most 200 events and 1 MB; each has its own transaction and its own receipt."""
    if len(request.body) > MOST_BYTES:
        return Status(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Problem(code="TOO_LARGE", detail=str(_("Send less at once.")))
        )
    user = request.auth.user  # type: ignore[attr-defined]  # ninja puts what Session gave there
    receipts = list(taken(user, sorted(batch.events, key=lambda event: event.sequence)))
    if len(receipts) == 1 and receipts[0].status == "conflict":
        only = receipts[0]
        return Status(HTTPStatus.UNPROCESSABLE_ENTITY, Problem(code=only.code, detail=only.detail))
    return Receipts(receipts=receipts)


def taken(user: User, given: list[Event]) -> Iterator[EventReceipt]:
    """Take events one after another.

    After a fault of ours the later events of the same area wait, lest a quiz be handed in before its last answer is
    there; other areas go on.
    """
    stopped: set[str] = set()
    for event in given:
        area = event.kind.partition(".")[0]
        if event.user != user.pk:
            yield _said(event, "wrong_user", EventRefusal.WRONG_USER)
        elif area in stopped:
            yield _said(event, "retry", EventRefusal.NOT_REACHED)
        else:
            receipt = _taken_once(user, event)
            if receipt.status == "retry":
                stopped.add(area)
            yield receipt


def _taken_once(user: User, event: Event) -> EventReceipt:
    path = wired("EVENTS", {}).get(event.kind)
    if path is None:  # not kept: a newer server may know it
        detail = str(EventRefusal.UNKNOWN.label) % {"kind": event.kind}
        return EventReceipt(id=event.id, status="refused", code=EventRefusal.UNKNOWN.value, detail=detail)
    try:
        receipt = actions.answer_once(
            user,
            key=event.id,
            kind=event.kind,
            body=orjson.dumps(event.body, option=orjson.OPT_SORT_KEYS),
            at_device=event.made_at,
            act=lambda: _act(function_at(path), user, event),
        )
    except actions.CannotReplay as refusal:
        return EventReceipt(id=event.id, status="conflict", code=refusal.code, detail=refusal.detail)
    except Exception:  # a bug in one area must not lose what other areas were sent
        logger.exception("An event of kind %s failed.", event.kind)
        return _said(event, "retry", EventRefusal.FAULT)
    return _as_receipt(receipt)


def _act(take: Take, user: User, event: Event) -> actions.Answer:
    """Call an area's function; what is wrong with the event becomes a refusal that is kept, anything else passes."""
    try:
        more = {"sequence": event.sequence} if "sequence" in signature(take).parameters else {}
        return take(user, event.body, key=event.id, made_at=event.made_at, **more)
    except pydantic.ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CannotTake(EventRefusal.INVALID, field=field, fault=first["msg"]) from fault
    except ValidationError as fault:
        field = next(iter(fault.message_dict), "") if hasattr(fault, "error_dict") else ""
        raise CannotTake(EventRefusal.INVALID, field=field, fault=" ".join(fault.messages)) from fault
    except PermissionDenied as fault:
        raise CannotTake(EventRefusal.FORBIDDEN) from fault
    except (Http404, ObjectDoesNotExist) as fault:
        raise CannotTake(EventRefusal.NOT_FOUND) from fault


def _as_receipt(receipt: actions.Receipt) -> EventReceipt:
    if not receipt.is_done:
        return EventReceipt(
            id=receipt.key,
            status="refused",
            code=receipt.answer.get("code", ""),
            detail=receipt.answer.get("detail", ""),
            received_at=receipt.received_at,
        )
    return EventReceipt(
        id=receipt.key,
        status="repeated" if receipt.is_repeated else "accepted",
        detail=str(EventRefusal.REPEATED.label) if receipt.is_repeated else "",
        answer=receipt.answer or None,
        received_at=receipt.received_at,
    )


def _said(event: Event, status: Literal["retry", "wrong_user"], refusal: EventRefusal) -> EventReceipt:
    return EventReceipt(id=event.id, status=status, code=refusal.value, detail=str(refusal.label))
