"""What the doors have in common: where somebody goes next, the cookie of the device, how long a session lasts."""

import secrets
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from huyula.access import actions, queries
from huyula.access.middleware import DEVICE_COOKIE, DEVICE_SALT, device_secret
from huyula.access.models import User
from huyula.access.policies import SignedInRequest
from huyula.access.rules import device_name

REMEMBER = "access.remember"
SHORT, LONG = 12 * 60 * 60, 60 * 24 * 60 * 60
COOKIE_AGE = 400 * 24 * 60 * 60  # the longest that browsers keep one (RFC 6265bis section 4.1.2.2)


def next_of(request: HttpRequest) -> str:
    """Give where somebody wanted to go, if it is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL


def posted(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, an empty form too; None while somebody only looks."""
    return request.POST if request.method == "POST" else None


def status_of(form: object) -> int:
    """Give the status of a page with a form: 200, 422 if something is wrong in it, 429 if one has to wait."""
    if getattr(form, "must_wait", False):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if getattr(form, "errors", None) else HTTPStatus.OK


def may_have_passkeys(request: HttpRequest) -> bool:
    """Say whether browsers offer passkeys at this address: over https or at localhost, never at a bare IP address."""
    return request.is_secure() or request.get_host().partition(":")[0] == "localhost"


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a browser without one a cookie by which its attempts are counted; it says nothing about anybody."""
    if not device_secret(request):
        set_device(request, response, secrets.token_urlsafe(24))
    return response


def set_device(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    """Set the device's cookie anew, so that it lasts from now on."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        secret,
        salt=DEVICE_SALT,
        max_age=COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def welcomed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Finish a sign-in that has passed all its steps: how long it lasts, and on which device."""
    if not isinstance(request.user, User):
        return response
    actions.note_sign_in(request.user)
    is_remembered = bool(request.session.pop(REMEMBER, False))
    request.session.set_expiry(LONG if is_remembered else SHORT)
    if is_remembered:
        secret = device_secret(request) or secrets.token_urlsafe(24)
        keep_device(request, request.user, secret)
        set_device(request, response, secret)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.user.language, max_age=COOKIE_AGE, samesite="Lax")
    return response


def renew_session(request: SignedInRequest) -> None:
    """Keep this session alive after its password changed, and the device's hold on it."""
    update_session_auth_hash(request, request.user)
    secret = device_secret(request)
    if secret and queries.device_of(request.user, secret=secret):
        keep_device(request, request.user, secret)


def keep_device(request: HttpRequest, user: User, secret: str) -> None:
    """Tie the session to the device that is remembered."""
    request.session.cycle_key()
    name = device_name(request.headers.get("User-Agent", ""))
    actions.remember_device(user, secret=secret, name=name, session_key=request.session.session_key or "")


def to(address: str) -> HttpResponseRedirect:
    """Lead on after a form was taken."""
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
