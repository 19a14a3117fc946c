"""The pages of those who make courses: what there is, publishing, and looking at it as a learner would."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.learning import actions, policies
from huyula.learning.models import CourseVersion, Lesson
from huyula.learning.queries.courses import body_of, outline, prerequisites_of, serves_of, taught_by
from huyula.lib.paging import number_from, page_of
from huyula.lib.refused import Refused
from huyula.people.policies import reach
from huyula.ui.pages import render


@never_cache
@require_safe
@signed_in
def taught(request: SignedInRequest) -> HttpResponse:
    """List the courses of one's agencies with their versions."""
    ensure(bool(reach(request.user).administered))
    rows = taught_by(policies.taught_versions(request.user))
    return render(request, "learning/taught.html", {"page": page_of(rows, number=number_from(request.GET.get("page")))})


def _version(request: SignedInRequest, pk: uuid.UUID) -> CourseVersion:
    return get_object_or_404(policies.taught_versions(request.user).select_related("course", "agency"), pk=pk)


@never_cache
@require_safe
@signed_in
def version(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one version with everything in it, before or after it was published."""
    found = _version(request, pk)
    words = {
        "version": found,
        "parts": outline(found),
        "serves": serves_of(found),
        "needed": prerequisites_of(found, None),
    }
    return render(request, "learning/version.html", words)


@require_POST
@signed_in
@once("learning.published")
def publication(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a version."""
    found = _version(request, pk)
    try:
        actions.publish(found, by=request.user)
    except Refused as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, gettext("The version is open to learners now, and does not change any more."))
    return redirect("learning:version", pk)


@never_cache
@require_safe
@signed_in
def preview(request: SignedInRequest, pk: uuid.UUID, lesson: uuid.UUID) -> HttpResponse:
    """Show a lesson as learners see it, without taking part."""
    found = _version(request, pk)
    rows = Lesson.objects.filter(version=found).select_related("module", "quiz", "blob")
    shown = get_object_or_404(rows, pk=lesson)
    return render(request, "learning/preview.html", {"version": found, "lesson": shown, "body": body_of(shown)})
