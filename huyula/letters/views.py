"""The pages of letters: how they look, who signs, how they are numbered, what was issued."""

import base64
import uuid
from http import HTTPStatus
from typing import BinaryIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, signed_in
from huyula.files import queries as files
from huyula.files.models import Blob
from huyula.letters import actions, formats, policies, queries
from huyula.letters.forms import CancellationForm, EndForm, LetterheadForm, PatternForm, SignatoryForm
from huyula.letters.models import Letter, Letterhead, NumberPattern
from huyula.letters.rules import LetterKind
from huyula.lib import clock, pictures
from huyula.lib.paging import number_from, page_of
from huyula.lib.refused import Refused
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _agency(request: SignedInRequest, pk: uuid.UUID) -> Agency:
    return get_object_or_404(policies.visible_agencies(request.user), pk=pk)


def _status(form: object) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if getattr(form, "errors", None) else HTTPStatus.OK


@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Go to the agency under one's care."""
    agency = policies.visible_agencies(request.user).order_by("code", "pk").first()
    if agency is None:
        raise Http404
    return redirect("letters:settings", agency.pk)


@require_safe
@signed_in
def settings(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show letterhead, signatories and number patterns of an agency."""
    agency = _agency(request, pk)
    today = clock.today(agency.zone)
    context = {
        "agency": agency,
        "head": queries.letterhead(agency, on=today),
        "signatories": [(row, "\n".join(queries.offices_of(row))) for row in queries.signatories(agency, on=today)],
        "patterns": queries.patterns_shown(agency, on=today),
    }
    return render(request, "letters/settings.html", context)


@require_safe
@signed_in
def sample_picture(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw what the letters of an agency look like at present, as PNG."""
    data, frame = queries.sample_of(_agency(request, pk))
    content = formats.first_page(formats.SAMPLE, data=data, pictures=frame.pictures)
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "private, max-age=60"})


@require_safe
@signed_in
def sample_letter(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a whole letter of an agency, as PDF, for looking at. It has no number and is not kept."""
    data, frame = queries.sample_of(_agency(request, pk))
    content = formats.typeset(formats.MEMO, data=data, pictures=frame.pictures)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": "inline"})


@get_or_post
@signed_in
def new_letterhead(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the letterhead; while one types, htmx asks for a picture of it."""
    agency = _agency(request, pk)
    standing = queries.letterhead(agency)
    form = LetterheadForm(request.POST or None, request.FILES or None, initial=queries.head_as_typed(agency, standing))
    if getattr(request, "htmx", False):
        return _preview(request, agency, form, standing)
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("since", "lines", "address", "place")}
        try:
            logo = _logo(request, agency, form, standing)
            actions.set_letterhead(agency, **given, logo=logo, by=request.user)
        except Refused as refused:
            form.add_error("logo", refused.detail)
        else:
            messages.success(request, _("The letterhead was set."))
            return redirect("letters:settings", agency.pk)
    context = {"agency": agency, "form": form, "has_logo": bool(standing and standing.logo)}
    return render(request, "letters/letterhead.html", context, status=_status(form))


def _logo(request: SignedInRequest, agency: Agency, form: LetterheadForm, standing: Letterhead | None) -> Blob | None:
    """Keep the logo that was sent, or the one that stands, or none."""
    sent = form.cleaned_data["logo"]
    if sent:
        return actions.keep_logo(sent, name=sent.name, agency=agency, by=request.user)
    return standing.logo if standing and not form.cleaned_data["without_logo"] else None


def _preview(
    request: SignedInRequest, agency: Agency, form: LetterheadForm, standing: Letterhead | None
) -> HttpResponse:
    """Draw what is being typed; what can't be read yet stays as it stands."""
    form.is_valid()
    given = form.cleaned_data
    keeps_logo = standing is not None and not given.get("without_logo")
    head = Letterhead(
        lines=given.get("lines") or [agency.name.upper()],
        address=given.get("address") or [],
        place=given.get("place") or "",
        logo=standing.logo if standing and keeps_logo else None,
    )
    data, frame = queries.sample_of(agency, head=head, logo=_drawn(given.get("logo")))
    content = formats.first_page(formats.SAMPLE, data=data, pictures=frame.pictures)
    return render(request, "letters/_preview.html", {"picture": base64.b64encode(content).decode()})


def _drawn(sent: BinaryIO | None) -> bytes:
    try:
        return pictures.drawn_anew(sent).content if sent else b""
    except (pictures.NotAPicture, pictures.TooManyPixels):
        return b""


