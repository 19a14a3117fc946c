"""Chromium, and a small server without a database for what the device does by itself."""

import os
import shutil
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.urls import clear_url_caches
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.browser import shore

ARGUMENTS = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"]
ARGUMENTS += ["disable-background-networking", "disable-component-update"]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the thread of the test
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("Chromium is missing: apt-get install chromium, or name it in CHROMIUM.")
    return {"executable_path": path, "args": [f"--{one}" for one in ARGUMENTS]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Look at a laptop's window in Indonesian unless a test says otherwise."""
    return {"viewport": DESKTOP, "locale": "id-ID"}


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    """One thread per request, as a browser asks for several files at once."""

    daemon_threads = True


class _Silent(WSGIRequestHandler):
    """Say nothing about each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name is the library's)
        """Say nothing."""


@pytest.fixture
def shore_url(settings: LazySettings) -> Iterator[str]:
    """Serve `shore`: the pages of `ui`, and a far side whose manners a test decides. Give its address."""
    shore.far_side.reset()
    templates: list[dict[str, Any]] = list(settings.TEMPLATES)
    ours, others = templates[0], templates[1:]
    ours = {**ours, "DIRS": [*ours["DIRS"], Path(__file__).parent / "templates"]}
    here = "tests.browser.shore"
    with override_settings(
        ROOT_URLCONF=here,
        HUYULA_WIRING=here,
        MIDDLEWARE=shore.MIDDLEWARE,
        TEMPLATES=[ours, *others],
        STATIC_ROOT=None,
    ):
        clear_url_caches()
        with _Server(("127.0.0.1", 0), _Silent) as server:
            server.set_app(WSGIHandler())
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()
    clear_url_caches()


class _AsInProduction(WSGIHandler):
    """Let WhiteNoise serve what does not change, packed, as it does in production."""

    def __init__(self, application: WSGIHandler) -> None:
        self.application = application

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.application(environ, start_response)


@pytest.fixture
def server_url(transactional_db: None) -> Iterator[str]:
    """Serve the whole product; give its address."""
    thread = LiveServerThread("127.0.0.1", _AsInProduction)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    connections.close_all()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Open a small phone."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="id-ID", has_touch=True)
    yield context
    context.close()
