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
