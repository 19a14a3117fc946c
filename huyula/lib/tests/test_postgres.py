"""A connection is asked whether it lives only where that is in doubt, and one that died heals by itself."""

from typing import Any

import pytest
from django.db import connection, connections

from huyula.lib.postgres import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> Any:
    """Give a connection of its own, as one of a server's threads has it."""
    other: Any = connections.create_connection("default")
    yield other
    other.close()


def a_request(line: Any) -> int:
    """Use the connection as a request does; gives the number of the server's process."""
    line.close_if_unusable_or_obsolete()
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    line.close_if_unusable_or_obsolete()
    return int(pid)


def asked(line: Any, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Count how often the server is asked whether it lives."""
    times: list[None] = []
    plain = type(line).is_usable

    def usable(self: Any) -> bool:
        times.append(None)
        return bool(plain(self))

    monkeypatch.setattr(type(line), "is_usable", usable)
    return times


def test_requests_in_a_row_do_not_ask(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    times = asked(line, monkeypatch)

    first = a_request(line)

    assert [a_request(line), a_request(line)] == [first, first]
    assert times == []


def test_after_a_pause_the_server_is_asked(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    times = asked(line, monkeypatch)
    first = a_request(line)
    monkeypatch.setattr(base, "IDLE", -1.0)

    assert a_request(line) == first
    assert len(times) == 1


def test_a_connection_that_was_cut_is_replaced(line: Any) -> None:
    first = a_request(line)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])

    assert a_request(line) != first


def test_a_statement_that_is_sent_again_is_kept_by_the_server(line: Any) -> None:
    with line.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s::int + 1", [number])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1'")
        assert cursor.fetchone() == (1,)
    assert line.connection.prepared_max == base.KEPT_STATEMENTS
