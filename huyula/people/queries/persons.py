"""Reading persons: how they are called, where they stand, by which number they are known."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from huyula.people.models import AppointmentKind, Biodata, Identifier, IdentifierKind, Person, Placement
from huyula.people.policies import OWN_FIRST
from huyula.people.rules.names import readable, titled

NIP_DIGITS = 18
NAME = ("person", "name", "front_titles", "back_titles")


def names_of(persons: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Give the names of persons with their titles, as reported last. One query, however many."""
    found = Biodata.objects.standing().filter(person__in=persons).order_by("person", "-recorded", "pk")
    return {row.person_id: row.titled_name for row in found.distinct("person").only(*NAME)} if persons else {}


def names_of_users(users: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Give the names of the persons behind accounts; accounts without a person are left out. One query."""
    if not users:
        return {}
    rows = Biodata.objects.standing().filter(person__user__in=users).order_by("person", "-recorded", "pk")
    found = rows.distinct("person").values_list("person__user", "name", "front_titles", "back_titles")
    return {account: titled(name, front=front, back=back) for account, name, front, back in found}


def name_of(person: Person) -> str:
    """Give the name of a person with titles. One query."""
    return names_of([person.pk]).get(person.pk, "")


def placement_of(person: Person | uuid.UUID, day: dt.date) -> Placement | None:
    """Give where a person stands on a day: the definitive post, else where they stand in. One query."""
    wanted = person.pk if isinstance(person, Person) else person
    here = Placement.objects.as_of(day).filter(person=wanted).select_related("position", "unit", "agency")
    return here.order_by(OWN_FIRST, "-valid", "pk").first()


@dataclass(frozen=True, slots=True)
class Card:
    """A person in a list: id, name with titles and without, post, unit; `kind` is how the post is held.

    The NIP is there for the office alone.
    """

    person: uuid.UUID
    name: str
    bare: str
    post: str
    unit: uuid.UUID | None
    unit_name: str
    kind: str = AppointmentKind.DEFINITIVE
    nip: str = ""
    account: uuid.UUID | None = None

    @property
    def kind_label(self) -> str:
        """Say how the post is held, where it is not definitive."""
        return "" if self.kind == AppointmentKind.DEFINITIVE else str(AppointmentKind(self.kind).label)


CARDS = """
    SELECT p.id, b.name, b.front_titles, b.back_titles, t.name, h.unit_id, s.name, h.kind, p.user_id
    FROM people_person p
    LEFT JOIN LATERAL (SELECT name, front_titles, back_titles FROM people_biodata
        WHERE person_id = p.id AND upper_inf(recorded) ORDER BY recorded DESC LIMIT 1) b ON true
    LEFT JOIN LATERAL (SELECT * FROM people_placement
        WHERE person_id = p.id AND upper_inf(recorded) AND valid @> %(day)s::date
        ORDER BY kind <> 'D', kind = 'TT', valid DESC, id LIMIT 1) h ON true
    LEFT JOIN people_position t ON t.id = h.position_id
    LEFT JOIN LATERAL (SELECT name FROM people_unitstate
        WHERE unit_id = h.unit_id AND upper_inf(recorded) AND valid @> %(day)s::date LIMIT 1) s ON true
    WHERE p.id = ANY(%(persons)s)
"""


def cards_of(persons: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Card]:
    """Give name, post and unit of persons on a day. One query, however many."""
    if not persons:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(CARDS, {"persons": list(persons), "day": day})
        rows = cursor.fetchall()
    return {
        person: Card(
            person=person,
            name=titled(name or "", front=front or "", back=back or ""),
            bare=readable(name or ""),
            post=post or "",
            unit=unit,
            unit_name=unit_name or "",
            kind=kind or AppointmentKind.DEFINITIVE,
            account=account,
        )
        for person, name, front, back, post, unit, unit_name, kind, account in rows
    }


def nips() -> QuerySet[Identifier]:
    """Give the NIPs that hold now."""
    return Identifier.objects.standing().filter(kind=IdentifierKind.NIP, valid__upper_inf=True)


def written_nip(nip: str) -> str:
    """Write a NIP as people read it: 19860926 201505 1 001."""
    parts = (nip[:8], nip[8:14], nip[14:15], nip[15:]) if len(nip) == NIP_DIGITS else (nip,)
    return " ".join(parts)


def placed_in(agency: uuid.UUID, day: dt.date) -> QuerySet[Person]:
    """Give those who have a post in an agency on a day, in no order."""
    return Person.objects.filter(pk__in=Placement.objects.as_of(day).filter(agency=agency).values("person"))
