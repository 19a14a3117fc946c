"""The pages of practice: the question, its answer, what the supervisor says, one's own history, the rows of a unit."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.files import queries as files
from huyula.lib import clock
from huyula.lib.paging import Page, number_from, page_of
from huyula.lib.refused import Refused
from huyula.people.policies import reach, units_seen
from huyula.people.queries import person_of
from huyula.people.queries.units import with_way
from huyula.practice import actions, policies
from huyula.practice.forms import ConfirmationForm, PhotoForm, ReportForm, ids_in
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.queries import figures, pages, questions
from huyula.practice.rules import LEAST_WORDS
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """List what one was, is and will be asked, with the answers."""
    person = person_of(request.user)
    if person is None:
        why = gettext("Only civil servants are asked how they use what they learned.")
        return render(request, "ui/nobody.html", {"title": gettext("My use at work"), "why": why})
    found = page_of(questions.of_person(person), number=number_from(request.GET.get("page")), size=25)
    rows = [questions.asked(each) for each in found.rows]
    return render(request, "practice/mine.html", {"page": Page(rows, found.number, found.has_next)})


def _question(request: SignedInRequest, pk: uuid.UUID) -> UseQuestion:
    rows = policies.own_questions(request.user).select_related("agency", "person", "rule", "report")
    return get_object_or_404(rows, pk=pk)


def _sent(request: SignedInRequest) -> QueryDict | None:
    """Give what a form sent, also where it is empty."""
    return request.POST if request.method == "POST" else None


def _asking(request: SignedInRequest, found: UseQuestion, **forms: ReportForm | PhotoForm) -> HttpResponse:
    """Show a question with its two forms, or lead to its answer."""
    if hasattr(found, "report"):
        return redirect("practice:report", found.report.pk)
    words: dict[str, Any] = {"form": ReportForm(), "photo_form": PhotoForm(), **forms}
    is_wrong = any(form.errors for form in forms.values())
    words |= {"asked": questions.asked(found), "question": found, "least": LEAST_WORDS}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "practice/question.html", words, status=status)


@never_cache
@get_or_post
@signed_in
@once("practice.reported")
def question(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask whether what was learned is used; sent without script, keep the answer."""
    found, form = _question(request, pk), ReportForm(_sent(request))
    if not form.is_valid():
        return _asking(request, found, form=form)
    try:
        kept = actions.report(found, form.telling(), key=uuid.uuid4(), made_at=clock.now(), by=request.user)
    except Refused as refused:
        form.add_error(None, refused.detail)
        return _asking(request, found, form=form)
    return redirect("practice:report", kept.pk)


@never_cache
@get_or_post
@signed_in
@once("practice.reported")
def question_photo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep an answer with a photo; it needs the line."""
    found = _question(request, pk)
    form = PhotoForm(_sent(request), request.FILES or None)
    if not form.is_valid():
        return _asking(request, found, photo_form=form)
    try:
        kept = actions.report(found, form.telling(), key=uuid.uuid4(), made_at=clock.now(), by=request.user)
    except Refused as refused:
        form.add_error(None, refused.detail)
        return _asking(request, found, photo_form=form)
    return redirect("practice:report", kept.pk)


@never_cache
@require_safe
@signed_in
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an answer to the person, the supervisor and the administrators."""
    found, looks = _visible(request, pk)
    words = {"told": pages.told_of(found, request.user, is_leader=looks), "report": found}
    return render(request, "practice/report.html", words)


def _visible(request: SignedInRequest, pk: int) -> tuple[UseReport, bool]:
    """Give an answer that the user sees, and whether they are to look at it as a supervisor."""
    found = policies.visible_report(request.user, pk)
    if found is None:
        raise Http404
    return found


@require_POST
@signed_in
@once("practice.confirmed")
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether one has seen it used; a bare tap says yes."""
    found, _looks = _visible(request, pk)
    form = ConfirmationForm(request.POST)
    is_used = not form.is_valid() or form.says_used()
    try:
        actions.confirm(found, is_used=is_used, by=request.user)
    except Refused as refused:
        messages.error(request, refused.detail)
    else:
        said = (
            gettext("Thank you. It counts as used.")
            if is_used
            else gettext("Noted: not seen yet. You can add it later.")
        )
        messages.success(request, said)
    return redirect("waiting")


@require_POST
@signed_in
@once("practice.confirmed")
def confirmations(request: SignedInRequest) -> HttpResponse:
    """Say of several answers that one has seen it used."""
    rows = policies.led_reports(request.user).unconfirmed().filter(pk__in=ids_in(request.POST)).order_by("pk")
    count = actions.confirm_all(list(rows), by=request.user)
    if not count:
        messages.error(request, gettext("Please choose at least one that still waits."))
        return redirect("waiting")
    said = ngettext("%(count)s answer was confirmed.", "%(count)s answers were confirmed.", count)
    messages.success(request, said % {"count": count})
    return redirect("waiting")


@never_cache
@require_safe
@signed_in
def photo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the photo of an answer, or the small one of it, to whoever sees the answer."""
    found, _looks = _visible(request, pk)
    if found.photo is None:
        raise Http404
    is_small = request.GET.get("size") == "small" and found.photo.thumbnail
    try:
        return files.serve(found.photo.thumbnail if is_small else found.photo, inline=True)  # type: ignore[return-value, arg-type]  # streamed
    except Refused as refused:
        raise Http404(refused.detail) from refused


@never_cache
@require_safe
@signed_in
def unit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List what was learned and applied in a unit, for its supervisors and administrators."""
    reached, shown = reach(request.user), figures.Shown.from_address(request.GET.get("show"))
    first, day = figures.period_from(request.GET.get("year"), day=clock.today())
    found = get_object_or_404(with_way(units_seen(reached), day), pk=pk)
    way = dict(found.way)
    counted, sees_rows = figures.of_unit_and_rights(found, request.user, way=way, day=day, first=first)
    ensure(sees_rows)
    rows = page_of(figures.rows_of(found, shown, since=first, until=day), number=number_from(request.GET.get("page")))
    seen = policies.seen_among(request.user, reached, rows.rows)
    words = {
        "unit": found,
        "name": way.get(str(found.pk)) or gettext("A unit that is no more"),
        "shown": shown,
        "since": first,
        "until": day,
        "year": day.year if "year" in request.GET and first == day.replace(month=1, day=1) else None,
        "figures": counted,
        "page": Page(questions.with_names(rows.rows, seen=seen, day=day), rows.number, rows.has_next),
    }
    return render(request, "practice/unit.html", words)
