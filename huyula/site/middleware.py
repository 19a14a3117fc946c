"""What every request passes that is nobody's area."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

NUL = "\0"


class LanguageMiddleware:
    """Speak Indonesian unless the device was told otherwise.

    The browser's own language is not asked: cheap phones are often set to English by the shop, not by their owner.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language of the cookie, else the default; the frame of a page activates the agency's zone."""
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if wanted not in dict(settings.LANGUAGES):
            wanted = settings.LANGUAGE_CODE
        with translation.override(wanted), timezone.override(None):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", wanted)
        return response


class PlainAddresses:
    """Nothing is found at an address with a NUL in it: no text of ours holds one, and the database refuses to look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Raise Http404 for such an address."""
        if NUL in request.path_info or NUL in unquote(request.META.get("QUERY_STRING", "")):
            raise Http404
        return self.get_response(request)


class HeadersMiddleware:
    """Tell browsers what a page of ours never does, and to ask again before they show it a second time."""

    policy = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers; a view that set one of them knows better."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
