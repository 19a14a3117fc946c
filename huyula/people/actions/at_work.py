"""Who works on an import at this moment: a lock that the database lets go when its holder dies, however that comes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, OperationalError, connection, transaction

from huyula.people.models import Import

KEY = "hashtextextended(%s, 7408)"
PATIENCE = "5s"  # the statement of somebody who was killed runs to its end
NOT_AVAILABLE = "55P03"


@contextmanager
def working_on(batch: Import) -> Iterator[None]:
    """Hold an import for as long as a job or the shell works on it; waits for whoever does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({KEY})", _named(batch))
    try:
        yield
    finally:
        # A broken connection has let go already.
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({KEY})", _named(batch))


def is_idle(batch: Import) -> bool:
    """Say whether nobody works on an import; then nobody begins before the transaction ends."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"SELECT pg_advisory_xact_lock({KEY})", _named(batch))
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", "") != NOT_AVAILABLE:
            raise
        return False
    return True


def _named(batch: Import) -> list[str]:
    return [f"people.import:{batch.pk}"]
