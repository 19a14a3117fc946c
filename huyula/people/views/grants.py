"""Pages about roles over a unit: who holds them, giving one, ending one."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.middleware import fresh
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.access.queries import names_of as names_of_accounts
from huyula.lib import clock
from huyula.lib.paging import number_from, page_of
from huyula.people import policies, queries
from huyula.people.actions import grants as actions
from huyula.people.forms.units import EndForm, GrantForm
from huyula.people.queries.persons import placed_in
from huyula.people.queries.units import grants_over, works_in
from huyula.people.views.picking import offer, status_of
from huyula.ui.pages import render


@require_safe
@signed_in
def grants(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List who is personnel officer of a unit, and who was."""
    unit = get_object_or_404(policies.visible_units(request.user).select_related("agency"), pk=pk)
    ensure(policies.may_give_roles(request.user, unit))
    page = page_of(grants_over(unit), number=number_from(request.GET.get("page")))
    day = clock.today()
    words = {
        "unit": unit,
        "unit_name": queries.names_of_units([unit.pk], day).get(unit.pk, ""),
        "page": page,
        "names": names_of_accounts({row.user_id for row in page.rows}),
        "today": day,
    }
    return render(request, "people/grants.html", words)


@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def new_grant(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Make somebody personnel officer of a unit."""
    unit = get_object_or_404(policies.visible_units(request.user).select_related("agency"), pk=pk)
    ensure(policies.may_give_roles(request.user, unit))
    day = clock.today()
    form = GrantForm(request.POST or None, among=placed_in(unit.agency_id, day))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.give(unit, to=given.pop("person"), by=request.user, **given)
        except actions.CannotGrant as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The role was given."))
            return redirect("people:grants", pk=unit.pk)
    by = policies.reach(request.user)
    shown = offer(request, form, agency=unit.agency_id, by=by, first=works_in(unit, day, most=10))
    name = queries.names_of_units([unit.pk], day).get(unit.pk, "")
    words = {"unit": unit, "unit_name": name, "form": form, **shown}
    return render(request, "people/grant.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
def grant_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a role over a unit end."""
    grant = get_object_or_404(policies.visible_grants(request.user).select_related("unit", "user"), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(grant, by=request.user, **form.cleaned_data)
        except actions.CannotEnd as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The role ends on that day."))
            return redirect("people:grants", pk=grant.unit_id)
    words = {
        "grant": grant,
        "form": form,
        "name": names_of_accounts([grant.user_id]).get(grant.user_id, ""),
        "unit_name": queries.names_of_units([grant.unit_id], clock.today()).get(grant.unit_id, ""),
    }
    return render(request, "people/grant_ending.html", words, status=status_of(form))
