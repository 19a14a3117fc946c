"""The far side of the outbox as a test wants it: addresses, users and receipts, in memory, without a database."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import include, path

from huyula.site import pwa
from huyula.ui.frame import Who
from huyula.ui.pages import render

SARI = "0198c0de-0000-7000-8000-00000000000a"
BUDI = "0198c0de-0000-7000-8000-00000000000b"
NAMES = {SARI: "Sari Dewi Hasan", BUDI: "Budi Antula"}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huyula.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.browser.shore.who_is_here",
    "csp.middleware.CSPMiddleware",
]
FRAME = "tests.browser.shore.frame"
NAVIGATION = [
    ("home", "Perlu Anda", "inbox", ""),
    ("ui:gallery", "Belajar", "book", ""),
    ("ui:outbox", "Kompetensi", "target", ""),
    ("paper", "Jam saya", "clock", ""),
    ("answer", "Pegawai", "people", ""),
]


@dataclass
class FarSide:
    """What arrived, and how the server behaves."""

    arrived: list[dict[str, Any]] = field(default_factory=list)
    batches: list[list[str]] = field(default_factory=list)
    tokens: int = 0
    manner: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    status: int = 200
    signed_in: str = SARI
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """Forget everything."""
        self.__init__()  # type: ignore[misc]  # a fresh one under the same name

    def take(self, event: dict[str, Any]) -> dict[str, Any]:
        """Give the receipt of one event: accepted at first, repeated after that, or what the test decided."""
        if self.manner is not None:
            return {"id": event["id"], **self.manner(event)}
        if event["user"] != self.signed_in:
            return {"id": event["id"], "status": "wrong_user", "code": "WRONG_USER", "detail": "Milik orang lain."}
        known = any(event["id"] == other["id"] for other in self.arrived)
        if not known:
            self.arrived.append(event)
        return {"id": event["id"], "status": "repeated" if known else "accepted", "answer": None}


far_side = FarSide()


class Somebody:
    """An account as the frame needs it."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, key: str) -> None:
        """Keep the id."""
        self.pk = key


def who_is_here(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign in whom the cookie names."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get("who", "")
        request.user = Somebody(key) if key in NAMES else AnonymousUser()  # type: ignore[assignment]  # stands in for an account
        return get_response(request)

    return middleware


def frame(request: HttpRequest) -> Who:
    """Say who is here."""
    name = NAMES.get(str(request.user.pk), "")
    return Who(name=name, agency="Pemerintah Provinsi Contoh", home="/", sign_out="/sign-out/" if name else "")


def sign_out(_request: HttpRequest) -> HttpResponse:
    """Let go of whom the cookie names."""
    response = HttpResponseRedirect("/ui/")
    response.delete_cookie("who")
    return response


def csrf(request: HttpRequest) -> HttpResponse:
    """Give a fresh token, and say who is signed in."""
    far_side.tokens += 1
    return JsonResponse({"token": get_token(request), "user": request.user.pk})


def events(request: HttpRequest) -> HttpResponse:
    """Take a batch, or fail as the test decided; a single conflict is a 422, as the real door has it."""
    if far_side.status != 200:
        return JsonResponse({"code": "NO", "detail": "No."}, status=far_side.status)
    batch = json.loads(request.body)["events"]
    with far_side.lock:
        far_side.signed_in = str(request.user.pk)
        far_side.batches.append([event["id"] for event in batch])
        receipts = [far_side.take(event) for event in batch]
    if len(receipts) == 1 and receipts[0]["status"] == "conflict":
        return JsonResponse({"code": receipts[0]["code"], "detail": receipts[0]["detail"]}, status=422)
    return JsonResponse({"receipts": receipts})


def answer(request: HttpRequest) -> HttpResponse:
    """Show a question whose answer is an event."""
    return render(request, "shore/answer.html", {"question": request.GET.get("q", "1")})


def paper(request: HttpRequest) -> HttpResponse:
    """Show a long form; sent, it leads on."""
    if request.method == "POST":
        return HttpResponseRedirect("/")
    return render(request, "shore/paper.html")


urlpatterns = [
    path("", lambda request: render(request, "ui/outbox.html"), name="home"),
    path("answer/", answer, name="answer"),
    path("paper/", paper, name="paper"),
    path("sign-out/", sign_out, name="sign_out"),
    path("api/v1/csrf", csrf),
    path("api/v1/events/", events),
    path("sw.js", pwa.service_worker),
    path("manifest.webmanifest", pwa.manifest),
    path("offline/", pwa.offline, name="offline"),
    path("ui/", include("huyula.ui.urls")),
]
