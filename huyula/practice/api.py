"""The door for answers that were kept on a device."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.urls import reverse
from ninja import Field, Schema

from huyula.access.models import User
from huyula.practice import actions, policies
from huyula.practice.rules import LONGEST_LINK, MOST_WORDS, Answer, Reason


class Reported(Schema):
    """An answer to a question, in words. A photo comes by its own form, which needs the line."""

    question: uuid.UUID
    answer: Answer
    reason: Reason | Literal[""] = ""
    words: str = Field("", max_length=4 * MOST_WORDS)
    link: str = Field("", max_length=2 * LONGEST_LINK)


def reported(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Keep an answer; what the receipt says is where it stands."""
    given = Reported.model_validate(body)
    question = policies.own_questions(user).get(pk=given.question)
    telling = actions.Telling(given.answer, reason=given.reason, words=given.words, link=given.link)
    kept = actions.report(question, telling, key=key, made_at=made_at, by=user)
    return {"address": reverse("practice:report", args=[kept.pk])}
