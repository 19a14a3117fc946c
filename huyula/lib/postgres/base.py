"""Connections that keep many prepared statements, and that are asked whether they live only where it is in doubt."""

import select
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db.backends.postgresql import base, features, operations

KEPT_STATEMENTS = 1_000
IDLE = 20.0  # seconds after which a connection may have died without a word: a firewall forgets, a host is gone
MOST_VALUES = 65_535  # of one statement, by the protocol: the values travel beside the SQL, not within it


class DatabaseFeatures(features.DatabaseFeatures):
    """What the server can do."""

    max_query_params = MOST_VALUES


class DatabaseOperations(operations.DatabaseOperations):
    """The framework's, in portions that one statement can carry."""

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        """Give how many rows go into one statement."""
        return max(1, MOST_VALUES // len(fields)) if fields else len(objs)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that spares the `SELECT 1` of a health check at the start of each request.

    A server that ends or a connection that is cut leaves something to read; one look at the socket tells, without a
    round trip. After a longer pause, or when there is something to read, it is asked as the framework does.
    """

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    health_check_done: bool
    used_at = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and let the connection keep the plans of more statements than the driver would."""
        connection: Any = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT_STATEMENTS
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Note when the connection was last used; called before and after each request."""
        if self.health_check_done:
            self.used_at = time.monotonic()
        super().close_if_unusable_or_obsolete()

    def close_if_health_check_failed(self) -> None:
        """Ask the server only where one look at the connection doesn't do."""
        if self.connection is not None and not self.health_check_done and self._is_surely_alive():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _is_surely_alive(self) -> bool:
        if time.monotonic() - self.used_at > IDLE:
            return False
        line: psycopg.Connection[Any] = self.connection
        try:
            look = select.poll()
            look.register(line.fileno(), select.POLLIN)
            return not look.poll(0)
        except psycopg.Error:
            return False
