"""Lists of an agency's people by name: found, narrowed, in pages; read along the names, as far as a page goes."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from huyula.lib.paging import Page
from huyula.people.policies import Place, Reach
from huyula.people.queries.persons import Card, cards_of, written_nip
from huyula.people.queries.units import units_below
from huyula.people.rules.names import readable, titled

LEAST_DIGITS = 4
OFFERED = 20
PAGE = 25
# One row for each person who has a post in the agency on the day: the definitive one, else where they stand in.
LIST = """
    SELECT b.person_id, b.name, b.front_titles, b.back_titles, t.name, h.unit_id, h.kind,
        (SELECT s.name FROM people_unitstate s
            WHERE s.unit_id = h.unit_id AND upper_inf(s.recorded) AND s.valid @> %(day)s::date LIMIT 1),
        (SELECT i.value FROM people_identifier i WHERE i.person_id = b.person_id AND i.kind = 'NIP'
            AND upper_inf(i.recorded) AND upper_inf(i.valid) LIMIT 1),
        {more}
    FROM {found} b CROSS JOIN LATERAL (
        SELECT p.unit_id, p.kind, p.position_id FROM people_placement p
        WHERE p.person_id = b.person_id AND p.agency_id = %(agency)s AND upper_inf(p.recorded)
            AND p.valid @> %(day)s::date
        ORDER BY p.kind <> 'D', p.kind = 'TT', p.valid DESC, p.id LIMIT 1
    ) h JOIN people_position t ON t.id = h.position_id
    WHERE b.agency_id = %(agency)s AND upper_inf(b.recorded){conditions}
    ORDER BY lower(b.name), b.person_id LIMIT %(limit)s OFFSET %(offset)s
"""
IN_UNITS = """b.person_id IN (SELECT m.person_id FROM people_placement m WHERE m.unit_id = ANY(%(units)s)
    AND upper_inf(m.recorded) AND m.valid @> %(day)s::date) AND h.unit_id = ANY(%(units)s)"""
# Where the list is read from: everybody, or whom the words or digits find first, by index (OFFSET 0 keeps the planner
# from walking along the names instead, in the hope of meeting them soon).
EVERYBODY = "people_biodata"
NAMED = """(SELECT * FROM people_biodata WHERE agency_id = %(agency)s AND upper_inf(recorded)
    AND people_words(name) @@ to_tsquery('simple', %(names)s) OFFSET 0)"""
NUMBERED = """(SELECT w.* FROM people_biodata w WHERE w.agency_id = %(agency)s AND upper_inf(w.recorded)
    AND w.person_id IN (SELECT i.person_id FROM people_identifier i WHERE i.kind = 'NIP' AND upper_inf(i.recorded)
        AND i.value LIKE %(digits)s) OFFSET 0)"""
CATEGORY = """EXISTS (SELECT FROM people_standing s WHERE s.person_id = b.person_id AND s.agency_id = %(agency)s
    AND s.category = %(category)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of an agency's people is wanted: by name or digits of the NIP, by unit, by category, by class of post.

    `unit` counts with all below it; `among` keeps to some units.
    """

    q: str = ""
    unit: uuid.UUID | None = None
    among: frozenset[uuid.UUID] | None = None
    category: str = ""
    position_class: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """What a list adds to each row (SQL over `b`, the biodata), and the condition that its rows must meet."""

    more: str = "NULL"
    condition: str = ""


Ids = Sequence[uuid.UUID]


def people_page(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach, number: int) -> Page[Card]:
    """Give a page of an agency's people by name. One query, and one more where a unit is wanted."""
    rows = rows_of(agency, day, wanted=wanted, by=by, limit=PAGE + 1, offset=(number - 1) * PAGE)
    return Page([card for card, _ in rows[:PAGE]], number, len(rows) > PAGE)


def offered(agency: uuid.UUID, day: dt.date, *, text: str, by: Reach, first: Ids = (), but: Ids = ()) -> list[Card]:
    """Give up to 20 people of an agency to choose from: `first` those who are likely, then whom the text finds.

    `but` are left out. Two queries.
    """
    found = rows_of(agency, day, wanted=Wanted(text), by=by, limit=OFFERED) if text else []
    likely = cards_of(first, day)
    ahead = [likely[pk] for pk in dict.fromkeys(first) if pk in likely]
    known = {card.person for card in ahead} | set(but)
    return [card for card in ahead if card.person not in but] + [card for card, _ in found if card.person not in known]


def rows_of(
    agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach, limit: int, offset: int = 0, extra: Extra = Extra()
) -> list[tuple[Card, Any]]:
    """Give rows of an agency's list by name, each with what `extra` adds. One query, one more where a unit is wanted.

    A NIP tells the birthday: it is shown of those whom the user looks after, and finds nobody else.
    """
    words: dict[str, Any] = {"agency": agency, "day": day, "limit": limit, "offset": offset}
    found = _found(wanted.q, words, by=by)
    conditions = [extra.condition] if extra.condition else []
    conditions += list(_conditions(wanted, words, by=by))
    sql = LIST.format(more=extra.more, found=found, conditions="".join(f" AND {each}" for each in conditions))
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return [(_card(row, by=by, agency=agency), row[-1]) for row in cursor.fetchall()]


def _found(text: str, words: dict[str, Any], *, by: Reach) -> str:
    """Say where to read: how words of the name begin, or the digits of a NIP, if the user works for the office."""
    digits = "".join(text.split())
    if digits.isdecimal() and len(digits) >= LEAST_DIGITS and by.is_office:
        words["digits"] = f"%{digits}%"
        return NUMBERED
    if not digits:
        return EVERYBODY
    words["names"] = " & ".join(f"'{word}':*" for word in re.findall(r"[^\W_]+", re.sub("['`]", "", text)))
    return NAMED


def _conditions(wanted: Wanted, words: dict[str, Any], *, by: Reach) -> Iterator[str]:
    """Put what is wanted into conditions, and what was typed into `words`."""
    if "digits" in words and words["agency"] not in by.administered:
        words["mine"] = list(by.units)
        yield "h.unit_id = ANY(%(mine)s)"
    units = set(units_below([wanted.unit], words["day"])) if wanted.unit else None
    if wanted.among is not None:
        units = units & wanted.among if units is not None else set(wanted.among)
    if units is not None:
        words["units"] = list(units)
        yield IN_UNITS
    if wanted.position_class:
        words["class"] = wanted.position_class
        yield "t.position_class = %(class)s"
    if wanted.category:
        words["category"] = wanted.category
        yield CATEGORY


def _card(row: tuple[Any, ...], *, by: Reach, agency: uuid.UUID) -> Card:
    person, name, front, back, post, unit, kind, unit_name, nip, _ = row
    is_ours = by.looks_after(Place(agency, unit))
    return Card(
        person=person,
        name=titled(name, front=front, back=back),
        bare=readable(name),
        post=post,
        unit=unit,
        unit_name=unit_name or "",
        kind=kind,
        nip=written_nip(nip or "") if is_ours else "",
    )
