"""Model fields that the framework lacks."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from huyula.lib import crypto

if TYPE_CHECKING:
    _Bytes = models.BinaryField[str | None, str | None]
else:
    _Bytes = models.BinaryField


class EncryptedText(_Bytes):
    """Text that stands encrypted in the table (AES-256-GCM) and in clear in Python.

    It can't be searched or ordered by; keep `crypto.blind_index` in a column beside it where it has to be matched.
    Every area that reads one for somebody else than its owner records the read in the journal.
    """

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(
        self, value: bytes | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> str | None:
        """Open what the database gave."""
        return None if value is None else crypto.unseal(bytes(value), context=self._context).decode()

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Seal what goes to the database."""
        if isinstance(value, str):
            value = crypto.seal(value.encode(), context=self._context)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        """Leave text as it is."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Never write the clear text into a dump."""
        return ""
