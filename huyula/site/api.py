"""The root of the API: who may call, the shape of every refusal, and the routers of the areas."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from huyula.access.middleware import Problem
from huyula.lib.refused import Refused

# Each area that has an api.py, and the path under which its router hangs.
ROUTERS = {"huyula.access.api.router": "", "huyula.hours.api.router": "", "huyula.learning.api.router": "/learning"}

api = NinjaAPI(
    title="Huyula",
    version="1",
    description=(
        "Programs send `Authorization: Bearer TOKEN`; a token belongs to one agency and has scopes. Browsers use their"
        " session and send the token of `GET csrf` as `X-CSRFToken`. Every refusal is `{code, detail}`."
    ),
    urls_namespace="api",
    docs_url=None,
)
for dotted, prefix in ROUTERS.items():
    api.add_router(prefix, import_string(dotted))


def problem(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """Answer with a refusal in the one shape."""
    return api.create_response(request, Problem(code=code, detail=detail).model_dump(), status=status)


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
    response = problem(request, HTTPStatus.UNAUTHORIZED, "SIGN_IN", gettext("Sign in, or send a token that holds."))
    response["WWW-Authenticate"] = 'Bearer realm="huyula"'
    return response


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, _fault: PermissionDenied) -> HttpResponse:
    return problem(request, HTTPStatus.FORBIDDEN, "FORBIDDEN", gettext("You may not do this."))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _fault: Http404) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, "NOT_FOUND", gettext("This is not there, or not yours."))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(request, HTTPStatus.CONFLICT, refusal.code, refusal.detail)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    first: dict[str, Any] = fault.errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID", f"{where}: {first['msg']}")


@api.exception_handler(HttpError)
def _other(request: HttpRequest, fault: HttpError) -> HttpResponse:
    code = "CSRF" if fault.status_code == HTTPStatus.FORBIDDEN else HTTPStatus(fault.status_code).name
    return problem(request, fault.status_code, code, fault.message)
