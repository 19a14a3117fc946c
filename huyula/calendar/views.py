"""The pages of the calendar."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, administered_agencies, ensure, signed_in
from huyula.calendar import actions, policies, queries
from huyula.calendar.formats import FIRST_YEAR, LAST_YEAR
from huyula.calendar.forms import ConfirmationForm, DecreeForm, HolidayForm, HoursForm, WithdrawalForm
from huyula.calendar.models import Holiday
from huyula.calendar.rules import Kind, Season
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Show the present year."""
    return _year(request, clock.today().year)


@require_safe
@signed_in
def year(request: SignedInRequest, year: int) -> HttpResponse:
    """Show a year as a printed calendar and as a list."""
    return _year(request, _ours(year))


def _ours(year: int) -> int:
    """Leave a year alone that the calendar can know. Raises Http404 for others."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _year(request: SignedInRequest, year: int) -> HttpResponse:
    agency = policies.agency_of(request.user)
    holidays = list(queries.holidays_of(year, agency=agency))
    context = {
        "state": queries.state_of(year),
        "first_year": FIRST_YEAR,
        "last_year": LAST_YEAR,
        "holidays": holidays,
        "open_days": sum(not holiday.confirmed for holiday in holidays),
        "months": queries.months_of(year, holidays=holidays, agency=agency),
        "agency": agency,
        "may_decree": policies.may_enter_decree(request.user),
        "may_local": agency is not None and policies.may_change_holidays(request.user, agency),
    }
    return render(request, "calendar/year.html", context)


@get_or_post
@signed_in
def new_decree(request: SignedInRequest, year: int) -> HttpResponse:
    """Enter the decree on a year."""
    ensure(policies.may_enter_decree(request.user))
    days = queries.unconfirmed_of(_ours(year))
    form = DecreeForm(request.POST or None, days=days)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.enter_decree(
                year, number=given["number"], dated_on=given["dated_on"], confirming=given["days"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The decree was entered."))
            return redirect("calendar:year", year)
    return render(request, "calendar/decree.html", {"form": form, "year": year}, status=_status(form))


def _status(form: object) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if getattr(form, "errors", None) else HTTPStatus.OK


@get_or_post
@signed_in
def new_holiday(request: SignedInRequest, year: int) -> HttpResponse:
    """Add a day off."""
    agencies = list(Agency.objects.filter(pk__in=administered_agencies(request.user)).order_by("code", "pk"))
    kinds = [Kind.NATIONAL, Kind.COLLECTIVE_LEAVE] if policies.may_enter_decree(request.user) else []
    kinds += [Kind.LOCAL] if agencies else []
    ensure(bool(kinds))
    form = HolidayForm(request.POST or None, kinds=kinds, agencies=agencies, initial={"day": f"{_ours(year)}-01-01"})
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("day", "name", "name_en", "source")}
        try:
            added = actions.add_holiday(
                **given, kind=Kind(form.cleaned_data["kind"]), agency=form.whose(), by=request.user
            )
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": added.name})
            return redirect("calendar:year", added.day.year)
    return render(request, "calendar/holiday.html", {"form": form, "year": year}, status=_status(form))


def _changeable(request: SignedInRequest, pk: int) -> Holiday:
    """Load a standing holiday that the user sees (else 404) and may change (else 403)."""
    holiday: Holiday = get_object_or_404(policies.visible_holidays(request.user).select_related("agency"), pk=pk)
    ensure(policies.may_change_holidays(request.user, holiday.agency))
    return holiday


@get_or_post
@signed_in
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm one holiday by its legal basis."""
    holiday = _changeable(request, pk)
    form = ConfirmationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.confirm_holiday(holiday, source=form.cleaned_data["source"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("%(name)s is confirmed.") % {"name": holiday.name})
            return redirect("calendar:year", holiday.day.year)
    return render(request, "calendar/confirmation.html", {"form": form, "holiday": holiday}, status=_status(form))


@get_or_post
@signed_in
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one holiday out of the calendar."""
    holiday = _changeable(request, pk)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw_holiday(holiday, because=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("%(name)s was withdrawn.") % {"name": holiday.name})
            return redirect("calendar:year", holiday.day.year)
    return render(request, "calendar/withdrawal.html", {"form": form, "holiday": holiday}, status=_status(form))


def _visible(request: SignedInRequest, pk: uuid.UUID) -> Agency:
    return get_object_or_404(Agency.objects.filter(pk__in=policies.visible_agencies(request.user)), pk=pk)


@require_safe
@signed_in
def hours(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the working hours of an agency."""
    agency = _visible(request, pk)
    rows = list(queries.hours_of(agency, day=clock.today()))
    context = {
        "agency": agency,
        "blocks": queries.blocks_of(rows),
        "is_open": any(not row.confirmed for row in rows),
        "may_set": policies.may_set_hours(request.user, agency),
    }
    return render(request, "calendar/hours.html", context)


@require_POST
@signed_in
def hours_confirmation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm the hours of an agency as they stand."""
    agency = _visible(request, pk)
    actions.confirm_hours(agency, by=request.user)
    messages.success(request, _("The working hours are confirmed."))
    return redirect("calendar:hours", agency.pk)


@get_or_post
@signed_in
def new_hours(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the working hours of an agency from a day on."""
    agency = _visible(request, pk)
    ensure(policies.may_set_hours(request.user, agency))
    form = HoursForm(request.POST or None, initial=queries.hours_as_typed(agency, day=clock.today()))
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("since", "until", "legal_basis")}
        season = Season(form.cleaned_data["season"])
        try:
            actions.set_hours(agency, season=season, week=form.week(), by=request.user, **given)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The working hours were set."))
            return redirect("calendar:hours", agency.pk)
    return render(request, "calendar/new_hours.html", {"form": form, "agency": agency}, status=_status(form))
