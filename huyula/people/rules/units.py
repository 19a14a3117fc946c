"""Where a unit may hang."""

import uuid
from collections.abc import Iterator, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceRefusal(TextChoices):
    """Why a unit is not hung under another."""

    ITSELF = "ITSELF", _("A unit can't hang under itself.")
    CYCLE = "CYCLE", _("%(name)s hangs below this unit already. Choose a unit outside of it.")
    ELSEWHERE = "ELSEWHERE", _("This unit belongs to another agency.")
    GONE = "GONE", _("This unit is not in the tree of today. Please load the page again.")


def why_not_place(
    *, unit: uuid.UUID, under: uuid.UUID | None, parents: Mapping[uuid.UUID, uuid.UUID | None]
) -> PlaceRefusal | None:
    """Return what stands in the way of hanging a unit under another (None = at the top), or None.

    `parents` names for each unit of the agency's tree of today the one it hangs under.
    """
    if unit == under:
        return PlaceRefusal.ITSELF
    if unit not in parents or (under is not None and under not in parents):
        return PlaceRefusal.GONE
    return PlaceRefusal.CYCLE if under and unit in way_up(under, parents=parents) else None


def way_up(unit: uuid.UUID, *, parents: Mapping[uuid.UUID, uuid.UUID | None]) -> Iterator[uuid.UUID]:
    """Give the units above a unit, the nearest first; stops where a ring would begin."""
    seen = {unit}
    above = parents.get(unit)
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parents.get(above)
