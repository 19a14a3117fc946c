"""My account: how I sign in, on which devices, in which language, and what I did."""

from http import HTTPStatus

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access import actions, queries
from huyula.access.forms import ConfirmationForm, JournalForm, NewPasskeyForm, PasskeyConfirmationForm, PasswordForm
from huyula.access.middleware import device_secret, fresh
from huyula.access.policies import SignedInRequest, signed_in
from huyula.access.views.session import COOKIE_AGE, may_have_passkeys, next_of, posted, renew_session, status_of, to
from huyula.ui.pages import render


@never_cache
@require_safe
@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Show how I sign in and on which devices."""
    here = device_secret(request)
    words = queries.account_of(request.user, secret=here)
    return render(
        request,
        "access/account.html",
        {"account": words, "user": request.user, "has_passkeys": may_have_passkeys(request)},
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
def confirmation(request: SignedInRequest) -> HttpResponse:
    """Ask for the password once more, before something that matters."""
    form = ConfirmationForm(request, posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        record_authentication(request, request.user, method="password", reauthenticated=True)
        return to(next_of(request))
    words = {"form": form, "next": next_of(request), "user": request.user}
    return render(request, "access/confirmation.html", words, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def passkey_confirmation(request: SignedInRequest) -> HttpResponse:
    """Ask for the passkey once more: what the device signs (GET, JSON), and what it signed (POST)."""
    if request.method == "GET":
        return JsonResponse(webauthn.begin_authentication(user=request.user))
    form = PasskeyConfirmationForm(request.POST, user=request.user)
    if form.is_valid():
        post_authentication(request, form.cleaned_data["credential"], reauthenticated=True)
        return to(next_of(request))
    messages.error(request, gettext("This passkey does not belong to your account."))
    return to(next_of(request))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def password(request: SignedInRequest) -> HttpResponse:
    """Choose another password; every other session ends by it."""
    form = PasswordForm(request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        actions.change_password(request.user, password=form.cleaned_data["password"])
        renew_session(request)
        messages.success(request, gettext("Your password was changed. You are signed out everywhere else."))
        return redirect("access:account")
    return render(request, "access/password.html", {"form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def new_passkey(request: SignedInRequest) -> HttpResponse:
    """Make a passkey on this device."""
    if request.method == "GET" and request.headers.get("Accept") == "application/json":
        return JsonResponse(webauthn.begin_registration(request.user, passwordless=True))
    form = NewPasskeyForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        actions.add_passkey(request.user, name=words["name"], credential=words["credential"])
        messages.success(request, gettext("You can sign in with this passkey from now on."))
        return redirect("access:account")
    words = {"form": form, "has_passkeys": may_have_passkeys(request)}
    return render(request, "access/passkey.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def passkey_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a passkey away."""
    row = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    detail = ""
    if request.method == "POST":
        try:
            actions.remove_passkey(request.user, pk=row.pk)
        except actions.CannotChange as refusal:
            detail = refusal.detail
        else:
            messages.success(request, gettext("The passkey was removed. Delete it on the device too."))
            return redirect("access:account")
    status = HTTPStatus.CONFLICT if detail else HTTPStatus.OK
    return render(request, "access/passkey_removal.html", {"name": row.wrap().name, "detail": detail}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def second_step_setup(request: SignedInRequest) -> HttpResponse:
    """Tie an authenticator app to the account."""
    form = ActivateTOTPForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_up_second_step(request.user, secret=form.secret)
        totp.clear_totp_secret(request)
        messages.success(
            request, gettext("From now on a code of the app is asked for on devices that are not remembered.")
        )
        return redirect("access:recovery_codes")
    address = get_adapter().build_totp_url(request.user, form.secret)
    drawn = segno.make(address).svg_inline(scale=5, border=2, dark="#000", light="#fff")
    words = {"form": form, "secret": form.secret, "drawn": drawn}
    return render(request, "access/second_step_setup.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
@fresh
def second_step_removal(request: SignedInRequest) -> HttpResponse:
    """Ask for the password alone again."""
    if request.method == "GET":
        return render(request, "access/second_step_removal.html")
    actions.drop_second_step(request.user)
    messages.success(request, gettext("The password alone is asked for again."))
    return redirect("access:account")


@never_cache
@require_safe
@signed_in
@fresh
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Show the codes that stand in for a lost authenticator app, each once."""
    row = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = row.wrap().get_unused_codes() if row else []
    return render(request, "access/recovery_codes.html", {"codes": codes})


@require_POST
@signed_in
def device_removal(request: SignedInRequest, pk: str) -> HttpResponse:
    """Forget a device; on this very one it is the same as signing out."""
    device = get_object_or_404(queries.devices_of(request.user), pk=pk)
    is_here = device.session_key == request.session.session_key
    actions.forget_device(device, by=request.user)
    if is_here:
        logout(request)
        return redirect("access:sign_in")
    messages.success(request, gettext("The device was forgotten and is signed out."))
    return redirect("access:account")


@require_POST
@signed_in
def language(request: SignedInRequest) -> HttpResponse:
    """Keep the language in which I read and am written to."""
    wanted = request.POST.get("language", "")
    response = redirect("access:account")
    if wanted in dict(settings.LANGUAGES):
        actions.choose_language(request.user, language=wanted)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=COOKIE_AGE, samesite="Lax")
    return response


@require_safe
@signed_in
def own_journal(request: SignedInRequest) -> HttpResponse:
    """Show what I did, newest first."""
    form = JournalForm(request.GET)
    lines = queries.journal_of_user(request.user, form.wanted())
    return render(request, "access/own_journal.html", {"lines": lines, "form": form})
