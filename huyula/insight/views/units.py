"""Pages of units and of the people behind their numbers, and the same as workbooks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.competence.models import Competence
from huyula.hours.queries import standings
from huyula.insight import actions, policies
from huyula.insight.forms import wanted_from
from huyula.insight.queries import people as people_queries
from huyula.insight.queries import units as queries
from huyula.insight.queries.files import people_sheets, units_sheets
from huyula.insight.rules import OF_GAPS, Group, View
from huyula.insight.views.seen import administered, seen_by, uncounted
from huyula.lib.paging import number_from
from huyula.lib.tabular import workbook
from huyula.people.queries import names_of_units
from huyula.ui.pages import render, sheet


@require_safe
@signed_in
def units(request: SignedInRequest) -> HttpResponse:
    """Show how the units of an agency stand, from a unit down; each number opens to its rows."""
    seen = seen_by(request)
    if seen.reckoning is None:
        return uncounted(request, seen)
    view = View.from_address(request.GET.get("view"))
    if view == View.GAPS and not seen.sight.sees_gaps:
        view = View.HOURS
    sort, number = request.GET.get("sort", ""), number_from(request.GET.get("page"))
    shown = queries.units_shown(seen.sight, seen.reckoning, unit=seen.place.unit, sort=sort, number=number)
    if shown is None:
        raise Http404
    words = {"shown": shown, "view": view, "may_count": policies.may_count(request.user, seen.agency)}
    return render(request, "insight/units.html", {**seen.words(), **words})


@require_safe
@signed_in
def counted(request: SignedInRequest) -> HttpResponse:
    """Show who of an agency is counted for the target, by legal standing, each with its rule."""
    seen = seen_by(request)
    if not seen.sight.is_whole:
        raise Http404
    shown = standings(people_queries.standings_of(seen.sight, seen.counted), seen.counted.day)
    return render(request, "insight/counted.html", {**seen.words(), "standings": shown})


@require_safe
@signed_in
def people(request: SignedInRequest) -> HttpResponse:
    """List the people behind a number."""
    seen = seen_by(request)
    if seen.reckoning is None:
        return uncounted(request, seen)
    try:
        wanted = wanted_from(request.GET, unit=seen.place.unit)
    except Competence.DoesNotExist as fault:
        raise Http404 from fault
    sort, number = request.GET.get("sort", ""), number_from(request.GET.get("page"))
    page = people_queries.people_page(seen.sight, seen.reckoning, wanted=wanted, sort=sort, number=number)
    words = {
        "wanted": wanted,
        "page": page,
        "groups": [group for group in Group if seen.sight.sees_gaps or group not in OF_GAPS],
        "name": names_of_units([seen.place.unit], seen.reckoning.day).get(seen.place.unit) if seen.place.unit else "",
    }
    return render(request, "insight/people.html", {**seen.words(), **words})


@require_safe
@signed_in
def units_file(request: SignedInRequest) -> HttpResponse:
    """Hand out the figures of all units below as a workbook; that somebody took it stands in the journal."""
    seen = seen_by(request)
    content = workbook(units_sheets(seen.sight, seen.counted, unit=seen.place.unit))
    actions.note_export(seen.agency, what="units", year=seen.place.year, by=request.user)
    return sheet(content, name=f"capaian-unit-{seen.agency.code}-{seen.place.year}")


@require_safe
@signed_in
def people_file(request: SignedInRequest) -> HttpResponse:
    """Hand out the people behind a number as a workbook; that somebody took it stands in the journal."""
    seen = seen_by(request)
    try:
        wanted = wanted_from(request.GET, unit=seen.place.unit)
    except Competence.DoesNotExist as fault:
        raise Http404 from fault
    content = workbook(people_sheets(seen.sight, seen.counted, wanted=wanted))
    actions.note_export(seen.agency, what="people", year=seen.place.year, by=request.user)
    return sheet(content, name=f"capaian-pegawai-{seen.agency.code}-{seen.place.year}")


@require_POST
@signed_in
@once("insight.new_count")
def new_count(request: SignedInRequest) -> HttpResponse:
    """Have the figures of an agency counted anew."""
    agency = administered(request)
    ensure(policies.may_count(request.user, agency))
    actions.ask_for_count(agency, by=request.user)
    messages.success(request, _("The figures are being counted anew. It takes seconds; load the page again then."))
    return redirect(f"{reverse('insight:units')}?agency={agency.code}")
