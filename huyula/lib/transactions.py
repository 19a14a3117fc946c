"""Transactions without a savepoint where none is needed."""

from contextlib import AbstractContextManager, nullcontext

from django.db import connection, transaction


def joined() -> AbstractContextManager[None]:
    """Join the transaction that is open, else open one.

    For acts that refuse before they write: whoever catches the refusal finds the transaction as it was.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()
