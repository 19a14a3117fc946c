"""The way a view answers with a page."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import engines

from huyula.ui.frame import Frame


def render(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render a page (`noun.html`) or a fragment (`_noun.html`) with `frame` and the context of the view."""
    words = {"frame": Frame(request), **(context or {})}
    return HttpResponse(engines["jinja2"].get_template(template).render(words, request), status=status)
