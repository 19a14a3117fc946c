"""Alive and ready."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_process_says_that_it_lives(client: Client) -> None:
    assert client.get(reverse("alive")).json() == {"alive": True}


def test_a_new_database_is_ready(client: Client) -> None:
    assert client.get(reverse("ready")).json() == {"ready": True}


def test_an_older_database_is_not(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="journal").delete()

    answer = client.get(reverse("ready"))

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "why": "migrations"}
