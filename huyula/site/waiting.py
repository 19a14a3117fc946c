"""What waits for a user ("Perlu Anda") in every area, gathered through the wiring."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.module_loading import import_string

from huyula.access.models import User
from huyula.lib.waiting import Item, by_deadline
from huyula.site import wiring


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one kind that may be done together: where the chosen ones are sent, and the word on the button."""

    address: str
    act: str
    items: Sequence[Item]


def waiting_for(user: User) -> list[Item]:
    """Give everything that waits for a user, nearest deadline first. Costs what each area's query costs."""
    found = (import_string(path)(user) for path in wiring.WAITING.values())
    return by_deadline(itertools.chain.from_iterable(found))


def groups_of(items: Sequence[Item]) -> tuple[list[Item], list[Group]]:
    """Part the items: those that are done one by one, and groups of at least two that are safe in bulk."""
    bulk: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.bulk_address:
            bulk.setdefault((item.bulk_address, item.act), []).append(item)
    groups = [Group(address, act, members) for (address, act), members in bulk.items() if len(members) > 1]
    together = {id(item) for group in groups for item in group.items}
    return [item for item in items if id(item) not in together], groups
