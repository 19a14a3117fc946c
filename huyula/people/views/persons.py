"""Pages about persons: the list of an agency, somebody's page, what is restricted, the own page."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.people import policies, queries
from huyula.people.actions import persons as actions
from huyula.people.formats.columns import COLUMNS, Privacy
from huyula.people.forms.persons import FilterForm
from huyula.people.models import Person
from huyula.people.policies import Sight
from huyula.people.queries.lists import Wanted, people_page
from huyula.people.queries.units import name_of_unit
from huyula.people.queries.viewers import agency_named
from huyula.people.views.careers import steps
from huyula.people.views.picking import known, nobody
from huyula.ui.pages import render

# What the page shows of it: codes that stand beside their words are left out.
RESTRICTED = [column for column in COLUMNS if column.privacy == Privacy.RESTRICTED and not column.name.endswith("_id")]


@require_safe
@signed_in
def persons(request: SignedInRequest) -> HttpResponse:
    """List the people of an agency, or of a unit and what hangs below it."""
    day, form = clock.today(), FilterForm(request.GET)
    agency = agency_named(request.user, request.GET.get("agency", ""))
    if agency is None:
        raise Http404
    given, mine = form.wanted(), policies.reach(request.user)
    wanted = Wanted(**{**given, "unit": given["unit"] or None})
    words = {
        "agency": agency,
        "form": form,
        "page": people_page(agency.pk, day, wanted=wanted, by=mine, number=number_from(request.GET.get("page"))),
        "unit_name": name_of_unit(wanted.unit, day, agency=agency) if wanted.unit else "",
        "unit": wanted.unit,
        "is_office": mine.is_office,
        "is_filtered": any(given.values()),
    }
    return render(request, "people/persons.html", words)


@never_cache
@require_safe
@signed_in
def me(request: SignedInRequest) -> HttpResponse:
    """Show the own page, or say that no person stands behind the account."""
    found = queries.person_of(request.user)
    return _shown(request, found) if found else nobody(request, gettext("My data"))


@never_cache
@require_safe
@signed_in
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what the user may see of a person."""
    return _shown(request, get_object_or_404(policies.visible_persons(request.user), pk=pk))


def _shown(request: SignedInRequest, found: Person) -> HttpResponse:
    """Show somebody's page as far as the user sees it."""
    who = known(request, found)
    supervisor = queries.supervisor_of(found, clock.today()) if who.is_here else None
    leader = supervisor.person.pk if supervisor and supervisor.person else None
    sight = who.by.sight_of(found.pk, who.place, supervisor=leader)
    is_own = found.pk == who.by.person
    words = {
        "person": found,
        "about": who.about,
        "supervisor": supervisor,
        "is_own": is_own,
        "leads": is_own and queries.team_of(found, clock.today()).exists(),
        "is_ours": who.by.looks_after(who.place),
        "sees_internal": sight >= Sight.INTERNAL,
        "restricted": RESTRICTED if sight == Sight.RESTRICTED else [],
        "steps": steps(found, agencies=None if is_own else who.by.seen) if sight >= Sight.INTERNAL else [],
    }
    return render(request, "people/person.html", words)


@never_cache
@require_POST
@signed_in
def restricted(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Open what is restricted about a person; for anybody else than the person this is noted in the journal."""
    found = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    values = actions.read_restricted(found, by=request.user)
    rows = [(column.label, values.get(column.name) or "–") for column in RESTRICTED]
    words = {"person": found, "name": queries.name_of(found), "rows": rows, "is_own": found.user_id == request.user.pk}
    fragment = "people/_restricted.html" if request.headers.get("HX-Request") else "people/restricted.html"
    return render(request, fragment, words)