@get_or_post
@signed_in
def new_signatory(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Name somebody who signs."""
    agency = _agency(request, pk)
    form = SignatoryForm(request.POST or None, initial={"since": clock.today(agency.zone)})
    if form.is_valid():
        days = {key: form.cleaned_data[key] for key in ("since", "until")}
        try:
            actions.add_signatory(agency, **days, signer=form.signer(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The signatory was named."))
            return redirect("letters:settings", agency.pk)
    return render(request, "letters/signatory.html", {"agency": agency, "form": form}, status=_status(form))


@get_or_post
@signed_in
def signatory_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the last day of a signatory."""
    signatory = get_object_or_404(policies.visible_signatories(request.user).select_related("agency"), pk=pk)
    form = EndForm(request.POST or None, initial={"until": clock.today(signatory.agency.zone)})
    if form.is_valid():
        try:
            actions.end_signatory(signatory, until=form.cleaned_data["until"], by=request.user)
        except Refused as refused:
            form.add_error("until", refused.detail)
        else:
            messages.success(request, _("The last day was set."))
            return redirect("letters:settings", signatory.agency_id)
    context = {"agency": signatory.agency, "form": form, "what": signatory.name, "note": signatory.position}
    return render(request, "letters/ending.html", context, status=_status(form))


@get_or_post
@signed_in
def new_pattern(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how a kind of letter is numbered; while one types, htmx asks for the numbers it gives."""
    agency = _agency(request, pk)
    form = PatternForm(request.POST or None, initial={"since": clock.today(agency.zone)})
    if getattr(request, "htmx", False):
        form.is_valid()
        shown = queries.as_numbers(form.cleaned_data, on=clock.today(agency.zone))
        return render(request, "letters/_numbers.html", {"shown": shown})
    if form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("since", "pattern", "code", "first")}
        try:
            actions.add_pattern(agency, kind=LetterKind(form.cleaned_data["kind"]), **given, by=request.user)
        except Refused as refused:
            form.add_error("pattern", refused.detail)
        else:
            messages.success(request, _("The number pattern was added."))
            return redirect("letters:settings", agency.pk)
    context = {"agency": agency, "form": form, "shown": queries.as_numbers({}, on=clock.today(agency.zone))}
    return render(request, "letters/pattern.html", context, status=_status(form))


@get_or_post
@signed_in
def pattern_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the last day of a number pattern."""
    pattern: NumberPattern = get_object_or_404(policies.visible_patterns(request.user).select_related("agency"), pk=pk)
    form = EndForm(request.POST or None, initial={"until": clock.today(pattern.agency.zone)})
    if form.is_valid():
        try:
            actions.end_pattern(pattern, until=form.cleaned_data["until"], by=request.user)
        except Refused as refused:
            form.add_error("until", refused.detail)
        else:
            messages.success(request, _("The last day was set."))
            return redirect("letters:settings", pattern.agency_id)
    context = {"agency": pattern.agency, "form": form, "what": pattern.pattern, "note": pattern.get_kind_display()}
    return render(request, "letters/ending.html", context, status=_status(form))


@require_safe
@signed_in
def letters(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List the letters of an agency."""
    agency = _agency(request, pk)
    page = page_of(queries.letters_of(agency), number=number_from(request.GET.get("page")))
    return render(request, "letters/letters.html", {"agency": agency, "page": page})


def _letter(request: SignedInRequest, pk: uuid.UUID) -> Letter:
    rows = policies.visible_letters(request.user)
    return get_object_or_404(rows.select_related("agency", "number", "signatory", "cancellation", "blob"), pk=pk)


@require_safe
@signed_in
def letter(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is known of a letter."""
    return render(request, "letters/letter.html", {"letter": _letter(request, pk)})


@require_safe
@signed_in
def letter_content(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the PDF of a letter."""
    found = _letter(request, pk)
    try:
        return files.serve(found.blob, inline=True)  # type: ignore[return-value]  # streamed
    except Refused as refused:
        messages.error(request, refused.detail)
        return redirect("letters:letter", found.pk)


@get_or_post
@signed_in
def cancellation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a letter no longer holds."""
    found = _letter(request, pk)
    form = CancellationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel(found, because=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The letter is cancelled."))
            return redirect("letters:letter", found.pk)
    return render(request, "letters/cancellation.html", {"letter": found, "form": form}, status=_status(form))
