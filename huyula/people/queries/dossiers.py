"""Everything a person's page shows: who, where, how to be reached, how the career went, how the account stands."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from huyula.people.models import AppointmentKind, Category, Person, Sex
from huyula.people.queries.persons import written_nip
from huyula.people.rules.names import readable, titled

DOSSIER = """
    WITH RECURSIVE held AS (
        SELECT h.agency_id, h.unit_id, h.position_id, h.kind, h.place, lower(h.valid) AS since,
            row_number() OVER (ORDER BY h.kind <> 'D', h.kind = 'TT', h.valid DESC, h.id) AS number
        FROM people_placement h
        WHERE h.person_id = %(person)s AND upper_inf(h.recorded) AND h.valid @> %(day)s::date
    ),
    own AS (SELECT agency_id, unit_id FROM held WHERE number = 1),
    here AS (
        SELECT h.*, t.name AS post FROM held h JOIN people_position t ON t.id = h.position_id
        WHERE %(all)s OR h.agency_id = ANY(%(agencies)s::uuid[]) ORDER BY h.number LIMIT 1
    ),
    above AS (
        SELECT s.unit_id, s.parent_id, s.name, 0 AS step FROM here JOIN people_unitstate s
            ON s.unit_id = here.unit_id AND upper_inf(s.recorded) AND s.valid @> %(day)s::date
        UNION ALL SELECT s.unit_id, s.parent_id, s.name, a.step + 1 FROM above a JOIN people_unitstate s
            ON s.unit_id = a.parent_id AND upper_inf(s.recorded) AND s.valid @> %(day)s::date WHERE a.step < 30
    )
    SELECT b.name, b.front_titles, b.back_titles, b.born_on, b.sex, b.email, b.office_email, b.phone, b.education,
        b.graduated_in, own.agency_id, own.unit_id, here.kind, here.place, here.since, here.post,
        ARRAY(SELECT ARRAY[unit_id::text, name] FROM above ORDER BY step DESC),
        (SELECT value FROM people_identifier WHERE person_id = %(person)s AND kind = 'NIP' AND upper_inf(recorded)
            AND upper_inf(valid) LIMIT 1),
        (SELECT name FROM people_rank WHERE person_id = %(person)s AND upper_inf(recorded)
            AND valid @> %(day)s::date AND agency_id = here.agency_id LIMIT 1),
        (SELECT category FROM people_standing WHERE person_id = %(person)s AND upper_inf(recorded)
            AND valid @> %(day)s::date AND agency_id = here.agency_id LIMIT 1),
        (SELECT o.id FROM people_supervisorobjection o WHERE o.person_id = %(person)s
            AND NOT EXISTS (SELECT FROM people_objectionanswer a WHERE a.objection_id = o.id) LIMIT 1),
        (SELECT a.words FROM people_objectionanswer a JOIN people_supervisorobjection o ON o.id = a.objection_id
            WHERE o.person_id = %(person)s AND a.at > now() - interval '30 days' ORDER BY a.id DESC LIMIT 1),
        (SELECT address FROM people_confirmedaddress WHERE person_id = %(person)s AND agency_id = here.agency_id
            AND upper_inf(recorded) LIMIT 1)
    FROM people_person p LEFT JOIN own ON true LEFT JOIN here ON true
    LEFT JOIN LATERAL (SELECT * FROM people_biodata WHERE person_id = p.id AND upper_inf(recorded)
        ORDER BY agency_id = ANY(%(agencies)s::uuid[]) DESC, recorded DESC LIMIT 1) b ON true
    WHERE p.id = %(person)s
