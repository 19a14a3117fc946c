"""The frame: what a device chose, what the wiring gives, and what it costs nothing."""

from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path, reverse
from jinja2 import UndefinedError

from huyula.ui import assets, display, slots
from huyula.ui.frame import Frame, Who

SOMEBODY = SimpleNamespace(pk="sari", is_authenticated=True)
FRAME = f"{__name__}.who"
NAVIGATION = [
    ("first", "First", "home", ""),
    ("ui:gallery", "Gallery", "home", ""),
    ("ui:outbox", "Outbox", "inbox", ""),
    ("ui:display", "Closed", "lock", f"{__name__}.never"),
]
urlpatterns = [path("", redirect, name="first"), path("ui/", include("huyula.ui.urls"))]
SLOTS = {
    "one": (f"{__name__}.found", "ui/_slot_specimen.html"),
    "two": [(f"{__name__}.found", "ui/_slot_specimen.html"), (f"{__name__}.nothing", "ui/_slot_specimen.html")],
}


def who(request: HttpRequest) -> Who:
    """Say who is here."""
    return Who(name=str(request.user.pk), agency="Provinsi Contoh")


def never(user: object) -> bool:
    """Open a way to nobody."""
    return user is None


def found(word: str) -> dict[str, Any]:
    """Find what was asked for."""
    return {"item": f"<{word}>"}


def nothing(word: str) -> None:
    """Find nothing, whatever the word."""
    assert word


@pytest.fixture
def wired(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this module be the wiring, with the frame's own templates and a specimen of a fragment."""
    settings.HUYULA_WIRING = settings.ROOT_URLCONF = __name__
    loader = engines["jinja2"].env.loader  # type: ignore[attr-defined]  # ours is Jinja's
    source = loader.get_source
    specimen = ("{{ item }}{{ request.path }}", None, lambda: True)
    monkeypatch.setattr(loader, "get_source", lambda env, name: specimen if "specimen" in name else source(env, name))


def asked(rf: RequestFactory, path: str, user: object = SOMEBODY) -> HttpRequest:
    """Make a request of somebody."""
    request = rf.get(path)
    request.user = user  # type: ignore[assignment]  # the frame asks two things of a user
    return request


@pytest.mark.usefixtures("wired")
def test_the_way_one_is_on_is_the_longest_that_fits(rf: RequestFactory) -> None:
    ways = Frame(asked(rf, reverse("ui:outbox"))).ways

    assert [(way.label, way.is_current) for way in ways] == [("First", False), ("Gallery", False), ("Outbox", True)]


@pytest.mark.usefixtures("wired")
def test_whoever_is_signed_out_has_no_ways(rf: RequestFactory) -> None:
    frame = Frame(asked(rf, "/ui/", AnonymousUser()))

    assert (frame.ways, frame.user_id) == ([], "")


@pytest.mark.usefixtures("wired")
def test_a_phone_shows_what_fits_and_puts_the_rest_behind_more(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "NAVIGATION", NAVIGATION[:1] * 6)

    frame = Frame(asked(rf, "/ui/"))

    assert (len(frame.ways_in_bar), len(frame.ways_behind)) == (3, 3)


@pytest.mark.usefixtures("wired")
def test_a_slot_holds_what_its_function_finds_and_escapes_it(rf: RequestFactory) -> None:
    template = engines["jinja2"].from_string(
        "{{ slot('one', word=word) }}|{{ slot('two', word=word) }}|{{ slot('no') }}"
    )

    html = template.render({"word": "b"}, asked(rf, "/here/"))

    assert html == "&lt;b&gt;/here/|&lt;b&gt;/here/|"


def test_a_name_that_a_template_misspells_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ nobody_gave_this }}").render({})


def test_without_a_wiring_nothing_is_wired(settings: LazySettings) -> None:
    settings.HUYULA_WIRING = ""

    assert slots.wired("SLOTS", {}) == {}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("dark.high.large", display.Display("dark", "high", "large")),
        ("dark", display.Display("dark")),
        ("pink.high.<b>", display.Display(contrast="high")),
        ("", display.Display()),
    ],
)
def test_the_display_cookie_is_read_with_care(text: str, chosen: display.Display) -> None:
    assert display.read(text) == chosen


@pytest.mark.parametrize(("back", "to"), [("/ui/outbox/", "/ui/outbox/"), ("https://evil.example/", "/"), ("", "/")])
def test_the_display_is_kept_and_one_goes_back_only_to_us(rf: RequestFactory, back: str, to: str) -> None:
    response = display.choose(rf.post("/ui/display/", {"theme": "dark", "contrast": "x", "next": back}))

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.SEE_OTHER, to)
    assert response.cookies[display.COOKIE].value == "dark.normal.normal"


def test_an_asset_has_a_hashed_address() -> None:
    assert assets.asset("main.css").startswith("/static/style.")
    assert assets.asset("main.css").endswith(".css")


def test_an_asset_that_is_not_built_says_what_to_do() -> None:
    with pytest.raises(ImproperlyConfigured, match="npm run build"):
        assets.asset("nothing.js")


def test_the_shell_holds_the_entries_and_not_the_worker_itself() -> None:
    shell = assets.shell_files()

    assert {assets.file_of("main.js"), assets.file_of("main.css")} <= set(shell)
    assert "sw.js" not in shell
