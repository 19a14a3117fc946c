"""Counting what units add up to, after their tree or the placements have moved, and anew each day.

A counting remembers the state of the facts that it saw. Whoever reads compares it (queries/trees.py), so that a change
that nobody has counted yet is never overlooked; it only costs the reader more.
"""

import datetime as dt
import uuid

from django.db import connection, transaction

from huyula.access.models import Agency
from huyula.lib import clock
from huyula.people.models import UnitCounting
from huyula.people.queries.trees import COUNT, STATE

KEEP = f"""
INSERT INTO people_unitcount AS old (unit_id, agency_id, people, total, units, unplaced)
SELECT unit_id, %(agency)s, people, total, units, unplaced FROM ({COUNT}) counted
ON CONFLICT (unit_id) DO UPDATE SET people = excluded.people, total = excluded.total, units = excluded.units,
    unplaced = excluded.unplaced
WHERE (old.people, old.total, old.units, old.unplaced)
    <> (excluded.people, excluded.total, excluded.units, excluded.unplaced)
"""  # noqa: S608 - the parts stand in queries, nothing typed is among them


def count_moved() -> int:
    """Count the units of each agency whose facts have moved, or whose counting is of another day; gives how many."""
    agencies = Agency.objects.order_by("pk").values_list("pk", flat=True)
    return sum(count(agency) for agency in agencies)


@transaction.atomic
def count(agency: uuid.UUID) -> bool:
    """Count the units of an agency for its own day, if that has not been done; says whether it was.

    Four statements at most. The state is read first: what moves while we count is found to be newer.
    """
    UnitCounting.objects.get_or_create(agency_id=agency)
    held = UnitCounting.objects.select_for_update(of=("self",)).select_related("agency").get(agency_id=agency)
    day = clock.today(held.agency.zone)
    words: dict[str, uuid.UUID | dt.date] = {"agency": agency, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STATE}", words)
        (state,) = cursor.fetchone() or ("",)
        if (held.day, held.state) == (day, state):
            return False
        cursor.execute(KEEP, words)
    held.day, held.state = day, state
    held.save(update_fields=["day", "state"])
    return True
