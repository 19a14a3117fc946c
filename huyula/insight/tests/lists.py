"""Reading the lists behind figures as somebody who leafs through them."""

import re
from collections.abc import Iterator

from django.test import Client


def _pages(client: Client, address: str) -> Iterator[str]:
    """Give every page of a list."""
    number, text = 0, 'rel="next"'
    while 'rel="next"' in text:
        number += 1
        text = " ".join(client.get(f"{address}&page={number}").content.decode().split())
        yield text


def people_behind(client: Client, address: str) -> int:
    """Count the people of a list."""
    return sum(text.count("/hours/persons/") for text in _pages(client, address))


def jp_behind(client: Client, address: str) -> int:
    """Add up what people learned in the way that the list is about."""
    return sum(int(jp) for text in _pages(client, address) for jp in re.findall(r"(\d+) JP dari jenis ini", text))
