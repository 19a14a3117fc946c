"""Agencies: who has a say in them, which programs may in, and what was done."""

import datetime as dt
from http import HTTPStatus

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access import actions, policies, queries
from huyula.access.forms import GrantForm, JournalForm, ReasonForm, TokenForm
from huyula.access.middleware import fresh
from huyula.access.models import Agency, Role
from huyula.access.policies import SignedInRequest, signed_in
from huyula.access.views.session import posted, status_of
from huyula.lib.paging import number_from, page_of
from huyula.ui.pages import render
from huyula.ui.slots import wired

A_YEAR = dt.timedelta(days=365)


@require_safe
@signed_in
def agencies(request: SignedInRequest) -> HttpResponse:
    """List the agencies that I administer or operate, and the ways into each."""
    rows = policies.visible_agencies(request.user).order_by("code", "pk")
    administered = set(policies.administered_agencies(request.user))
    return render(request, "access/agencies.html", {"agencies": rows, "administered": administered})


@require_safe
@signed_in
def grants(request: SignedInRequest, code: str) -> HttpResponse:
    """List who holds a role over an agency, or held one."""
    agency = agency_or_404(policies.visible_agencies(request.user), code)
    page = page_of(queries.grants_of_agency(agency), number=number_from(request.GET.get("page")))
    words = {
        "agency": agency,
        "page": page,
        "names": queries.names_of({row.user_id for row in page.rows}),
        "today": timezone.localdate(),
        "is_operator": policies.may_grant(request.user, Role.OPERATOR, agency),
    }
    return render(request, "access/grants.html", words)


@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def new_grant(request: SignedInRequest, code: str) -> HttpResponse:
    """Give an account a role over an agency."""
    agency = agency_or_404(policies.visible_agencies(request.user), code)
    roles = [role for role in Role if policies.may_grant(request.user, role, agency)]
    form = GrantForm(posted(request), roles=roles, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.grant(given.pop("name"), over=agency, by=request.user, **given)
        except actions.CannotGrant as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The role was given."))
            return redirect("access:grants", code=agency.code)
    return render(request, "access/grant.html", {"agency": agency, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
def grant_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a role at once."""
    given = get_object_or_404(policies.visible_grants(request.user).select_related("agency", "user"), pk=pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_grant(given, reason=form.cleaned_data["reason"], by=request.user)
        except actions.CannotEnd as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The role has ended."))
            return redirect("access:grants", code=given.agency.code)
    words = {"grant": given, "form": form, "name": queries.name_of(given.user)}
    return render(request, "access/grant_ending.html", words, status=status_of(form))


@require_safe
@signed_in
def tokens(request: SignedInRequest, code: str) -> HttpResponse:
    """List the programs that may in, or were."""
    agency = agency_or_404(administered(request), code)
    page = page_of(queries.tokens_of_agency(agency), number=number_from(request.GET.get("page")))
    names = queries.names_of({row.user_id for row in page.rows})
    words = {"agency": agency, "page": page, "names": names, "today": timezone.localdate(), "scopes": scopes()}
    return render(request, "access/tokens.html", words)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def new_token(request: SignedInRequest, code: str) -> HttpResponse:
    """Make a token and show its secret, once."""
    agency = agency_or_404(administered(request), code)
    form = TokenForm(posted(request), scopes=scopes().items(), expires_on=timezone.localdate() + A_YEAR)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.make_token(agency, known=scopes(), by=request.user, **form.cleaned_data)
        except actions.CannotMakeToken as refusal:
            form.add_error(None, refusal.detail)
        else:
            return render(request, "access/token_made.html", {"agency": agency, "token": made, "secret": secret})
    return render(request, "access/token.html", {"agency": agency, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
def token_revocation(request: SignedInRequest, pk: str) -> HttpResponse:
    """Take a token back."""
    token = get_object_or_404(policies.visible_tokens(request.user).select_related("agency"), pk=pk)
    if request.method == "POST":
        actions.revoke_token(token, by=request.user)
        messages.success(request, gettext("The token opens nothing any more."))
        return redirect("access:tokens", code=token.agency.code)
    return render(request, "access/token_revocation.html", {"token": token})


@require_safe
@signed_in
def journal(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what was done in an agency, newest first, and how far it is sealed."""
    agency = agency_or_404(administered(request), code)
    form = JournalForm(request.GET)
    wanted = form.wanted()
    words = {
        "agency": agency,
        "form": form,
        "lines": queries.journal_of_agency(agency, wanted),
        "chain": queries.chain_of(agency),
        "actor": wanted.actor and queries.names_of([wanted.actor]).get(wanted.actor, ""),
    }
    return render(request, "access/journal.html", words, status=HTTPStatus.OK)


def administered(request: SignedInRequest) -> QuerySet[Agency]:
    """Give the agencies whose journal and tokens the user may see: an operator as such sees neither."""
    return Agency.objects.filter(pk__in=policies.administered_agencies(request.user))


def agency_or_404(seen: QuerySet[Agency], code: str) -> Agency:
    """Give an agency by its code, if it is among the seen ones."""
    return get_object_or_404(seen, code=code)


def scopes() -> dict[str, str]:
    """Give what programs may be allowed to do: `SCOPES` in the wiring, scope and its sentence."""
    return dict(wired("SCOPES", {}))
