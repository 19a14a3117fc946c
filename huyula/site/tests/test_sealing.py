"""What commands write into the journal is sealed when they end, for perhaps no worker runs that would do it."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from pytest_django import Settings

from huyula.access.models import User
from huyula.access.samples import an_agency
from huyula.journal import actions
from huyula.journal.models import Entry, Sealed, Waiting
from huyula.site import cli, data_folder

FILL = """
import django
django.setup()
from django.conf import settings
from huyula.site import filling
settings.HUYULA_DEMO = "huyula.site.tests.test_sealing.build_little"
filling.fill(people=1, say=print)
"""


@pytest.fixture
def heads(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give where the signed heads go; the environment and what listens to signals stay as they were."""
    settings.HUYULA_DATA = str(tmp_path)
    for name in ("HUYULA_DATA", "HUYULA_IS_DEMO"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.setenv("HUYULA_DATA", str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path / "journal" / "heads.jsonl"
    signal.signal(signal.SIGTERM, before)


def _something_waits() -> Entry:
    return actions.record("access.looked", by=None, about=ContentType.objects.order_by("pk")[0], agency=uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_what_a_command_writes_is_sealed_at_its_end(heads: Path) -> None:
    agency = an_agency()
    assert cli.main(["open-account", "--name", "ramla", "--label", "Layanan"]) == 0
    assert cli.main(["manage", "open_account", "--name", "yusuf", "--label", "Layanan"]) == 0
    words = ["--name", "ramla", "--role", "operator", "--agency", agency.code, "--reason", "SK 1"]

    assert cli.main(["grant", *words]) == 0

    assert User.objects.count() == 2
    assert Entry.objects.filter(verb="access.granted").exists()
    assert Sealed.objects.count() == Entry.objects.count()
    assert not Waiting.objects.exists()
    assert heads.read_text().count("\n") >= 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("words", [["grant", "--help"], ["manage", "check"], ["verify-files"], ["help"]])
def test_a_command_that_writes_nothing_seals_nothing(heads: Path, words: list[str]) -> None:
    waiting = _something_waits()

    with suppress(SystemExit):  # how Django ends its help
        assert cli.main(words) == 0

    assert Waiting.objects.get().pk == waiting.pk
    assert not heads.exists()


def build_little(*, people: int) -> None:
    """Build less than a demo: an entry of the journal for each of the people."""
    for _ in range(people):
        _something_waits()


def test_a_demo_that_was_filled_is_sealed(tmp_path: Path) -> None:
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"t_fill_{uuid.uuid4().hex[:12]}"
    folder = data_folder.made(tmp_path / "demo", kind="demo")
    environment = {
        **os.environ,
        "DATABASE_URL": server._replace(path=f"/{name}").geturl(),
        "DJANGO_SETTINGS_MODULE": "huyula.site.settings",
        "HUYULA_DATA": str(folder.path),
        "HUYULA_IS_DEMO": "1",
    }
    with psycopg.connect(server.geturl(), autocommit=True) as holder:
        holder.execute(f"CREATE DATABASE {name}".encode())
        try:
            subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=300)
            with psycopg.connect(environment["DATABASE_URL"]) as filled:
                counted = "SELECT (SELECT count(*) FROM journal_sealed), (SELECT count(*) FROM journal_waiting)"
                assert filled.execute(counted).fetchone() == (1, 0)
        finally:
            holder.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    assert (folder.path / "journal" / "heads.jsonl").read_text().count("\n") == 1
    assert data_folder.opened(folder.path).filled == 1
