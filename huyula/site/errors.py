"""What is shown when something is not there, not allowed, or went wrong: calm words and a way on."""

from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.translation import gettext as _

from huyula.ui.pages import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return _page(request, HTTPStatus.BAD_REQUEST, _("This could not be read"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the user's roles do not reach here."""
    text = _("Your roles do not reach this page. If your work needs it, ask your agency's administrator.")
    return _page(request, HTTPStatus.FORBIDDEN, _("This is not open to you"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there; whether it belongs to somebody else is not told."""
    text = _("The address may be mistyped, or what was here may have moved or belong to another agency.")
    return _page(request, HTTPStatus.NOT_FOUND, _("There is nothing here"), text)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form came from an old page; nothing was changed. The API says it in its own shape."""
    if request.path.startswith("/api/"):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    text = _(
        "The page was open for a long time, or somebody else signed in meanwhile. Nothing was changed. Load it anew."
    )
    return _page(request, HTTPStatus.FORBIDDEN, _("This page is too old"), text)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Asks nothing of the database or the session: they may be what failed."""
    words = {
        "title": _("Something went wrong on our side"),
        "text": _("Nothing of yours is lost. Try again in a minute."),
    }
    return HttpResponse(
        engines["jinja2"].get_template("site/failed.html").render(words, request=None),
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, "site/error.html", {"title": title, "text": text, "here": request.path}, status=status)
