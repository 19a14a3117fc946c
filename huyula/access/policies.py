"""Who may do what over a whole agency, and the lock on the doors of pages."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huyula.access.models import Agency, Grant, Role, User

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request by somebody who is signed in: `user` is an account."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a view see only accounts; whoever is signed out goes to the sign-in page and comes back."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return door


def ensure(allowed: bool, /) -> None:
    """Go on if it is allowed.

    Raises PermissionDenied, which doors turn into 403.
    """
    if not allowed:
        raise PermissionDenied


def administered_agencies(user: User) -> list[uuid.UUID]:
    """Give the agencies that a user administers today. One query."""
    return _granted(user, Role.ADMINISTRATOR)


def is_administrator(user: User, agency: Agency | uuid.UUID) -> bool:
    """Say whether a user administers an agency today. One query."""
    wanted = agency.pk if isinstance(agency, Agency) else agency
    return wanted in administered_agencies(user)


def is_operator(user: User) -> bool:
    """Say whether a user operates the installation today. One query."""
    return bool(_granted(user, Role.OPERATOR))


def _granted(user: User, role: Role) -> list[uuid.UUID]:
    grants = Grant.objects.filter(user=user, role=role, user__is_active=True)
    return list(grants.in_force(timezone.localdate()).values_list("agency_id", flat=True).order_by("agency_id"))
