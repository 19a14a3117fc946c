"""Pages of an own rating: begin, one competence per screen, the end."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence import actions, policies, rules
from huyula.competence.forms import RatingForm
from huyula.competence.models import Round
from huyula.competence.queries.rounds import address_after, indicators_of, sheet_of
from huyula.lib import clock
from huyula.people.queries import person_of, supervisor_of
from huyula.ui.pages import render


@require_POST
@signed_in
@once("competence.round_opened")
def new_round(request: SignedInRequest) -> HttpResponse:
    """Begin an own rating, or go on with the open one."""
    me = person_of(request.user)
    if me is None:
        return redirect("competence:mine")
    try:
        held = actions.open_round(me, by=request.user)
    except actions.CannotRate as refusal:
        messages.error(request, refusal.detail)
        return redirect("competence:mine")
    return redirect("competence:round", pk=held.pk)


def _own(request: SignedInRequest, pk: int) -> Round:
    rows = policies.own_rounds(request.user).select_related("person", "agency", "finish")
    held: Round = get_object_or_404(rows, pk=pk)
    return held


@require_safe
@signed_in
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far an own rating is, and send it when everything is answered."""
    sheet = sheet_of(_own(request, pk))
    words = {"sheet": sheet, "supervisor": supervisor_of(sheet.round.person_id, clock.today())}
    return render(request, "competence/round.html", words)


@require_http_methods(["GET", "POST"])
@signed_in
@once("competence.rated")
def rating(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Answer one competence: how often I do each of these acts."""
    held = _own(request, pk)
    sheet = sheet_of(held)
    asked = sheet.of(code)
    if asked is None:
        raise Http404
    acts = indicators_of(asked.competence, up_to=rules.asked_up_to(asked.item.required))
    form = RatingForm(request.POST or None, acts=acts, said=asked.own.said if asked.own else {})
    if form.is_valid():
        key, now = uuid.uuid4(), clock.now()
        try:
            actions.rate(held, competence=code, answers=form.answers(), key=key, made_at=now, by=request.user)
        except actions.CannotRate as refusal:
            form.add_error(None, refusal.detail)
        else:
            return redirect(address_after(held, code))
    words = {"sheet": sheet, "asked": asked, "form": form}
    return render(request, "competence/rating.html", words, status=422 if form.errors else 200)


@require_POST
@signed_in
@once("competence.finished")
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an own rating to the supervisor."""
    held = _own(request, pk)
    try:
        actions.finish(held, by=request.user)
    except actions.CannotRate as refusal:
        messages.error(request, refusal.detail)
    return redirect("competence:round", pk=held.pk)
