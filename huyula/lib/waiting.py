"""What waits for somebody: one shape for every area, shown together on "Perlu Anda"."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huyula.lib import clock


@dataclass(frozen=True, slots=True)
class Item:
    """One act that waits for a user.

    `kind` is area.what and groups items; `address` is the page where one can look first; `act_address` takes a bare
    POST that does it (label in `act`); where the act is safe in bulk, `bulk_address` takes a POST with the chosen
    `bulk_id`s as `id`. `due` is the last day, empty when nothing is lost by waiting.
    """

    kind: str
    title: str
    detail: str
    address: str
    due: dt.date | None = None
    act: str = ""
    act_address: str = ""
    bulk_address: str = ""
    bulk_id: str = ""

    @property
    def days_late(self) -> int:
        """Give how many days ago the last day was; 0 while there is time."""
        return max((clock.today() - self.due).days, 0) if self.due else 0


def by_deadline(items: Iterable[Item]) -> list[Item]:
    """Order items: nearest deadline first, those without one last, then by title."""
    return sorted(items, key=lambda item: (item.due or dt.date.max, item.title, item.detail))
