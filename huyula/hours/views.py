"""The pages of hours: one's own year, somebody's year, a posting, the ledger, the rules."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.middleware import once
from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.access.queries import address_of
from huyula.hours import actions, forms, policies, queries
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.lib.refused import Refused
from huyula.people.queries import cards_of, person_of
from huyula.people.queries.viewers import agency_named
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _status(form: object) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if getattr(form, "errors", None) else HTTPStatus.OK


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Show the own hours, or say that no person stands behind the account."""
    found = person_of(request.user)
    if found is None:
        why = _("Learning hours belong to civil servants. This account works for an office.")
        return render(request, "ui/nobody.html", {"title": _("My learning hours"), "why": why})
    return _year_page(request, found.pk, policies.View(is_own=True, agencies=None))


@never_cache
@require_safe
@signed_in
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show somebody's hours to whom they are internal."""
    view = policies.view_of(request.user, pk)
    if view is None:
        raise Http404
    return _year_page(request, pk, view)


def _year_page(request: SignedInRequest, pk: uuid.UUID, view: policies.View) -> HttpResponse:
    year = forms.year_from(request.GET.get("year"), otherwise=clock.today().year)
    page, bucket = number_from(request.GET.get("page")), forms.bucket_from(request.GET.get("kind"))
    words = {
        "bucket": bucket,
        "person": pk,
        "is_own": view.is_own,
        "about": None if view.is_own else cards_of([pk], clock.today())[pk],
        "hours": queries.year_of(pk, year, agencies=view.agencies, page=page, bucket=bucket),
    }
    return render(request, "hours/year.html", words)


@never_cache
@require_safe
@signed_in
def posting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a posting with all that it rests on."""
    found = queries.posting_shown(request.user, pk)
    is_own = found.person.user_id == request.user.pk
    words = {
        "posting": found,
        "card": cards_of([found.person_id], clock.today()).get(found.person_id),
        "is_own": is_own,
        "may_reverse": policies.may_reverse(request.user, found),
        "proof": address_of(found.because.verb, found.because.about_id) if is_own else "",  # open to its owner alone
    }
    return render(request, "hours/posting.html", words)


@get_or_post
@signed_in
@once("hours.reversal")
def reversal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Counter a posting."""
    found = queries.posting_shown(request.user, pk)
    ensure(policies.may_reverse(request.user, found))
    form = forms.ReversalForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.reverse(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The posting is countered; both stay in the ledger."))
            return redirect("hours:posting", made.pk)
    return render(request, "hours/reversal.html", {"posting": found, "form": form}, status=_status(form))


def _office(request: SignedInRequest) -> tuple[Agency, policies.Office]:
    """Give the agency whose hours the user keeps, and for whom. Raises Http404 for whoever keeps none."""
    agency = agency_named(request.user, request.GET.get("agency", ""))
    office = policies.office_of(request.user, agency.pk) if agency else None
    if agency is None or office is None:
        raise Http404
    return agency, office


@require_safe
@signed_in
def ledger(request: SignedInRequest) -> HttpResponse:
    """List the postings of an agency, newest first."""
    agency, office = _office(request)
    wanted = forms.LedgerForm(request.GET).wanted()
    words = {
        "agency": agency,
        "wanted": wanted,
        "found": queries.ledger(agency.pk, wanted=wanted, by=office, user=request.user),
        "forms": forms.form_choices(),
    }
    return render(request, "hours/ledger.html", words)


@require_safe
@signed_in
def rules(request: SignedInRequest) -> HttpResponse:
    """Show all rules about hours, with their legal basis and whether they were confirmed."""
    day = clock.today()
    words = {
        "conversions": list(queries.conversion_rules(day)),
        "targets": list(queries.target_rules(day)),
        "duties": list(queries.duty_rules(day)),
        "day": day,
        "may_keep": policies.may_keep_rules(request.user),
    }
    return render(request, "hours/rules.html", words)


def _rule(request: SignedInRequest) -> tuple[str, actions.Rule]:
    """Give the rule that is meant to whoever may keep rules."""
    ensure(policies.may_keep_rules(request.user))
    kind, pk = request.GET.get("kind", ""), request.GET.get("rule", "")
    if kind not in forms.KINDS or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    rule: actions.Rule = get_object_or_404(forms.KINDS[kind], pk=pk)  # type: ignore[assignment]  # one of the three
    return kind, rule


@get_or_post
@signed_in
def rule_confirmation(request: SignedInRequest) -> HttpResponse:
    """Confirm a rule by its legal basis."""
    kind, rule = _rule(request)
    form = forms.ConfirmationForm(request.POST or None, initial={"legal_basis": rule.legal_basis})
    if form.is_valid():
        actions.confirm(rule, legal_basis=form.cleaned_data["legal_basis"], by=request.user)
        messages.success(request, _("The rule is confirmed."))
        return redirect("hours:rules")
    return render(request, "hours/confirmation.html", {"rule": rule, "kind": kind, "form": form}, status=_status(form))


@get_or_post
@signed_in
@once("hours.rule_succession")
def rule_succession(request: SignedInRequest) -> HttpResponse:
    """Let other figures take the place of a rule from a day on."""
    kind, rule = _rule(request)
    form_of = forms.SUCCESSIONS[kind]
    given = {name: getattr(rule, name, None) for name in form_of.base_fields}
    form = form_of(request.POST or None, initial={**given, "legal_basis": ""})
    if form.is_valid():
        read = form.cleaned_data
        try:
            actions.succeed(
                rule, since=read["since"], figures=form.figures(), legal_basis=read["legal_basis"], by=request.user
            )
        except Refused as refused:
            form.add_error("since", refused.detail)
        else:
            messages.success(request, _("The new rule was entered."))
            return redirect("hours:rules")
    return render(request, "hours/succession.html", {"rule": rule, "kind": kind, "form": form}, status=_status(form))


@get_or_post
@signed_in
@once("hours.new_duty")
def new_duty(request: SignedInRequest) -> HttpResponse:
    """Say whether those in a legal standing are counted that has no rule yet."""
    ensure(policies.may_keep_rules(request.user))
    form = forms.NewDutyForm(request.POST or None, initial={"since": clock.today().replace(month=1, day=1)})
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "counts", "since", "legal_basis")}
        try:
            actions.add_duty(form.cleaned_data["legal_status"], **given, by=request.user)
        except Refused as refused:
            form.add_error("legal_status", refused.detail)
        else:
            messages.success(request, _("The new rule was entered."))
            return redirect("hours:rules")
    return render(request, "hours/duty.html", {"form": form}, status=_status(form))
