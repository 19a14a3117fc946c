"""What tests of every area share."""

from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

NEVER_EMPTIED = ("journal_entry", "journal_seal", "journal_sealed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the framework empty the journal's tables after a test that commits; nothing else may (see its tests)."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in NEVER_EMPTIED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_whole")


@pytest.fixture(autouse=True)
def _without_jobs_of_others(request: pytest.FixtureRequest) -> None:
    """Forget what earlier tests that commit have left to the worker: the framework empties no table but its models'."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
