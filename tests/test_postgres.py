"""Connections: one that died while it was idle heals, none is asked in vain, and long lists go in portions."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huyula.access.models import Agency
from huyula.lib.postgres import base

pytestmark = pytest.mark.django_db(transaction=True)
connection = connections["default"]


def next_request() -> None:
    """Do what the framework does before and after each request."""
    connection.close_if_unusable_or_obsolete()


def asked_for_life() -> bool:
    """Say whether the first query of a request asks the server whether it lives."""
    asked = []

    def is_usable() -> bool:
        asked.append(True)
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "is_usable", is_usable)
        Agency.objects.exists()
    return bool(asked)


@pytest.fixture(autouse=True)
def _checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check health as the product does; tests set it off."""
    Agency.objects.exists()
    monkeypatch.setattr(connection, "health_check_enabled", True)
    next_request()


def test_a_connection_in_use_is_not_asked_whether_it_lives() -> None:
    assert not asked_for_life()


def test_one_that_rested_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "used_at", time.monotonic() - base.IDLE - 1)

    assert asked_for_life()
    next_request()
    assert not asked_for_life()


def test_one_that_died_while_idle_is_replaced() -> None:
    before = connection.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])

    assert not Agency.objects.filter(code="?").exists()
    assert connection.connection.info.backend_pid != before


def test_one_that_we_closed_ourselves_is_replaced() -> None:
    connection.connection.close()

    assert not Agency.objects.filter(code="?").exists()


def test_a_statement_is_planned_once_and_many_are_kept() -> None:
    for number in range(5):
        Agency.objects.filter(code=f"?{number}").exists()

    assert connection.connection.prepared_max == base.KEPT_STATEMENTS
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%access_agency%code%"])
        assert cursor.fetchone() == (1,)


def test_more_rows_than_one_statement_can_carry_go_in_portions() -> None:
    rows = [Session(session_key=str(number), session_data="", expire_date=timezone.now()) for number in range(30_000)]
    with CaptureQueriesContext(connection) as seen:
        Session.objects.bulk_create(rows)

    assert len([query for query in seen.captured_queries if query["sql"].startswith("INSERT")]) == 2
    assert Session.objects.count() == len(rows)


def test_a_pooler_stands_before_the_pages_alone() -> None:
    pool = "postgresql://pages@127.0.0.1:1/pool"
    ask = "from django.conf import settings; one = settings.DATABASES['default']; "
    ask += "print(one['USER'], one['OPTIONS']['prepare_threshold'], one['DISABLE_SERVER_SIDE_CURSORS'])"
    environment = os.environ | {"HUYULA_POOL_URL": pool, "DATABASE_URL": "postgresql://direct@127.0.0.1:1/whole"}

    def seen(code: str) -> str:
        told = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        return told.stdout.strip()

    assert seen("import huyula.site.wsgi; " + ask) == "pages None True"
    assert seen(ask) == "direct 2 False"
