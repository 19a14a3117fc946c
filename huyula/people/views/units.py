"""Pages about units: the tree, one unit, and what nobody has placed yet."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.lib import clock
from huyula.lib.paging import number_from, page_of
from huyula.lib.tabular import Sheet, workbook
from huyula.people import policies, queries
from huyula.people.actions import units as actions
from huyula.people.forms.units import PlaceForm
from huyula.people.models import Unit
from huyula.people.queries.trees import (
    Branch,
    Head,
    heads_and_people,
    heads_named,
    places_for,
    shown,
    subtree,
    target_rows,
    unplaced_below,
    unplaced_rows,
)
from huyula.people.queries.units import officers_of, provisional, units_named, with_way, works_in
from huyula.people.queries.viewers import agency_named
from huyula.people.views.trees import Node, nodes
from huyula.ui.pages import render, sheet

SOME_PEOPLE = 10
TOP = "top"


@require_safe
@signed_in
def units(request: SignedInRequest) -> HttpResponse:
    """Show the units of an agency as a tree, or as a list those whose name was asked for."""
    agency = agency_or_404(request)
    day = clock.today(agency.zone)
    text = request.GET.get("q", "").strip()
    words: dict[str, object] = {"agency": agency, "q": text, "found": None, "tree": [], "is_ours": False}
    if text:
        words["found"] = page_of(units_named(agency, day, text=text), number=number_from(request.GET.get("page")))
        return render(request, "people/units.html", words)
    roots = queries.unit_tree(agency, day)
    words |= {
        "tree": _drawn(roots, heads=heads_named(list(shown(roots)), day), open_to=2 if len(roots) == 1 else 1),
        "people": sum(root.total for root in roots),
        "count": sum(1 + root.size for root in roots),
        "is_ours": agency.pk in policies.reach(request.user).administered,
        "unplaced": sum(root.unplaced for root in roots),
    }
    return render(request, "people/units.html", words)


@require_safe
@signed_in
def unit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one unit: where it hangs, who heads it, what hangs below, who works in it, who looks after it."""
    mine = policies.reach(request.user)
    found = get_object_or_404(with_way(policies.units_seen(mine), clock.today()), pk=pk)
    day = clock.today(found.agency.zone)
    branch = subtree(found, day)
    if branch is None:
        return render(request, "people/unit_gone.html", {"unit": found}, status=404)
    some = works_in(found, day, most=SOME_PEOPLE)
    heads, people = heads_and_people([found.pk, *shown(branch.children)], some, day)
    words = {
        "unit": found,
        "branch": branch,
        "way": found.way[:-1],
        "head": heads.get(found.pk),
        "tree": _drawn(branch.children, heads=heads, open_to=0),
        "people": people,
        "officers": officers_of([found.pk], day),
        "is_administrator": found.agency_id in mine.administered,
        "is_ours": mine.looks_after(policies.Place(found.agency_id, found.pk)),
    }
    return render(request, "people/unit.html", words)


@require_http_methods(["GET", "POST"])
@signed_in
def unplaced(request: SignedInRequest) -> HttpResponse:
    """List the units that nobody has placed in the tree yet, and place them under others."""
    agency = agency_or_404(request)
    ensure(agency.pk in policies.reach(request.user).administered)
    form = PlaceForm(request.POST or None, among=Unit.objects.filter(agency=agency), top=TOP)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.place(list(form.cleaned_data["units"]), under=form.above(), by=request.user)
        except actions.CannotPlace as refusal:
            form.add_error(None, refusal.detail)
        else:
            said = ngettext("%(count)s unit was placed.", "%(count)s units were placed.", count)
            messages.success(request, said % {"count": count})
            return redirect(request.get_full_path())
    status = 422 if form.errors else 200
    return render(
        request, "people/unplaced.html", {"agency": agency, "form": form, **_waiting(request, agency)}, status=status
    )


@require_safe
@signed_in
def unplaced_list(request: SignedInRequest) -> HttpResponse:
    """Hand out the units that wait as a table to fill in and to import as a file of units, and where they may go."""
    agency = agency_or_404(request)
    ensure(agency.pk in policies.reach(request.user).administered)
    day = clock.today(agency.zone)
    heads = ["Id", "DiatasanId", "NamaUnor", "NamaDiatasan"]
    sheets = [
        Sheet(gettext("To be placed"), heads, unplaced_rows(agency, day)),
        Sheet(gettext("Where they may go"), heads, target_rows(agency, day)),
    ]
    return sheet(workbook(sheets), name="pohon-unit")


def agency_or_404(request: SignedInRequest) -> Agency:
    """Give the agency of the address among the user's own, without one in the address the first."""
    agency = agency_named(request.user, request.GET.get("agency", ""))
    if agency is None:
        raise Http404
    return agency


def _drawn(branches: list[Branch], *, heads: Mapping[uuid.UUID, Head], open_to: int) -> list[Node]:
    """Draw as much of these branches as a page holds."""
    among = shown(branches)
    return nodes([branch for branch in branches if branch.id in among], among=among, heads=heads, open_to=open_to)


def _waiting(request: SignedInRequest, agency: Agency) -> dict[str, object]:
    """Give the units under which others wait, and for the chosen one those that wait and where they may go."""
    day, asked = clock.today(agency.zone), request.GET.get("under", "")
    places = unplaced_below(agency, day)
    chosen = next((place for place in places if str(place.id or TOP) == asked), places[0] if places else None)
    rows = provisional(agency, day).filter(parent=chosen.id if chosen else None)
    top = gettext("At the top")
    return {
        "places": [(place.id or TOP, f"{place.name or top} ({place.count})") for place in places],
        "chosen": chosen,
        "page": page_of(rows, number=number_from(request.GET.get("page"))),
        "targets": places_for(chosen.id, day, agency=agency) if chosen else [],
        "top": TOP,
    }
