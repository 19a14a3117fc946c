"""What every request passes at our doors: closed unless it is public; who is calling; a form that is sent twice."""

import datetime as dt
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session as StoredSession
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from ninja import Schema
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth

from huyula.access import actions, queries
from huyula.access.models import User
from huyula.access.policies import SignedInRequest
from huyula.ui.pages import render
from huyula.ui.slots import wired

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
DEVICE_COOKIE = "huyula_device"
DEVICE_SALT = "huyula.device"
FRESH = dt.timedelta(minutes=15)
API = "api"


class SessionStore(DatabaseSessions):
    """Sessions as the framework keeps them, found by a query that is written once: each request asks it."""

    def _get_session_from_db(self) -> StoredSession | None:
        found = queries.session_of(self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class ClosedByDefault:
    """Whoever is signed out sees the addresses of `PUBLIC` in the wiring, and nothing else.

    The API answers for itself: each of its operations names who may call it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the address is known only in `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Send whoever is signed out to the sign-in page, unless the address is public."""
        match = request.resolver_match
        if match is None or match.view_name in wired("PUBLIC", ()) or API in match.namespaces:
            return None
        return None if request.user.is_authenticated else to_sign_in(request)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the sign-in page and back here afterwards; a fragment sends its whole page."""
    if getattr(request, "htmx", False):
        here = getattr(request, "htmx").current_url_abs_path or "/"  # noqa: B009  (set by a middleware, unknown to types)
        return HttpResponseClientRedirect(redirect_to_login(here).url)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def device_secret(request: HttpRequest) -> str:
    """Give the secret of this browser's cookie, or nothing if it has none that we signed."""
    return str(request.get_signed_cookie(DEVICE_COOKIE, default="", salt=DEVICE_SALT))


def client_address(request: HttpRequest) -> str:
    """Give the client's IP address; behind a proxy of ours the last one that it added."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the user proved within 15 minutes that it is they who sit there."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < FRESH.total_seconds()


def fresh(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
    """Ask for the password or passkey again before a page that opens or closes ways into an account."""

    @wraps(view)
    def door(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return render(request, "access/confirmation.html", {"next": request.path, "user": request.user})

    return door


class Problem(Schema):
    """Why something was not done: a code for machines, a sentence for people."""

    code: str
    detail: str


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the API: an account, and the one agency to which its token is bound (None with a session)."""

    user: User
    agency: uuid.UUID | None

    def within(self, rows: "QuerySet[M]") -> "QuerySet[M]":
        """Keep the rows of the token's agency; a session sees what its account sees."""
        return rows if self.agency is None else rows.filter(agency_id=self.agency)


class Token(HttpBearer):
    """A program with a token that has the scope of the operation."""

    def __init__(self, scope: str) -> None:
        """Keep the scope."""
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Find the token by its keyed hash. Raises 401 for an unknown one, 403 for one without the scope."""
        today = timezone.localdate()
        row = queries.token_of(token, day=today)
        if row is None:
            raise AuthenticationError
        if self.scope not in row.scopes:
            raise PermissionDenied
        actions.note_use(row, day=today)
        request.user = row.user
        return Caller(row.user, row.agency_id)


class Session(SessionAuth):
    """A browser that is signed in; what changes something carries the CSRF token too."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Give the account of the session."""
        return Caller(request.user, None) if isinstance(request.user, User) else None


def callers(scope: str) -> Sequence[Callable[[HttpRequest], Caller | None]]:
    """Give what an operation of the API takes as `auth`: a token with this scope, or a session."""
    return [Token(scope), Session()]


def once(
    kind: str,
) -> Callable[
    [Callable[Concatenate[SignedInRequest, P], HttpResponse]],
    Callable[Concatenate[SignedInRequest, P], HttpResponse],
]:
    """Let a form that arrives twice act once: the second is sent to where the first went.

    The key comes as header `Idempotency-Key` or field `idempotency_key`; without one the view just runs. The view says
    that it is done by a redirect; a form that comes back with errors keeps the key free. Stands below `signed_in`.
    """

    def around(
        view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
    ) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
        @wraps(view)
        def door(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            key = _key_of(request)
            if key is None:
                return view(request, *args, **kwargs)
            given: list[HttpResponse] = []

            def act() -> actions.Answer | None:
                given.append(view(request, *args, **kwargs))
                return _answer_in(given[0])

            try:
                receipt = actions.answer_form(request.user, key=key, kind=kind, body=_body_of(request), act=act)
            except actions.CannotReplay as refusal:
                return _refused(request, refusal.detail, HTTPStatus.UNPROCESSABLE_ENTITY)
            if receipt and not receipt.is_done:
                return _refused(request, receipt.answer.get("detail", ""), HTTPStatus.CONFLICT)
            return given[0] if given else HttpResponseRedirect(receipt.answer.get("location", "/") if receipt else "/")

        return door

    return around


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    """Read the key of a form; something that is no UUID is no key."""
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", ""))
    except ValueError:
        return None


def _body_of(request: HttpRequest) -> bytes:
    """Write what a form says in the same bytes each time: its address, its fields, the names and sizes of its files."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    files = [[name, file.name, file.size] for name in request.FILES for file in request.FILES.getlist(name)]
    return orjson.dumps([request.path, fields, files], option=orjson.OPT_SORT_KEYS)


def _answer_in(response: HttpResponse) -> actions.Answer | None:
    """Read from a response where it leads, or None if nothing was done."""
    location = response.headers.get("Location") or response.headers.get("HX-Redirect")
    return {"location": location} if location else None


def _refused(request: HttpRequest, detail: str, status: int) -> HttpResponse:
    return render(request, "access/refused.html", {"detail": detail}, status=status)
