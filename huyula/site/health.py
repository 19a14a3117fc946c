"""What a supervisor of services asks: whether it is alive, and whether it is ready."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huyula.site.filling import is_behind


@require_safe
@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    """Say that this process answers."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and is as new as this version; 503 if not."""
    try:
        connection.ensure_connection()
        behind = is_behind()
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if behind:
        return JsonResponse({"ready": False, "why": "migrations"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"ready": True})
