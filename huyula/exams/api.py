"""The door for answers that were kept on a device: an answer, and handing in."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from ninja import Field, Schema

from huyula.access.models import User
from huyula.exams import actions, queries
from huyula.exams.models import Attempt


class Answered(Schema):
    """An answer to a question of an attempt: ids of options, or text. `device` is what the page of the quiz said."""

    attempt: uuid.UUID
    question: int
    value: list[int] | str = Field("", max_length=50_000)
    device: str = Field("", max_length=32)


class HandedIn(Schema):
    """That an attempt is to be closed."""

    attempt: uuid.UUID


def answered(
    user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime, sequence: int
) -> dict[str, Any]:
    """Keep an answer."""
    given = Answered.model_validate(body)
    try:
        kept = actions.give_answer(
            given.attempt,
            question=given.question,
            value=given.value,
            key=key,
            made_at=made_at,
            sequence=sequence,
            by=user,
            device=given.device,
        )
    except PermissionDenied as fault:  # somebody else's attempt is as good as none
        raise Attempt.DoesNotExist from fault
    return {"question": kept.question_id}


def handed_in(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Close an attempt; the answer says where its result stands, not what it is."""
    attempt = queries.own_attempt(user, HandedIn.model_validate(body).attempt)
    actions.hand_in(attempt, key=key, by=user)
    return {"address": reverse("exams:result", args=[attempt.pk])}
