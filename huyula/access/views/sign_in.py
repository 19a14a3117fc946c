"""Signing in and out."""

from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huyula.access import actions
from huyula.access.forms import ForgottenForm, PasskeySignInForm, SignInForm
from huyula.access.gateways import KNOWN_DEVICE
from huyula.access.middleware import client_address, device_secret
from huyula.access.views.session import REMEMBER, may_have_passkeys, next_of, posted, status_of, welcomed, with_device
from huyula.ui.pages import render

PASSKEY_SECONDS = 10 * 60


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, or a passkey."""
    if request.user.is_authenticated:
        return redirect(next_of(request))
    form = SignInForm(request, posted(request))
    if request.method == "POST" and form.is_valid() and form.user:
        request.session[REMEMBER] = form.cleaned_data["remember"]
        login = Login(user=form.user, redirect_url=next_of(request), state={KNOWN_DEVICE: form.is_known})
        return welcomed(request, perform_password_login(request, {}, login))
    words = {"form": form, "next": next_of(request), "has_passkeys": may_have_passkeys(request)}
    return with_device(request, render(request, "access/sign_in.html", words, status=status_of(form)))


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Give the device what it signs (GET, JSON), and let in whoever signed it (POST)."""
    if request.user.is_authenticated:
        return redirect(next_of(request))
    if request.method == "GET":
        request.session.set_expiry(PASSKEY_SECONDS)
        return JsonResponse(webauthn.begin_authentication(user=None))
    form = PasskeySignInForm(request.POST)
    try:
        device = device_secret(request)
        made = actions.attempt(device=device, address=client_address(request), account=f"passkey:{device}")
    except actions.MustWait as wait:
        return refused_sign_in(request, wait.detail, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return refused_sign_in(request, gettext("This passkey opens no account here. Use your password."))
    actions.forgive(made)
    request.session[REMEMBER] = form.cleaned_data["remember"]
    authenticator: Authenticator = form.cleaned_data["credential"]
    login = Login(user=authenticator.user, redirect_url=next_of(request))
    return welcomed(request, perform_passwordless_login(request, authenticator, login))


@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator app, or a recovery code."""
    stage = LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    if stage is None:
        return redirect("access:sign_in")
    form = AuthenticateForm(posted(request), user=stage.login.user)
    if request.method == "POST":
        try:
            device, account = device_secret(request), f"step:{stage.login.user.pk}"
            made = actions.attempt(device=device, address=client_address(request), account=account)
        except actions.MustWait as wait:
            return refused_sign_in(request, wait.detail, HTTPStatus.TOO_MANY_REQUESTS)
        if form.is_valid():
            actions.forgive(made)
            post_authentication(request, form.authenticator)
            return welcomed(request, stage.exit())
    return render(request, "access/second_step.html", {"form": form}, status=status_of(form))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; what only this device has stays on it for its owner."""
    logout(request)
    return redirect("access:sign_in")


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Say how somebody gets in again; the answer is the same whether or not there is such an account."""
    form = ForgottenForm(request, posted(request))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        actions.ask_for_mail(form.cleaned_data["name"])
    page = render(request, "access/forgotten.html", {"form": form, "is_sent": is_sent}, status=status_of(form))
    return with_device(request, page)


def refused_sign_in(request: HttpRequest, detail: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> HttpResponse:
    """Show the sign-in page with the reason at its head."""
    words = {
        "form": SignInForm(request),
        "next": next_of(request),
        "has_passkeys": may_have_passkeys(request),
        "detail": detail,
    }
    return with_device(request, render(request, "access/sign_in.html", words, status=status))
