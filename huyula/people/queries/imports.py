"""Reading for imports: who is known, what stands, what a file would change, how far a job is."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from huyula.access.models import Agency
from huyula.people.models import Biodata, Import, Verdict

# Numbers that stand, and those of persons of whom an undo has left nothing but the row. Lists come as one text, which
# costs less than an array of thousands; they are taken apart in a query of their own, so that the planner does not
# see how long they are, and goes by the index however many persons there are.
KNOWN = """
WITH asked AS MATERIALIZED (
    SELECT string_to_array(%(nips)s, chr(31)) AS nips, string_to_array(%(siasn_ids)s, chr(31)) AS siasn_ids
)
SELECT i.value, i.siasn_id, i.person_id, upper_inf(i.valid) FROM people_identifier i
WHERE upper_inf(i.recorded) AND i.kind = 'NIP' AND i.value = ANY((SELECT nips FROM asked)::text[])
UNION ALL
SELECT i.value, i.siasn_id, i.person_id, true FROM people_identifier i
WHERE upper_inf(i.recorded) AND upper_inf(i.valid) AND i.siasn_id <> ''
    AND i.siasn_id = ANY((SELECT siasn_ids FROM asked)::text[])
UNION ALL
SELECT i.value, '', i.person_id, false FROM people_identifier i
WHERE NOT upper_inf(i.recorded) AND i.kind = 'NIP' AND i.value = ANY((SELECT nips FROM asked)::text[])
    AND NOT EXISTS (SELECT 1 FROM people_identifier o WHERE o.person_id = i.person_id AND upper_inf(o.recorded))
"""

BY_NIK = """
SELECT DISTINCT encode(b.nik_index, 'hex'), b.person_id, b.born_on::text FROM people_biodata b
WHERE upper_inf(b.recorded) AND b.nik_index = ANY(ARRAY(
    SELECT decode(each, 'hex') FROM unnest(string_to_array(%s, ',')) each))
"""

STANDING = """
SELECT w.person,
    nip.value, nip.siasn_id,
    b.id, b.name, b.front_titles, b.back_titles, b.born_on::text, b.sex, b.email, b.office_email, b.phone, b.old_nip,
    b.education_level, b.education_id, b.education, b.graduated_in::text, b.restricted,
    s.category, s.legal_status, s.staff_kind, s.joined_on::text, s.joined_decree,
    s.joined_decree_on::text, s.decree, s.decree_on::text,
    r.code, r.name, r.entry_name, lower(r.valid)::text, r.service_years::text,
    r.service_months::text,
    q.siasn_id, q.name, q.kind, lower(p.valid)::text, p.place, p.home_agency, u.siasn_id, us.name,
    (SELECT max(coalesce(lower(e.valid), '0001-01-01'))::text FROM people_placement e WHERE e.person_id = w.person
        AND e.kind = 'D' AND upper_inf(e.recorded) AND upper_inf(e.valid) AND e.agency_id <> %(agency)s),
    (SELECT 'yes' FROM people_rank e WHERE e.person_id = w.person AND upper_inf(e.recorded)
        AND e.agency_id <> %(agency)s LIMIT 1)
FROM unnest(%(persons)s) AS w(person)
LEFT JOIN people_identifier nip ON nip.person_id = w.person AND nip.kind = 'NIP'
    AND upper_inf(nip.recorded) AND upper_inf(nip.valid)
LEFT JOIN people_biodata b ON b.person_id = w.person AND b.agency_id = %(agency)s AND upper_inf(b.recorded)
LEFT JOIN people_standing s ON s.person_id = w.person AND s.agency_id = %(agency)s
    AND upper_inf(s.recorded) AND upper_inf(s.valid)
LEFT JOIN people_rank r ON r.person_id = w.person AND r.agency_id = %(agency)s
    AND upper_inf(r.recorded) AND upper_inf(r.valid)
LEFT JOIN people_placement p ON p.person_id = w.person AND p.agency_id = %(agency)s AND p.kind = 'D'
    AND upper_inf(p.recorded) AND upper_inf(p.valid)
LEFT JOIN people_position q ON q.id = p.position_id
LEFT JOIN people_unit u ON u.id = p.unit_id
LEFT JOIN people_unitstate us ON us.unit_id = p.unit_id AND upper_inf(us.recorded) AND upper_inf(us.valid)
"""
STANDING_FIELDS = (
    "nip",
    "siasn_id",
    "biodata",
    "name",
    "front_titles",
    "back_titles",
    "born_on",
    "sex",
    "email",
    "office_email",
    "phone",
    "old_nip",
    "education_level",
    "education_id",
    "education",
    "graduated_in",
    "restricted",
    "category",
    "legal_status",
    "staff_kind",
    "joined_on",
    "joined_decree",
    "joined_decree_on",
    "decree",
    "decree_on",
    "rank_code",
    "rank_name",
    "rank_entry",
    "rank_from",
    "service_years",
    "service_months",
    "position_id",
    "position",
    "position_kind",
    "placed_from",
    "place",
    "home_agency",
    "unit_id",
    "unit",
    "elsewhere_since",
    "is_newcomer",
)

TWICE = """
SELECT array_agg(row ORDER BY row), count(DISTINCT digest),
    count(DISTINCT (position_id, position, unit_id, placed_from)), min(nip), min(siasn_id)
