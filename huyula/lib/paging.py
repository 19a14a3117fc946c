"""Lists in pages, without counting what nobody asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
PAGE_SIZE = 50
MOST, MOST_DIGITS = 10_000, 9


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number (from 1) and whether others follow."""

    rows: Sequence[T]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Say whether a page stands before this one."""
        return self.number > 1


def number_from(text: str | None) -> int:
    """Read a page number from an address; anything odd is page 1, and nothing is beyond 10,000."""
    if not text or not text.isascii() or not text.isdigit():
        return 1
    return min(int(text), MOST) or 1 if len(text) <= MOST_DIGITS else MOST


def page_of(rows: "QuerySet[Any, T]", *, number: int, size: int = PAGE_SIZE) -> Page[T]:
    """Give one page of an ordered queryset. Costs one query whatever the length of the list."""
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(rows=found[:size], number=number, has_next=len(found) > size)
