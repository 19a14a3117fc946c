"""Choices that an address names."""

from typing import Self

from django.db.models import TextChoices


class AddressChoices(TextChoices):
    """Choices of which the first stands for whatever else an address says."""

    @classmethod
    def from_address(cls, text: str | None) -> Self:
        """Read one from an address; anything odd is the first. No error."""
        return cls(text) if text in cls.values else next(iter(cls))
