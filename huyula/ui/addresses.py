"""Addresses by name, worked out once for each name with its parts: a page names a hundred of them."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse

KEPT = 10_000


def address_of(name: str, *parts: Any, **named: Any) -> str:
    """Give the address of a page by its name and the parts of the address."""
    return _address(settings.ROOT_URLCONF, get_script_prefix(), name, parts, tuple(named.items()))


@lru_cache(maxsize=KEPT, typed=True)
def _address(_urls: str, _prefix: str, name: str, parts: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    """Work it out. The table of addresses and the prefix only belong to the key."""
    return reverse(name, args=parts or None, kwargs=dict(named) or None)
