"""Reading for files of units: what stands, and how it would change."""

import uuid
from typing import NamedTuple

from django.db import connection

SPOKEN = """
SELECT u.siasn_id, coalesce(p.siasn_id, ''), s.name, s.kind, s.echelon, s.head_title, s.leader_siasn_id,
    s.is_provisional
FROM people_unit u
JOIN people_unitstate s ON s.unit_id = u.id AND upper_inf(s.recorded) AND upper_inf(s.valid)
LEFT JOIN people_unit p ON p.id = s.parent_id
WHERE u.agency_id = %s
"""


class Spoken(NamedTuple):
    """What stands about a unit, by SIASN ids."""

    parent_id: str
    name: str
    kind: str
    echelon: str
    head_title: str
    leader_siasn_id: str
    is_provisional: bool


def standing_units(agency: uuid.UUID) -> dict[str, Spoken]:
    """Give what stands about each unit of an agency, by its SIASN id. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SPOKEN, [agency])
        return {siasn_id: Spoken(*rest) for siasn_id, *rest in cursor.fetchall()}
