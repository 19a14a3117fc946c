"""Finding a course, beginning it, leaving it, and what one has."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, signed_in
from huyula.learning import actions, policies, queries
from huyula.learning.forms import WithdrawalForm
from huyula.learning.queries.courses import CoursePage, followed, page_of_course, serves_of
from huyula.learning.rules.enrolments import Refusal
from huyula.lib.paging import number_from
from huyula.lib.refused import Refused
from huyula.people.policies import reach
from huyula.people.queries import me, person_of
from huyula.ui.pages import render


@never_cache
@require_safe
@signed_in
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Show what one can learn, for the own gaps first."""
    text = request.GET.get("q", "").strip()[:100]
    page = queries.catalogue(request.user, text=text, number=number_from(request.GET.get("page")))
    return render(request, "learning/catalogue.html", {"page": page, "q": text})


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Show what one is learning, and what one has learned, or say that no person stands behind the account."""
    if me(request.user).person is None:
        why = gettext("Only civil servants take courses. This account works for an office.")
        return render(request, "ui/nobody.html", {"title": gettext("My courses"), "why": why})
    takings = queries.takings(request.user)
    words = {
        "under_way": [each for each in takings if each.is_under_way],
        "completed": [each for each in takings if each.is_completed],
        "left": [each for each in takings if each.is_withdrawn],
    }
    return render(request, "learning/mine.html", words)


def _page(request: SignedInRequest, pk: uuid.UUID) -> CoursePage:
    page = page_of_course(pk, mine=reach(request.user), language=get_language() or "")
    if page is None:
        raise Http404
    return page


@never_cache
@require_safe
@signed_in
def course(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a course is, how one stands in it, and what to do next."""
    return render(request, "learning/course.html", {"page": _page(request, pk)})


@require_POST
@signed_in
@once("learning.enrolled")
def new_enrolment(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin a course, in its newest version."""
    page, person = _page(request, pk), person_of(request.user)
    if person is None or page.newest is None:
        raise Http404
    try:
        enrolment = actions.enrol(person, into=page.newest, by=request.user)
    except actions.CannotEnrol as refused:
        missing = refused.words["id"] if refused.code == Refusal.PREREQUISITE else None
        words = {"page": page, "refused": refused.detail, "missing": missing}
        return render(request, "learning/course.html", words, status=HTTPStatus.CONFLICT)
    return redirect("learning:resume", enrolment.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdrawal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask before somebody leaves a course; sent, leave it."""
    enrolment = get_object_or_404(followed(policies.visible_enrolments(request.user)), pk=pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(enrolment, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, refused.detail)
        else:
            messages.success(request, gettext("You have left the course. What you did in it stays on record."))
        return redirect("learning:course", enrolment.course_id)
    words = {"enrolment": enrolment, "form": form, "progress": queries.progress(enrolment)}
    return render(request, "learning/withdrawal.html", words, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def completion(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was completed, and what came of it."""
    rows = policies.visible_completions(request.user).select_related(
        "enrolment__version", "enrolment__course", "agency"
    )
    found = get_object_or_404(rows, pk=pk)
    words = {"completion": found, "version": found.enrolment.version, "serves": serves_of(found.enrolment.version)}
    return render(request, "learning/completion.html", words)