"""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person on a day: name parts, how to be reached, post, unit (`way` from the top down), number, rank.

    `agency` and `unit` are where the person stands, for deciding; the post and what follows it are those that whoever
    asked may see.
    """

    bare_name: str | None
    front_titles: str | None
    back_titles: str | None
    born_on: dt.date | None
    sex: str | None
    email: str | None
    office_email: str | None
    phone: str | None
    education: str | None
    graduated_in: int | None
    agency: uuid.UUID | None
    unit: uuid.UUID | None
    kind: str | None
    place: str | None
    since: dt.date | None
    post: str | None
    way: list[list[str]]
    nip: str | None
    rank: str | None
    category: str | None
    objection: int | None
    answer: str | None
    confirmed_address: str | None

    @property
    def name(self) -> str:
        """Give the name with titles."""
        return titled(self.bare_name or "", front=self.front_titles or "", back=self.back_titles or "")

    @property
    def bare(self) -> str:
        """Give the name without titles."""
        return readable(self.bare_name or "")

    @property
    def written_nip(self) -> str:
        """Give the NIP as people read it."""
        return written_nip(self.nip or "")

    @property
    def unit_name(self) -> str:
        """Give the name of the unit."""
        return self.way[-1][1] if self.way else ""

    @property
    def kind_label(self) -> str:
        """Say how the post is held, where it is not definitive."""
        return "" if self.kind in {None, AppointmentKind.DEFINITIVE} else str(AppointmentKind(self.kind).label)

    @property
    def category_label(self) -> str:
        """Say in which category the person serves."""
        return str(Category(self.category).label) if self.category else ""

    @property
    def sex_label(self) -> str:
        """Say the sex as it was reported."""
        return str(Sex(self.sex).label) if self.sex else ""


def dossier(person: Person, day: dt.date, *, agencies: Collection[uuid.UUID] | None) -> Dossier:
    """Gather what stands about a person on a day, as one of `agencies` (None = all) holds it. One query."""
    seen = list(agencies or ())
    with connection.cursor() as cursor:
        cursor.execute(DOSSIER, {"person": person.pk, "day": day, "all": agencies is None, "agencies": seen})
        return Dossier(*cursor.fetchall()[0])


HISTORY = """
    SELECT 'POST', lower(h.valid), upper(h.valid), t.name, h.kind, (
            SELECT name FROM people_unitstate WHERE unit_id = h.unit_id AND upper_inf(recorded)
            ORDER BY valid @> lower(h.valid) DESC, valid DESC LIMIT 1), a.name
    FROM people_placement h JOIN people_position t ON t.id = h.position_id JOIN access_agency a ON a.id = h.agency_id
    WHERE h.person_id = %(person)s AND upper_inf(h.recorded) AND (%(all)s OR h.agency_id = ANY(%(agencies)s::uuid[]))
    UNION ALL SELECT 'RANK', lower(r.valid), upper(r.valid), r.name, r.scheme, '', a.name
    FROM people_rank r JOIN access_agency a ON a.id = r.agency_id
    WHERE r.person_id = %(person)s AND upper_inf(r.recorded) AND (%(all)s OR r.agency_id = ANY(%(agencies)s::uuid[]))
    UNION ALL SELECT 'STANDING', lower(s.valid), upper(s.valid), s.category, s.legal_status, '', a.name
    FROM people_standing s JOIN access_agency a ON a.id = s.agency_id
    WHERE s.person_id = %(person)s AND upper_inf(s.recorded) AND (%(all)s OR s.agency_id = ANY(%(agencies)s::uuid[]))
    ORDER BY 2 DESC NULLS LAST, 1
"""


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a career: what (POST, RANK, STANDING), first day, first day after it, words and codes, agency."""

    what: str
    since: dt.date | None
    until: dt.date | None
    name: str
    code: str
    unit: str | None
    agency: str

    @property
    def last_day(self) -> dt.date | None:
        """Give the last day, None while it lasts."""
        return self.until - dt.timedelta(days=1) if self.until else None

    @property
    def kind_label(self) -> str:
        """Say how a post was held, where not definitively."""
        if self.what != "POST" or self.code == AppointmentKind.DEFINITIVE:
            return ""
        return str(AppointmentKind(self.code).label)

    @property
    def category_label(self) -> str:
        """Say the category of a standing."""
        return str(Category(self.name).label) if self.what == "STANDING" else ""


def history_of(person: Person, *, agencies: Collection[uuid.UUID] | None) -> list[Event]:
    """Give the steps of a career, newest first; `agencies` says whose facts may be seen (None = all). One query."""
    seen = list(agencies or ())
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"person": person.pk, "all": agencies is None, "agencies": seen})
        return [Event(*row) for row in cursor.fetchall()]
