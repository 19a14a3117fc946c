"""Who may do what over a whole agency, and the lock on the doors of pages."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huyula.access.models import Agency, ApiToken, Grant, GrantQuerySet, Role, User
from huyula.lib.prepared import prepared

P = ParamSpec("P")
SAFE = {"GET", "HEAD"}
GRANTS = "_grants_of_today"


class SignedInRequest(HttpRequest):
    """A request by somebody who is signed in: `user` is an account."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a view see only accounts; whoever is signed out goes to the sign-in page and comes back."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if request.method in SAFE:
            remember_grants(request.user)
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return door


def ensure(allowed: bool, /) -> None:
    """Go on if it is allowed.

    Raises PermissionDenied, which doors turn into 403.
    """
    if not allowed:
        raise PermissionDenied


def administered_agencies(user: User) -> list[uuid.UUID]:
    """Give the agencies that a user administers today. One query, none again in a request that only reads."""
    return _granted(user, Role.ADMINISTRATOR)


def is_administrator(user: User, agency: Agency | uuid.UUID) -> bool:
    """Say whether a user administers an agency today. One query."""
    wanted = agency.pk if isinstance(agency, Agency) else agency
    return wanted in administered_agencies(user)


def is_operator(user: User) -> bool:
    """Say whether a user operates the installation today. One query."""
    return bool(_granted(user, Role.OPERATOR))


def remember_grants(user: User) -> None:
    """Ask for the grants of this account only once from here on: for the object that a reading request has loaded."""
    vars(user).setdefault(GRANTS, None)


def _granted(user: User, role: Role) -> list[uuid.UUID]:
    kept: list[tuple[str, uuid.UUID]] | None = vars(user).get(GRANTS)
    if kept is None:
        kept = _grants(user=user.pk, day=timezone.localdate())
        if GRANTS in vars(user):
            vars(user)[GRANTS] = kept
    return [agency for held, agency in kept if held == role]


@prepared
def _grants(*, user: uuid.UUID, day: dt.date) -> QuerySet[Grant, tuple[str, uuid.UUID]]:
    grants = Grant.objects.filter(user=user, user__is_active=True).in_force(day)
    return grants.values_list("role", "agency_id").order_by("agency_id")


def holders(role: Role | str, agency: Agency, *, day: dt.date) -> GrantQuerySet:
    """Give the grants of a role over an agency that hold on a day and whose accounts are open."""
    return Grant.objects.filter(role=role, agency=agency, user__is_active=True).in_force(day)


def visible_agencies(user: User) -> QuerySet[Agency]:
    """Administrators and operators see the agencies over which they hold the role, and no other."""
    held = Grant.objects.filter(user=user, user__is_active=True).in_force(timezone.localdate())
    return Agency.objects.filter(pk__in=held.values("agency_id"))


def may_grant(user: User | None, role: Role | str, agency: Agency) -> bool:
    """Operators of the agency give every role over it, its administrators their own role; None is the shell."""
    if user is None or agency.pk in _granted(user, Role.OPERATOR):
        return True
    return role == Role.ADMINISTRATOR and is_administrator(user, agency)


def may_read_journal(user: User, agency: Agency) -> bool:
    """Only its administrators read an agency's journal: an operator keeps the machine, not the personnel."""
    return is_administrator(user, agency)


def visible_tokens(user: User) -> QuerySet[ApiToken]:
    """Administrators see the tokens over their agencies, whoever made them."""
    return ApiToken.objects.filter(agency__in=administered_agencies(user))


def may_make_token(user: User, agency: Agency) -> bool:
    """Only an administrator lets programs into their agency."""
    return is_administrator(user, agency)


def visible_grants(user: User) -> QuerySet[Grant]:
    """Grants are seen by whoever sees the agency they are over."""
    return Grant.objects.filter(agency__in=visible_agencies(user).values("pk"))


def role_over(user: User | None, agency: Agency) -> str:
    """Name the role in which somebody acts over an agency, for the journal."""
    if user is None:
        return "shell"
    return "administrator" if is_administrator(user, agency) else "operator"
