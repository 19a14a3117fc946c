"""Pages about access: who has none yet, printing slips, one person's access, mailing a code, confirming an address."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huyula.access.middleware import fresh
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.people import policies
from huyula.people.actions import persons as confirming
from huyula.people.actions import slips as actions
from huyula.people.formats.slips import Slip, printed
from huyula.people.forms.persons import AddressForm, FilterForm
from huyula.people.forms.slips import PrintForm
from huyula.people.models import Person
from huyula.people.queries.lists import Wanted
from huyula.people.queries.slips import slips_of, waiting_page
from huyula.people.queries.units import name_of_unit
from huyula.people.queries.viewers import agency_named
from huyula.people.views.picking import looked_after, status_of
from huyula.ui.pages import render


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def slips(request: SignedInRequest) -> HttpResponse:
    """List who has no access yet, and print slips for those who are chosen. The codes stand in the PDF alone."""
    ensure(policies.reach(request.user).is_office)
    form = PrintForm(request.POST or None, among=policies.visible_persons(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            return _as_pdf(actions.issue(list(form.cleaned_data["persons"]), by=request.user))
        except actions.CannotIssue as refusal:
            form.add_error(None, refusal.detail)
    return render(request, "people/slips.html", {"form": form, **_waiting(request)}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def person_access(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how somebody's access stands; print a slip for them alone."""
    found = looked_after(request, _visible(request, pk))
    if request.method == "POST":
        try:
            return _as_pdf(actions.issue([found.person], by=request.user))
        except actions.CannotIssue as refusal:
            messages.error(request, refusal.detail)
            return redirect("people:person_access", pk=pk)
    agencies = [found.about.agency] if found.about.agency else []
    words = {"person": found.person, "about": found.about, "made": slips_of(found.person, agencies=agencies)}
    return render(request, "people/person_access.html", words)


@require_POST
@signed_in
@fresh
def code_mail(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Mail a code to the address that was confirmed."""
    try:
        address = actions.mail(_visible(request, pk), by=request.user)
    except actions.CannotIssue as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, gettext("A code was sent to %(address)s.") % {"address": address})
    return redirect("people:person_access", pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def address(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm an e-mail address that its owner named."""
    found = looked_after(request, _visible(request, pk))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.confirm_address(found.person, address=form.cleaned_data["address"], by=request.user)
        except confirming.CannotConfirm as refusal:
            form.add_error("address", refusal.detail)
        else:
            messages.success(request, gettext("The address was confirmed. Codes may be sent there."))
            return redirect("people:person_access", pk=pk)
    words = {"person": found.person, "about": found.about, "form": form}
    return render(request, "people/address.html", words, status=status_of(form))


def _visible(request: SignedInRequest, pk: uuid.UUID) -> Person:
    return get_object_or_404(policies.visible_persons(request.user).select_related("user"), pk=pk)


def _waiting(request: SignedInRequest) -> dict[str, object]:
    """Give a page of those without access, as narrowed in the address."""
    agency = agency_named(request.user, request.GET.get("agency", ""))
    if agency is None:
        raise Http404
    asked, day = FilterForm(request.GET), clock.today()
    given, mine = asked.wanted(), policies.reach(request.user)
    wanted = Wanted(given["q"], given["unit"] or None)
    return {
        "agency": agency,
        "filter": asked,
        "unit_name": name_of_unit(wanted.unit, day, agency=agency) if wanted.unit else "",
        "page": waiting_page(agency.pk, day, wanted=wanted, by=mine, number=number_from(request.GET.get("page"))),
    }


def _as_pdf(slips: list[Slip]) -> HttpResponse:
    """Hand out printed slips once; nobody on the way may keep them."""
    response = HttpResponse(printed(slips), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="slip-aktivasi.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
