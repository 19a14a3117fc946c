"""The tables can be built from nothing, and the models ask for nothing that no migration made."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db, pytest.mark.system_postgres]


def test_the_tables_are_as_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_run_in_one_line() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    own = [app.label for app in apps.get_app_configs() if app.name.startswith("huyula.")]
    for label in own:
        assert len(executor.loader.graph.leaf_nodes(label)) <= 1, label


def test_the_database_is_one_that_we_support() -> None:
    assert 150_000 <= connection.pg_version < 190_000  # type: ignore[attr-defined]  # of the PostgreSQL backend
