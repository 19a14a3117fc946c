"""Pages for administrators about what classes of posts and single posts ask for."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence import actions, policies
from huyula.competence.forms import StandardForm
from huyula.competence.models import Requirement
from huyula.competence.queries import standards as queries
from huyula.competence.queries.levels import class_name, of_whom
from huyula.competence.rules import CLASSES, PostClass
from huyula.competence.views.choosing import Whose, administered, agency_given, of_post, whose
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.ui.pages import render


@require_safe
@signed_in
def standards(request: SignedInRequest) -> HttpResponse:
    """Show what every class of posts asks for."""
    mine = administered(request)
    agency = agency_given(request, mine)
    found = queries.matrix(agency, clock.today(agency.zone))
    words = {
        "agency": agency,
        "agencies": mine,
        "matrix": found,
        "heads": [queries.short_name(of) for of in CLASSES],
        "classes": [(of.key, queries.name_of(of), found.asked[of.key], found.unconfirmed[of.key]) for of in CLASSES],
    }
    return render(request, "competence/standards.html", words)


@require_safe
@signed_in
def post_class(request: SignedInRequest) -> HttpResponse:
    """Show what one class of posts asks for, line by line."""
    agency = agency_given(request, administered(request))
    return _lines(request, agency, whose(request, agency))


@require_safe
@signed_in
def positions(request: SignedInRequest) -> HttpResponse:
    """List the posts with a standard of their own, or find one by name."""
    agency = agency_given(request, administered(request))
    day, text = clock.today(agency.zone), request.GET.get("q", "").strip()[:100]
    page = queries.positions_page(agency, day, text=text, number=number_from(request.GET.get("page")))
    counts = queries.own_counts([row["pk"] for row in page.rows], day)
    words = {"agency": agency, "q": text, "page": page, "counts": counts, "class_name": class_name}
    return render(request, "competence/positions.html", words)


@require_safe
@signed_in
def position(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what one post asks for, beside what its class asks."""
    found = get_object_or_404(policies.visible_positions(request.user).select_related("agency"), pk=pk)
    return _lines(request, found.agency, of_post(found))


def _lines(request: SignedInRequest, agency: Agency, found: Whose) -> HttpResponse:
    lines = queries.lines_of(agency, found.of, clock.today(agency.zone))
    words = {"agency": agency, "whose": found, "lines": lines, "open": queries.unconfirmed_in(lines)}
    return render(request, "competence/lines.html", words)


def _address(agency: Agency, of: PostClass | uuid.UUID | None) -> str:
    """Give the page of a class or a post."""
    if isinstance(of, uuid.UUID):
        return reverse("competence:position", args=[of])
    return f"{reverse('competence:class')}?{urlencode({'agency': agency.code, 'of': of.key if of else ''})}"


@require_http_methods(["GET", "POST"])
@signed_in
@once("competence.standard_set")
def new_standard(request: SignedInRequest) -> HttpResponse:
    """Set a level from a day on."""
    agency = agency_given(request, administered(request))
    found = whose(request, agency)
    held = queries.held_by(agency, found.of, code=request.GET.get("competence", ""), day=clock.today(agency.zone))
    form = StandardForm(request.POST or None, initial=queries.as_typed(held, code=request.GET.get("competence", "")))
    if form.is_valid():
        try:
            made = actions.set_standard(agency, of=found.of, by=request.user, **form.cleaned_data)
        except actions.CannotSet as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The standard was set."))
            return redirect(_address(agency, _of(made)))
    words = {"agency": agency, "whose": found, "form": form, "held": held, "back": _address(agency, _key(found))}
    return render(request, "competence/new_standard.html", words, status=422 if form.errors else 200)


def _of(row: Requirement) -> PostClass | uuid.UUID:
    return row.position_id or PostClass(row.position_class, row.post_level)


def _key(found: Whose) -> PostClass | uuid.UUID:
    return found.of if isinstance(found.of, PostClass) else found.of.pk


@require_POST
@signed_in
def standards_confirmation(request: SignedInRequest) -> HttpResponse:
    """Mark the chosen standards as checked against their legal basis."""
    agency = agency_given(request, administered(request))
    found = whose(request, agency)
    chosen = [int(pk) for pk in request.POST.getlist("row")[:200] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    count = actions.confirm_standards(agency, rows=chosen, by=request.user)
    messages.success(
        request, ngettext("%(count)s line is confirmed.", "%(count)s lines are confirmed.", count) % {"count": count}
    )
    return redirect(_address(agency, _key(found)))


@require_safe
@signed_in
def standard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show everything that was ever set for the same class or post and competence."""
    row = get_object_or_404(policies.visible_standards(request.user).select_related(*queries.SHOWN), pk=pk)
    words = {
        "row": row,
        "name": of_whom(row),
        "history": list(queries.history_of(row)),
        "back": _address(row.agency, _of(row)),
        "key": row.position_id or PostClass(row.position_class, row.post_level).key,
        "today": clock.today(row.agency.zone),
    }
    return render(request, "competence/standard.html", words)


@require_POST
@signed_in
def standard_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a post follow its class again from today on."""
    row = get_object_or_404(policies.visible_standards(request.user).select_related("agency"), pk=pk)
    try:
        actions.follow_the_class(row, since=clock.today(row.agency.zone), by=request.user)
    except actions.CannotSet as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, gettext("From today the post asks for what its class asks."))
    return redirect(_address(row.agency, _of(row)))
