"""What devices say of competence: one answer of an own rating, and that a round is sent."""

import datetime as dt
import uuid
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from huyula.access.models import User
from huyula.competence import actions, policies
from huyula.competence.forms import answers_in
from huyula.competence.models import Round
from huyula.competence.queries.rounds import address_after


class Rated(pydantic.BaseModel):
    """Which competence of which round is answered; the acts stand beside it as `act-<id>`."""

    round: int = pydantic.Field(ge=1, lt=2**63)
    competence: str = pydantic.Field(max_length=10)


class Finished(pydantic.BaseModel):
    """Which round is sent."""

    round: int = pydantic.Field(ge=1, lt=2**63)


def rated(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Take one answer of an own rating; says which page comes next."""
    given = Rated(**body)
    held = _own(user, given.round)
    try:
        answers = answers_in(body)
    except ValueError as fault:
        raise ValidationError(gettext("Choose how often you do this.")) from fault
    made = actions.rate(held, competence=given.competence, answers=answers, key=key, made_at=made_at, by=user)
    return {"level": made.level, "address": address_after(held, given.competence)}


def finished(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Take that a round is sent to the supervisor."""
    held = _own(user, Finished(**body).round)
    actions.finish(held, key=key, made_at=made_at, by=user)
    return {"address": reverse("competence:round", args=[held.pk])}


def _own(user: User, pk: int) -> Round:
    return get_object_or_404(policies.own_rounds(user).select_related("person", "agency"), pk=pk)
