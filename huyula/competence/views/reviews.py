"""Pages of supervisors: the team, a rating to look into, one level said otherwise."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.competence import actions, policies
from huyula.competence.forms import DecisionForm
from huyula.competence.models import Round
from huyula.competence.queries.rounds import answers_of, sheet_of
from huyula.competence.queries.team import team_page
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.people.queries import cards_of, names_of_users
from huyula.ui.pages import render


@require_safe
@signed_in
def team(request: SignedInRequest) -> HttpResponse:
    """Show those whom I lead: what waits for me, and how they stand."""
    page = team_page(request.user, clock.today(), number=number_from(request.GET.get("page")))
    return render(request, "competence/team.html", {"page": page})


def _visible(request: SignedInRequest, pk: int) -> tuple[Round, bool]:
    """Give a round that the user may look into, and whether they lead its person."""
    found = policies.visible_round(request.user, pk)
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a finished rating: what differs much, the rest, and what was said already."""
    held, is_led = _visible(request, pk)
    sheet = sheet_of(held)
    words = {
        "sheet": sheet,
        "name": cards_of([held.person_id], clock.today())[held.person_id].name,
        "may_confirm": is_led,
        "names": names_of_users({one.supervisor.by_id for one in sheet.done if one.supervisor}),
    }
    return render(request, "competence/review.html", words)


@require_POST
@signed_in
@once("competence.round_confirmed")
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm together what differs little."""
    held, _is_led = _visible(request, pk)
    try:
        count = actions.confirm_rest(held, by=request.user)
    except actions.CannotConfirm as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, _confirmed(count))
    return redirect("competence:review", pk=held.pk)


@require_POST
@signed_in
@once("competence.rounds_confirmed")
def confirmations(request: SignedInRequest) -> HttpResponse:
    """Confirm what differs little in several ratings at once; each in a transaction of its own."""
    chosen = [int(pk) for pk in request.POST.getlist("id")[:100] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    count = 0
    for held in policies.led_rounds(request.user).filter(pk__in=chosen).select_related("person", "agency"):
        try:
            count += actions.confirm_rest(held, by=request.user)
        except actions.CannotConfirm as refusal:
            messages.error(request, refusal.detail)
    if count:
        messages.success(request, _confirmed(count))
    return redirect("waiting")


def _confirmed(count: int) -> str:
    return ngettext("%(count)s level is confirmed.", "%(count)s levels are confirmed.", count) % {"count": count}


@require_http_methods(["GET", "POST"])
@signed_in
@once("competence.level_set")
def decision(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Say at which level I see somebody in one competence."""
    held, is_led = _visible(request, pk)
    asked = sheet_of(held).of(code)
    if asked is None or asked.own is None:
        raise Http404
    ensure(is_led)
    form = DecisionForm(request.POST or None, initial={"level": (asked.supervisor or asked.own).level})
    if form.is_valid():
        try:
            actions.decide(held, competence=code, by=request.user, **form.cleaned_data)
        except actions.CannotConfirm as refusal:
            form.add_error("reason", refusal.detail)
        else:
            messages.success(request, gettext("Your word is noted."))
            return redirect("competence:review", pk=held.pk)
    name = cards_of([held.person_id], clock.today())[held.person_id].name
    words = {"held": held, "asked": asked, "form": form, "name": name, "acts": answers_of(asked.own)}
    return render(request, "competence/decision.html", words, status=422 if form.errors else 200)
