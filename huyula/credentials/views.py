"""The pages of certificates: checking one, which anybody may, and looking after one's own."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from huyula.access.middleware import once
from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, administered_agencies, ensure, signed_in
from huyula.credentials import actions, formats, policies, queries
from huyula.credentials.forms import CheckForm, ReissueForm, RevocationForm, SearchForm
from huyula.credentials.models import Certificate
from huyula.files import queries as files
from huyula.lib import crypto
from huyula.lib.paging import number_from, page_of
from huyula.lib.refused import Refused
from huyula.people.queries import person_of
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def no_code(request: HttpRequest) -> HttpResponse:
    """Lead an address without a code to the page where one can be given."""
    return redirect("credentials:check")


@never_cache
@require_safe
def verdict(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a certificate is genuine and holds; this is where QR codes lead."""
    response = render(request, "credentials/verdict.html", {"verdict": queries.verify(token), "token": token})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@get_or_post
def check(request: HttpRequest) -> HttpResponse:
    """Take a code that was typed or pasted, and say what checking means."""
    form = CheckForm(request.POST or None)
    if form.is_valid():
        return redirect("credentials:verdict", form.cleaned_data["code"] or "-")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "credentials/check.html", {"form": form}, status=status)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Give the public keys as a JWK Set, for whoever checks without us."""
    response = JsonResponse(formats.jwks(crypto.public_keys()), content_type="application/jwk-set+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """List the own certificates."""
    person = person_of(request.user)
    rows = queries.certificates_of(person) if person else Certificate.objects.none().order_by("pk")
    page = page_of(rows, number=number_from(request.GET.get("page")))
    return render(request, "credentials/mine.html", {"page": page, "is_keeper": administered_agencies(request.user)})


@require_safe
@signed_in
def register(request: SignedInRequest) -> HttpResponse:
    """List the certificates of an organiser that the user administers."""
    agencies = Agency.objects.filter(pk__in=administered_agencies(request.user)).order_by("code", "pk")
    wanted = request.GET.get("agency", "")
    agency = (agencies.filter(code=wanted) if wanted else agencies).first()
    if agency is None:
        raise Http404
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_of(queries.register_of(agency, q=q), number=number_from(request.GET.get("page")))
    words = {"agency": agency, "page": page, "q": q, "held": queries.held([agency.pk]).count()}
    return render(request, "credentials/register.html", words)


def _visible(request: SignedInRequest, pk: uuid.UUID) -> Certificate:
    return get_object_or_404(queries.shown(policies.visible_certificates(request.user)), pk=pk)


@never_cache
@require_safe
@signed_in
def certificate(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a certificate: what stands on it, the way to check it, and what became of it."""
    found = _visible(request, pk)
    words = {
        "certificate": found,
        "is_revoked": queries.is_revoked(found),
        "address": queries.address_of(found),
        "may_revoke": policies.may_revoke(request.user, found.agency_id),
    }
    return render(request, "credentials/certificate.html", words)


@never_cache
@require_safe
@signed_in
def certificate_content(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the PDF; if the worker has not drawn it yet, it is drawn now."""
    found = _visible(request, pk)
    try:
        blob = found.blob or actions.draw(found)
        return files.serve(blob, inline="download" not in request.GET)  # type: ignore[return-value]  # streamed
    except Refused as refused:
        messages.error(request, refused.detail)
        return redirect("credentials:certificate", found.pk)


def _kept(request: SignedInRequest, pk: uuid.UUID) -> Certificate:
    """Load a certificate that the user sees (else 404) and may revoke (else 403)."""
    found = _visible(request, pk)
    ensure(policies.may_revoke(request.user, found.agency_id))
    return found


@get_or_post
@signed_in
@once("credentials.revocation")
def revocation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a certificate no longer holds."""
    found = _kept(request, pk)
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("credentials:certificate", found.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "credentials/revocation.html", {"certificate": found, "form": form}, status=status)


@get_or_post
@signed_in
@once("credentials.reissue")
def reissue(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Issue a certificate anew under a corrected name."""
    found = _kept(request, pk)
    form = ReissueForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.reissue(found, name=given["name"], reason=given["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The certificate was issued anew; the old one is revoked."))
            return redirect("credentials:certificate", made.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "credentials/reissue.html", {"certificate": found, "form": form}, status=status)
