"""Reading persons: who somebody is, where they stand, how they are called, and the list of an agency."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huyula.access.models import Agency, Grant, Role, User
from huyula.lib import clock
from huyula.lib.paging import Page, page_of
from huyula.people.models import (
    AppointmentKind,
    Biodata,
    Identifier,
    IdentifierKind,
    Person,
    Placement,
    Standing,
    UnitGrant,
    UnitState,
)
from huyula.people.policies import OWN_FIRST, Place, Reach
from huyula.people.queries.units import units_below
from huyula.people.rules.names import readable, titled

LEAST_DIGITS = 4
NIP_DIGITS = 18
OFFERED = 20
PAGE = 25
NAME = ("person", "name", "front_titles", "back_titles")


def person_of(user: User) -> Person | None:
    """Give the person behind an account. One query."""
    return Person.objects.filter(user=user).first()


def agencies_of(user: User) -> list[Agency]:
    """Give the agencies where a user has a post or a role today, that of the own definitive post first. One query.

    Whoever runs the installation acts for no agency by that.
    """
    if not user.is_active:
        return []
    day = clock.today()
    posts = Placement.objects.as_of(day).filter(person__user=user)
    granted = Grant.objects.in_force(day).filter(user=user, role=Role.ADMINISTRATOR).values("agency")
    roles = UnitGrant.objects.in_force(day).filter(user=user).values("agency")
    own = Exists(posts.definitive().filter(agency=OuterRef("pk")))
    return list(
        Agency.objects.filter(Q(pk__in=posts.values("agency")) | Q(pk__in=granted) | Q(pk__in=roles)).order_by(
            own.desc(), "code", "pk"
        )
    )


def agency_of(user: User) -> Agency | None:
    """Give the agency for which a user acts today. One query."""
    return next(iter(agencies_of(user)), None)


def agency_named(user: User, code: str) -> Agency | None:
    """Give the agency of this code among those for which a user acts today, without a code the first. One query."""
    return next((agency for agency in agencies_of(user) if code in {"", agency.code}), None)


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, as the frame and the menu need it."""

    person: uuid.UUID | None
    name: str
    agency: str
    is_administrator: bool
    is_unit_officer: bool
    is_operator: bool
    has_post: bool

    @property
    def sees_people(self) -> bool:
        """Say whether there is an agency whose people the user sees."""
        return self.has_post or self.is_administrator or self.is_unit_officer


def me(user: User) -> Me:
    """Say who a user is and in which roles, once per request: it is kept on the account that the request loaded.

    For what is shown around a page; what somebody may do is asked of the policies, each time anew. One query.
    """
    kept = vars(user).get("_shown_as")
    if not isinstance(kept, Me):
        kept = vars(user)["_shown_as"] = _me(user)
    return kept


def _me(user: User) -> Me:
    day = clock.today()
    posts = Placement.objects.as_of(day).filter(person__user=user)
    roles = UnitGrant.objects.in_force(day).filter(user=user)
    granted = Grant.objects.in_force(day).filter(user=user)
    agency = Coalesce(
        Subquery(posts.order_by(OWN_FIRST, "pk").values("agency__name")[:1]),
        Subquery(granted.order_by("role", "agency__code").values("agency__name")[:1]),
        Subquery(roles.order_by("agency__code").values("agency__name")[:1]),
    )
    name = Biodata.objects.standing().filter(person__user=user).order_by("-recorded", "pk")
    row = (
        User.objects.filter(pk=user.pk)
        .values_list(
            Subquery(Person.objects.filter(user=user).values("pk")[:1]),
            Coalesce(Subquery(name.values("name")[:1]), F("label")),
            agency,
            Exists(granted.filter(role=Role.ADMINISTRATOR)),
            Exists(roles),
            Exists(granted.filter(role=Role.OPERATOR)),
            Exists(posts),
        )
        .get()
    )
    return Me(row[0], readable(row[1] or ""), row[2] or "", *row[3:])


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


def people_page(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach, number: int) -> Page[Card]:
    """Give a page of an agency's people by name. One query, and one more where a unit is wanted."""
    found = page_of(people_of_agency(agency, day, wanted=wanted, by=by), number=number, size=PAGE)
    return Page([card_of(row, by=by, agency=agency) for row in found.rows], found.number, found.has_next)


def placed_in(agency: uuid.UUID, day: dt.date) -> QuerySet[Person]:
    """Give those who have a post in an agency on a day, in no order."""
    return Person.objects.filter(pk__in=Placement.objects.as_of(day).filter(agency=agency).values("person"))


