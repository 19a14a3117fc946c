"""First access and new access: a code is typed, then a password or a passkey is chosen; nothing else is possible."""

import time
from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huyula.access import actions, queries
from huyula.access.forms import CodeForm, FirstPasswordForm, NewPasskeyForm
from huyula.access.models import ActivationCode, CodePurpose
from huyula.access.views.session import REMEMBER, may_have_passkeys, posted, status_of, welcomed, with_device
from huyula.ui.pages import render

PENDING = "access.code"
PENDING_SECONDS = 30 * 60


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def activation(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    form = CodeForm(request, posted(request))
    if request.method == "POST" and form.is_valid() and form.row:
        request.session.flush()
        request.session[PENDING] = [form.row.pk, time.time()]
        return redirect("access:means")
    return with_device(request, render(request, "access/activation.html", {"form": form}, status=status_of(form)))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def means(request: HttpRequest) -> HttpResponse:
    """Let the bearer of a code choose a password, or start a passkey."""
    code = pending_code(request)
    if code is None:
        return redirect("access:activation")
    form = FirstPasswordForm(code.user, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.activate_with_password(code.pk, password=form.cleaned_data["password"])
        except actions.CannotOpen as refusal:
            return back_to_code(request, refusal)
        del request.session[PENDING]
        request.session[REMEMBER] = form.cleaned_data["remember"]
        return welcomed(request, perform_password_login(request, {}, Login(user=user)))
    has_passkeys = may_have_passkeys(request) and code.purpose != CodePurpose.MAIL
    words = {"form": form, "code": code, "name": queries.name_of(code.user), "has_passkeys": has_passkeys}
    return render(request, "access/means.html", words, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
def first_passkey(request: HttpRequest) -> HttpResponse:
    """Give the device what a passkey is made from (GET, JSON), and keep the one it made (POST)."""
    code = pending_code(request)
    if code is None:
        return redirect("access:activation")
    if request.method == "GET":
        return JsonResponse(webauthn.begin_registration(code.user, passwordless=True))
    form = NewPasskeyForm(request.POST, user=code.user)
    if not form.is_valid():
        messages.error(request, gettext("The passkey was not made. Try again, or choose a password."))
        return redirect("access:means")
    words = form.cleaned_data
    try:
        row = actions.activate_with_passkey(code.pk, name=words["name"], credential=words["credential"])
    except actions.CannotOpen as refusal:
        return back_to_code(request, refusal)
    del request.session[PENDING]
    request.session[REMEMBER] = words["remember"]
    return welcomed(request, perform_passwordless_login(request, row, Login(user=row.user)))


def pending_code(request: HttpRequest) -> ActivationCode | None:
    """Give the code that this browser typed within half an hour; what it opens is asked again when it is used."""
    pk, at = request.session.get(PENDING, (None, 0))
    if pk is None or time.time() - at > PENDING_SECONDS:
        return None
    return ActivationCode.objects.select_related("user").filter(pk=pk).first()


def back_to_code(request: HttpRequest, refusal: actions.CannotOpen) -> HttpResponse:
    """Show the page of the code again with what is wrong with it."""
    request.session.pop(PENDING, None)
    words = {"form": CodeForm(request), "detail": refusal.detail}
    return render(request, "access/activation.html", words, status=HTTPStatus.CONFLICT)