FROM people_stagedrow WHERE batch_id = %(batch)s AND {column} IN (
    SELECT {column} FROM people_stagedrow WHERE batch_id = %(batch)s GROUP BY {column} HAVING count(*) > 1)
GROUP BY {column} ORDER BY 1
"""

ABSENT = """
SELECT count(*) FROM people_placement p WHERE p.agency_id = %(agency)s AND p.kind = 'D' AND upper_inf(p.recorded)
    AND p.valid @> %(day)s::date
    AND NOT EXISTS (SELECT 1 FROM people_stagedrow s WHERE s.batch_id = %(batch)s AND s.person = p.person_id)
"""


def plan_for_many(cursor: CursorWrapper) -> None:
    """Have the planner expect many staged rows until the transaction ends: it hashes, and neither loops nor sorts.

    It knows nothing of rows that were just written, and would plan for a few.
    """
    cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_sort = off")


def state_of(agency: Agency | uuid.UUID) -> str:
    """Give the state of an agency's facts: equal only if nothing was written in between. One query."""
    wanted = agency.pk if isinstance(agency, Agency) else agency
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM people_change WHERE agency_id = %s", [wanted])
        count, last = cursor.fetchone() or (0, 0)
    return f"{count}:{last}"


def digests(agency: Agency) -> dict[bytes, uuid.UUID]:
    """Give who stands behind each row that the agency's files said last, by its digest. One query."""
    rows = Biodata.objects.standing().filter(agency=agency, digest__isnull=False).order_by("pk")
    found = rows.values_list("digest", "person").iterator(10_000)
    return {bytes(digest): person for digest, person in found if digest is not None}


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known by which number: persons by NIP, by SIASN id, by the blind index of the NIK with the birthday."""

    by_nip: Mapping[str, uuid.UUID]
    by_siasn_id: Mapping[str, uuid.UUID]
    by_nik: Mapping[bytes, tuple[uuid.UUID, str | None]]
    with_siasn_id: frozenset[uuid.UUID]


def known(*, nips: Sequence[str], siasn_ids: Sequence[str], niks: Sequence[bytes]) -> Known:
    """Find persons by their numbers. Two queries."""
    by_nip: dict[str, uuid.UUID] = {}
    by_siasn_id: dict[str, uuid.UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"nips": "\x1f".join(nips), "siasn_ids": "\x1f".join(siasn_ids)})
        for nip, siasn_id, person, is_open in cursor.fetchall():
            by_nip.setdefault(nip, person)
            if is_open and siasn_id:
                by_siasn_id[siasn_id] = person
        cursor.execute(BY_NIK, [",".join(map(bytes.hex, niks))])
        residents = [(bytes.fromhex(index), person, born) for index, person, born in cursor.fetchall()]
    holders = Counter(index for index, _, _ in residents)
    by_nik = {index: (person, born) for index, person, born in residents if holders[index] == 1}
    return Known(by_nip, by_siasn_id, by_nik, frozenset(by_siasn_id.values()))


# Texts, days as yyyy-mm-dd and numbers as digits; besides them the id of the biodata and their sealed part.
Facts = dict[str, Any]


def standing_facts(persons: Iterable[uuid.UUID], *, agency: Agency) -> dict[uuid.UUID, Facts]:
    """Give what stands about persons in an agency, by the fields of a staged row; None where nothing does.

    `restricted` is still sealed. Days are yyyy-mm-dd. `elsewhere_since` tells since when an open definitive post in
    another agency holds, `is_newcomer` (yes or nothing) whether the rank of another agency still counts. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"persons": list(persons), "agency": agency.pk})
        return {person: dict(zip(STANDING_FIELDS, rest, strict=True)) for person, *rest in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Twice:
    """Rows of one file that claim the same number."""

    rows: list[int]
    is_copy: bool
    has_two_posts: bool
    nip: str
    siasn_id: str


def twice(batch: Import, *, column: str) -> list[Twice]:
    """Find the staged rows that share a value of `column` (nip, siasn_id, nik_index, person). One query."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE.format(column=column), {"batch": batch.pk})
        return [
            Twice(rows, digests == 1, placements > 1, nip or "", siasn_id or "")
            for rows, digests, placements, nip, siasn_id in cursor.fetchall()
        ]


def absent(batch: Import) -> int:
    """Count those who are placed in the agency on the day of the file, but not in it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ABSENT, {"agency": batch.agency_id, "batch": batch.pk, "day": batch.holds_on})
        (found,) = cursor.fetchone() or (0,)
    return int(found)


def verdicts(batch: Import) -> dict[str, int]:
    """Count the staged rows by verdict. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verdict, count(*) FROM people_stagedrow WHERE batch_id = %s GROUP BY verdict", [batch.pk]
        )
        found = dict(cursor.fetchall())
    return {verdict: found.get(verdict, 0) for verdict in Verdict.values}
