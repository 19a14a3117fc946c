"""Pages about what agencies let each other see."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, signed_in
from huyula.insight import actions, policies
from huyula.insight.forms import WithdrawalForm, place_from
from huyula.insight.queries import releases as queries
from huyula.insight.rules import LEAST_GROUP, LEAST_WHOLE, Refusal, kept_years
from huyula.insight.views.seen import administered
from huyula.lib import clock
from huyula.lib.paging import number_from, page_of
from huyula.lib.refused import Refused
from huyula.people.policies import reach
from huyula.people.queries.viewers import agency_named
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def agencies(request: SignedInRequest) -> HttpResponse:
    """Show the figures that agencies have released, side by side."""
    mine = reach(request.user)
    if not mine.is_office:
        raise Http404
    own = agency_named(request.user, "")
    rows = policies.visible_releases(request.user).standing()
    years = sorted({*queries.years_of(rows), *kept_years(clock.today(own.zone if own else ""))}, reverse=True)
    year = {str(each): each for each in years}.get(request.GET.get("year", ""), years[0])
    page = page_of(queries.with_gaps(rows.filter(year=year)), number=number_from(request.GET.get("page")))
    words: dict[str, object] = {"year": year, "years": years, "page": page, "least": LEAST_GROUP}
    words["is_administrator"] = bool(mine.administered)
    return render(request, "insight/agencies.html", words)


@require_safe
@signed_in
def releases(request: SignedInRequest) -> HttpResponse:
    """List the releases of an agency, with those that were withdrawn."""
    agency = administered(request)
    rows = policies.own_releases(request.user).filter(agency=agency)
    page = page_of(queries.with_gaps(rows).order_by("-at", "pk"), number=number_from(request.GET.get("page")))
    return render(request, "insight/releases.html", {"agency": agency, "page": page})


@get_or_post
@signed_in
@once("insight.new_release")
def new_release(request: SignedInRequest) -> HttpResponse:
    """Show what others would see, and release it."""
    agency = administered(request)
    year = place_from({"year": request.GET.get("year", "")}, zone=agency.zone).year
    refused = ""
    if request.method == "POST":
        try:
            actions.release(agency, year=year, by=request.user)
        except Refused as fault:
            refused = fault.detail
        else:
            messages.success(request, _("Other agencies can see these figures now."))
            return redirect(f"{reverse('insight:releases')}?agency={agency.code}")
    words = {
        "agency": agency,
        "year": year,
        "years": kept_years(clock.today(agency.zone)),
        "proposed": queries.proposed(agency, year),
        "standing": queries.standing_release(agency, year),
        "refused": refused,
        "too_close": Refusal.TOO_CLOSE.label % {"year": year},
        "least": LEAST_WHOLE,
    }
    return render(request, "insight/new_release.html", words, status=422 if refused else 200)


@get_or_post
@signed_in
@once("insight.withdrawal")
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a release."""
    rows = policies.own_releases(request.user).select_related("agency", "withdrawal")
    released = get_object_or_404(rows, pk=pk)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw(released, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("Other agencies don't see these figures any more."))
            return redirect(f"{reverse('insight:releases')}?agency={released.agency.code}")
    status = 422 if form.errors else 200
    return render(request, "insight/withdrawal.html", {"released": released, "form": form}, status=status)
