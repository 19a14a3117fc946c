"""The door for what was done on a device, and for programs: lessons done, places kept, one's own progress."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from huyula.access.middleware import PROBLEMS, Session
from huyula.access.models import User
from huyula.learning import actions, policies
from huyula.learning.models import Enrolment, Lesson
from huyula.learning.queries.courses import Taking, address_after, takings

router = Router(tags=["learning"])


class InLesson(Schema):
    """A lesson of somebody's own enrolment."""

    enrolment: uuid.UUID
    lesson: uuid.UUID


def lesson_done(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Keep that a lesson is done; the answer says where to go on."""
    enrolment, lesson = _named(user, body)
    actions.note_lesson_done(enrolment, lesson=lesson, key=key, made_at=made_at, by=user)
    return {"address": address_after(enrolment, lesson)}


def place_kept(user: User, body: dict[str, Any], *, key: uuid.UUID, made_at: dt.datetime) -> dict[str, Any]:
    """Keep where somebody is."""
    enrolment, lesson = _named(user, body)
    kept = actions.keep_place(enrolment, lesson=lesson, key=key, made_at=made_at, by=user)
    return {"lesson": str(kept.lesson_id)}


def _named(user: User, body: dict[str, Any]) -> tuple[Enrolment, Lesson]:
    given = InLesson.model_validate(body)
    enrolment = policies.visible_enrolments(user).get(pk=given.enrolment)
    return enrolment, Lesson.objects.get(pk=given.lesson)


class OwnEnrolment(Schema):
    """That the person signed in takes part in a course, and how far they are; the same figure as on every page."""

    id: uuid.UUID
    course: str
    title: str
    version: int
    state: str
    done: int
    all: int
    percent: int
    still_needed: list[str]
    jp: Decimal
    address: str


@router.get(
    "/enrolments",
    response={200: list[OwnEnrolment], **PROBLEMS},
    auth=Session(),
    summary="What the person signed in is learning",
    url_name="own_enrolments",
)
def own_enrolments(request: HttpRequest) -> list[OwnEnrolment]:
    """Give one's own enrolments, the newest first."""
    user = request.auth.user  # type: ignore[attr-defined]  # ninja puts what Session gave there
    return [_shown(taking) for taking in takings(user)]


def _shown(taking: Taking) -> OwnEnrolment:
    enrolment, far = taking.enrolment, taking.progress
    return OwnEnrolment(
        id=enrolment.pk,
        course=enrolment.course.code,
        title=enrolment.version.title,
        version=enrolment.version.number,
        state=taking.state,
        done=far.done,
        all=far.all,
        percent=far.percent,
        still_needed=far.still_needed,
        jp=enrolment.version.jp,
        address=reverse("learning:course", args=[enrolment.course_id]),
    )