def offered(
    agency: uuid.UUID,
    day: dt.date,
    *,
    text: str,
    by: Reach,
    first: Sequence[uuid.UUID] = (),
    but: Sequence[uuid.UUID] = (),
) -> list[Card]:
    """Give up to 20 people of an agency to choose from: `first` those who are likely, then whom the text finds.

    `but` are left out. Two queries.
    """
    rows = people_of_agency(agency, day, wanted=Wanted(text), by=by)[:OFFERED] if text else []
    found = [card_of(row, by=by, agency=agency) for row in rows]
    likely = cards_of(first, day)
    ahead = [likely[pk] for pk in dict.fromkeys(first) if pk in likely]
    known = {card.person for card in ahead} | set(but)
    return [card for card in ahead if card.person not in but] + [card for card in found if card.person not in known]


def people_of_agency(agency: uuid.UUID, day: dt.date, *, wanted: Wanted, by: Reach) -> QuerySet[Biodata, Any]:
    """Give the rows of an agency's list by name, one for each person who has a post there on the day.

    A NIP tells the birthday, so only the personnel office finds people by it.
    """
    placed = Q(
        person__placements__agency=agency,
        person__placements__recorded__upper_inf=True,
        person__placements__valid__contains=day,
    )
    rows = Biodata.objects.standing().filter(agency=agency)
    rows = rows.annotate(here=FilteredRelation("person__placements", condition=placed))
    rows = rows.filter(Q(here__kind=AppointmentKind.DEFINITIVE) | (Q(here__isnull=False) & ~Exists(_own(agency, day))))
    for condition in _conditions(wanted, day=day, by=by, agency=agency):
        rows = rows.filter(condition)
    unit_name = UnitState.objects.as_of(day).filter(unit=OuterRef("here__unit")).values("name")[:1]
    return rows.order_by("name", "person", "pk").values(
        "person",
        "name",
        "front_titles",
        "back_titles",
        post=F("here__position__name"),
        unit=F("here__unit"),
        unit_name=Subquery(unit_name),
        kind=F("here__kind"),
        nip=Subquery(nips().filter(person=OuterRef("person")).values("value")[:1]),
    )


def card_of(row: Mapping[str, Any], *, by: Reach, agency: uuid.UUID) -> Card:
    """Make a card of a row of the list; the NIP stays out of it unless the user looks after the person."""
    is_ours = by.looks_after(Place(agency, row["unit"]))
    return Card(
        person=row["person"],
        name=titled(row["name"], front=row["front_titles"], back=row["back_titles"]),
        bare=readable(row["name"]),
        post=row["post"],
        unit=row["unit"],
        unit_name=row["unit_name"] or "",
        kind=row["kind"],
        nip=written_nip(row["nip"] or "") if is_ours else "",
    )


def nips() -> QuerySet[Identifier]:
    """Give the NIPs that hold now."""
    return Identifier.objects.standing().filter(kind=IdentifierKind.NIP, valid__upper_inf=True)


def written_nip(nip: str) -> str:
    """Write a NIP as people read it: 19860926 201505 1 001."""
    parts = (nip[:8], nip[8:14], nip[14:15], nip[15:]) if len(nip) == NIP_DIGITS else (nip,)
    return " ".join(parts)


def _own(agency: uuid.UUID, day: dt.date) -> QuerySet[Placement]:
    """Give the definitive post of the person of a row, or another that comes before the row's own."""
    theirs = Placement.objects.as_of(day).filter(agency=agency, person=OuterRef("person"))
    return theirs.filter(Q(kind=AppointmentKind.DEFINITIVE) | Q(pk__lt=OuterRef("here__pk")))


def _conditions(wanted: Wanted, *, day: dt.date, by: Reach, agency: uuid.UUID) -> Iterator[Q | Exists]:
    """Put what is wanted into words of the database."""
    if wanted.q:
        yield _matches(wanted.q, by=by, agency=agency)
    if wanted.unit:
        yield Q(here__unit__in=units_below([wanted.unit], day))
    if wanted.among is not None:
        yield Q(here__unit__in=wanted.among)
    if wanted.position_class:
        yield Q(here__position__position_class=wanted.position_class)
    if wanted.category:
        standing = Standing.objects.as_of(day).filter(agency=agency, category=wanted.category)
        yield Exists(standing.filter(person=OuterRef("person")))


def _matches(text: str, *, by: Reach, agency: uuid.UUID) -> Q:
    """Match each word with the name, or the digits with the NIP of somebody whom the user looks after."""
    named = reduce(and_, (Q(name__icontains=word) for word in text.split()), Q())
    digits = "".join(text.split())
    if not digits.isdecimal() or len(digits) < LEAST_DIGITS or not by.is_office:
        return named
    numbered = Q(Exists(nips().filter(person=OuterRef("person"), value__contains=digits)))
    return named | (numbered if agency in by.administered else numbered & Q(here__unit__in=by.units))
