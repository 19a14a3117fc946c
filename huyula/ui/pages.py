"""The way a view answers with a page."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import engines

from huyula.ui.frame import Frame

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render a page (`noun.html`) or a fragment (`_noun.html`) with `frame` and the context of the view."""
    words = {"frame": Frame(request), **(context or {})}
    return HttpResponse(engines["jinja2"].get_template(template).render(words, request), status=status)


def sheet(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a workbook, for saving under a name (without its ending) and for nobody's cache."""
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
