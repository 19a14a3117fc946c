"""A lesson, its pictures and its file, and going on where one was."""

import uuid
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, signed_in
from huyula.files import queries as files
from huyula.files.models import Blob
from huyula.learning import actions, policies
from huyula.learning.models import Enrolment, Lesson
from huyula.learning.queries.courses import Taking, address_after, body_of, lesson_of, taking_of
from huyula.learning.rules.progress import neighbours
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.ui.pages import render


def _taking(request: SignedInRequest, pk: uuid.UUID) -> Taking:
    taking = taking_of(request.user, pk)
    if taking is None:
        raise Http404
    return taking


def _lesson(enrolment: Enrolment, pk: uuid.UUID) -> Lesson:
    found = lesson_of(enrolment, pk)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@signed_in
def resume(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Lead to where one was last, on whatever device, or to the course where nothing is left to do."""
    taking = _taking(request, pk)
    if taking.next_lesson is None or not taking.is_under_way:
        return redirect("learning:course", taking.enrolment.course_id)
    return redirect("learning:lesson", pk, taking.next_lesson)


@never_cache
@require_safe
@signed_in
def lesson(request: SignedInRequest, pk: uuid.UUID, lesson: uuid.UUID) -> HttpResponse:
    """Show a lesson, with the ways before and after it."""
    taking = _taking(request, pk)
    found = _lesson(taking.enrolment, lesson)
    steps = taking.progress.steps
    before, after = neighbours(steps, found.pk)
    words = {
        "taking": taking,
        "lesson": found,
        "step": steps[found.place - 1],
        "body": body_of(found),
        "before": before,
        "after": after,
    }
    return render(request, "learning/lesson.html", words)


@require_POST
@signed_in
@once("learning.lesson_done")
def lesson_done(request: SignedInRequest, pk: uuid.UUID, lesson: uuid.UUID) -> HttpResponse:
    """Mark a lesson as done, where a form was sent without script."""
    enrolment = get_object_or_404(policies.visible_enrolments(request.user), pk=pk)
    found = _lesson(enrolment, lesson)
    try:
        actions.note_lesson_done(enrolment, lesson=found, key=uuid.uuid4(), made_at=clock.now(), by=request.user)
    except Refused as refused:
        return render(request, "access/refused.html", {"detail": refused.detail}, status=HTTPStatus.CONFLICT)
    return redirect(address_after(enrolment, found))


@require_safe
@signed_in
def picture(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out a picture of a lesson."""
    found = get_object_or_404(policies.visible_pictures(request.user).select_related("blob"), pk=pk)
    return _served(request, found.blob, inline=True)


@require_safe
@signed_in
def lesson_file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the file of a lesson."""
    rows = policies.visible_lessons(request.user).select_related("blob")
    return _served(request, get_object_or_404(rows, pk=pk).blob)


def _served(request: SignedInRequest, blob: Blob | None, *, inline: bool = False) -> HttpResponse:
    if blob is None:
        raise Http404
    try:
        return files.serve(blob, inline=inline)  # type: ignore[return-value]  # streamed
    except files.CannotRead as refused:
        return render(request, "access/refused.html", {"detail": refused.detail}, status=HTTPStatus.CONFLICT)
