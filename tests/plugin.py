"""What every test needs before Django's settings are read: a PostgreSQL, keys of its own, a data folder.

The server lies in .cache/ and is shared by all test processes of this clone; the last one stops it. With
HUYULA_POSTGRES=system the same tests run on the system's PostgreSQL; with DATABASE_URL, on that one.
"""

import base64
import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from huyula.site.postgres import CannotStart, launched

HERE = Path(__file__).resolve().parent.parent
# These tests ask what is written, not whether it outlives a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
RUNNING = ExitStack()


def _key(number: int) -> str:
    """Return 32 bytes that are the same in each run and secret to nobody, as base64."""
    return base64.b64encode(hashlib.sha256(b"huyula test key %d" % number).digest()).decode()


def _start_database() -> str:
    """Start or join the test server; one that can't start (it runs without fsync) is made anew."""
    kind = os.environ.setdefault("HUYULA_POSTGRES", "wheel")
    folder = HERE / ".cache" / f"test-postgres-{kind}"
    try:
        return RUNNING.enter_context(launched(folder, settings=FAST))
    except CannotStart:
        shutil.rmtree(folder, ignore_errors=True)
        return RUNNING.enter_context(launched(folder, settings=FAST))


def _prepare() -> None:
    """Set the environment that site/settings.py reads. Workers of a parallel run inherit it."""
    os.environ.setdefault("HUYULA_SECRET_KEY", "test-only-" + _key(0))
    os.environ.setdefault("HUYULA_FIELD_KEYS", f"t1:{_key(1)}")
    os.environ.setdefault("HUYULA_SIGNING_KEYS", f"t1:{_key(2)}")
    if "HUYULA_DATA" not in os.environ:
        os.environ["HUYULA_DATA"] = RUNNING.enter_context(tempfile.TemporaryDirectory(prefix="huyula-test-"))
    (Path(os.environ["HUYULA_DATA"]) / "static").mkdir(exist_ok=True)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _start_database()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Prepare before anybody else, pytest-django included, which reads the settings at this point."""
    _prepare()
    return (yield)


def pytest_configure() -> None:
    """Name the test database, so that several people can test on one server."""
    if settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE"):
        database = settings.DATABASES["default"]
        database.setdefault("TEST", {})["NAME"] = os.environ.get("HUYULA_TEST_DB", "t_suite")


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    RUNNING.close()


# -- nothing is left out in silence ------------------------------------------------------------------------------

SHARED = HERE.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
ABSENT = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests on official packages out where these don't lie beside the project, and count them."""
    if SHARED.is_dir():
        return
    absent = [item for item in items if item.get_closest_marker("shared")]
    config.stash[ABSENT] = len(absent)
    if absent:
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out."""
    if absent := config.stash.get(ABSENT, 0):
        terminalreporter.write_line(f"{absent} package tests not run: {SHARED} is not there")
    if _skipped(config) and os.environ.get("HUYULA_NO_SKIPS"):
        terminalreporter.write_line("A skipped test counts as a failed one here:", red=True)
        for report in _skipped(config):
            terminalreporter.write_line(f"  {report.nodeid}: {report.longrepr}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped something, and one of CI that had no packages to read."""
    if worker := getattr(session.config, "workeroutput", None):
        worker["absent"] = session.config.stash.get(ABSENT, 0)
    is_short = bool(_skipped(session.config)) and bool(os.environ.get("HUYULA_NO_SKIPS"))
    if session.exitstatus == 0 and (is_short or (IN_CI and session.config.stash.get(ABSENT, 0))):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a process of a parallel run how many tests it left out (each of them leaves out the same)."""
    node.config.stash[ABSENT] = getattr(node, "workeroutput", {}).get("absent", 0)


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """Give the reports of skipped tests (not of those that are expected to fail)."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter else []
