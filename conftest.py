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
