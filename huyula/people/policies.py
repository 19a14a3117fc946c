"""Who sees whom, and who may do what with persons, units and roles.

Of a person, colleagues of the same agency see what is public (name, post, unit). NIP, address and career are internal:
the person, the supervisor, the unit's personnel officers and the agency's administrators see them. What is restricted
(NIK, NPWP, home) the person and the administrators see, masked until they ask (UU 27/2022).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from huyula.access.models import Agency, Grant, Role, User
from huyula.access.policies import administered_agencies, is_administrator, is_operator
from huyula.lib import clock
from huyula.people.models import (
    APPOINTED,
    AppointmentKind,
    Delegation,
    Import,
    Person,
    Placement,
    SupervisorObjection,
    Unit,
    UnitGrant,
)

# The definitive post is somebody's own; then where they stand in; extra duty comes last.
OWN_FIRST = Case(When(APPOINTED, then=0), When(kind=AppointmentKind.EXTRA, then=2), default=1)


class Sight(IntEnum):
    """How much of a visible person somebody sees; each step includes the ones before."""

    PUBLIC = 1
    INTERNAL = 2
    RESTRICTED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands on a day: the definitive post if there is one."""

    agency: uuid.UUID
    unit: uuid.UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """What a user reaches today.

    The person behind the account, the agencies of their posts and of their administration, the units whose personnel
    officer they are, with everything below, and the agencies of these.
    """

    person: uuid.UUID | None = None
    agencies: frozenset[uuid.UUID] = frozenset()
    administered: frozenset[uuid.UUID] = frozenset()
    units: frozenset[uuid.UUID] = frozenset()
    offices: frozenset[uuid.UUID] = frozenset()

    @property
    def seen(self) -> frozenset[uuid.UUID]:
        """Give the agencies whose people and units the user sees."""
        return self.agencies | self.administered | self.offices

    @property
    def is_office(self) -> bool:
        """Say whether the user works for a personnel office."""
        return bool(self.administered or self.units)

    def looks_after(self, place: Place | None) -> bool:
        """Say whether a person who stands there is looked after by the user."""
        return place is not None and (place.agency in self.administered or place.unit in self.units)

    def sight_of(self, person: uuid.UUID, place: Place | None, *, supervisor: uuid.UUID | None = None) -> Sight:
        """Say how much of a visible person the user sees; `supervisor` is the person who leads them today."""
        if person == self.person or (place and place.agency in self.administered):
            return Sight.RESTRICTED
        if self.looks_after(place) or (supervisor is not None and supervisor == self.person):
            return Sight.INTERNAL
        return Sight.PUBLIC


REACH = f"""
    SELECT (SELECT id FROM people_person WHERE user_id = %(user)s),
        ARRAY(SELECT DISTINCT h.agency_id FROM people_placement h JOIN people_person p ON p.id = h.person_id
            WHERE p.user_id = %(user)s AND upper_inf(h.recorded) AND h.valid @> %(day)s::date),
        ARRAY(SELECT agency_id FROM {Grant._meta.db_table} WHERE user_id = %(user)s AND role = '{Role.ADMINISTRATOR}'
            AND since <= %(day)s AND (until IS NULL OR until >= %(day)s)),
        ARRAY(WITH RECURSIVE below AS (
            SELECT unit_id FROM people_unitgrant
                WHERE user_id = %(user)s AND since <= %(day)s AND (until IS NULL OR until >= %(day)s)
            UNION SELECT s.unit_id FROM below b JOIN people_unitstate s ON s.parent_id = b.unit_id
                AND upper_inf(s.recorded) AND s.valid @> %(day)s::date
        ) SELECT unit_id FROM below),
        ARRAY(SELECT DISTINCT agency_id FROM people_unitgrant
            WHERE user_id = %(user)s AND since <= %(day)s AND (until IS NULL OR until >= %(day)s))
"""  # noqa: S608 - names of tables and roles, nothing typed


def reach(user: User) -> Reach:
    """Find what a user reaches today; a closed account reaches nothing. One query."""
    if not user.is_active:
        return Reach()
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"user": user.pk, "day": clock.today()})
        person, *found = cursor.fetchall()[0]
    return Reach(person, *map(frozenset, found))


def place_of(person: Person | uuid.UUID, *, day: dt.date | None = None) -> Place | None:
    """Say where a person stands on a day (None = today). One query."""
    wanted = person.pk if isinstance(person, Person) else person
    here = Placement.objects.as_of(day or clock.today()).filter(person=wanted)
    found = here.order_by(OWN_FIRST, "-valid", "pk").values_list("agency_id", "unit_id").first()
    return Place(*found) if found else None


def visible_persons(user: User) -> QuerySet[Person]:
    """Let everybody see those who have a post today in an agency where they have a post or a role themselves.

    Administrators also see those who have left their agency. One query beside the one that is given.
    """
    return persons_seen(reach(user))


def persons_seen(mine: Reach) -> QuerySet[Person]:
    """Give those whom somebody with this reach sees."""
    theirs = Placement.objects.standing().filter(person=OuterRef("pk"))
    now = theirs.filter(valid__contains=clock.today(), agency__in=mine.seen)
    return Person.objects.filter(Q(pk=mine.person) | Exists(now) | Exists(theirs.filter(agency__in=mine.administered)))


def visible_units(user: User) -> QuerySet[Unit]:
    """Let everybody see the units of an agency where they have a post or a role today."""
    return units_seen(reach(user))


def units_seen(mine: Reach) -> QuerySet[Unit]:
    """Give those that somebody with this reach sees."""
    return Unit.objects.filter(agency__in=mine.seen)


def visible_grants(user: User) -> QuerySet[UnitGrant]:
    """Let administrators see the roles over units of their agency."""
    return UnitGrant.objects.filter(agency__in=administered_agencies(user))


def visible_objections(user: User) -> QuerySet[SupervisorObjection]:
    """Let the personnel office see what is to be answered for the persons it looks after."""
    return visible_objections_of(reach(user))


def visible_objections_of(mine: Reach) -> QuerySet[SupervisorObjection]:
    """Let it be those of the agencies and units that a user looks after."""
    return SupervisorObjection.objects.filter(Q(agency__in=mine.administered) | Q(unit__in=mine.units))


def visible_delegations(user: User) -> QuerySet[Delegation]:
    """Let everybody see what they hand over and what was handed to them."""
    return Delegation.objects.standing().filter(Q(giver__user=user) | Q(taker__user=user))


def may_look_after(user: User, person: Person) -> bool:
    """Let it be the personnel officers of the person's unit and the administrators of the agency.

    They choose supervisors, answer objections, confirm addresses and make slips.
    """
    return reach(user).looks_after(place_of(person))


Powers = frozenset[tuple[uuid.UUID, str]]
NO_POWERS: Powers = frozenset()


def powers_of(accounts: Collection[uuid.UUID]) -> Mapping[uuid.UUID | None, Powers]:
    """Give what accounts hold over whole agencies today: pairs of agency and role. One query."""
    held: dict[uuid.UUID | None, Powers] = {}
    rows = Grant.objects.in_force(clock.today()).filter(user__in=accounts)
    for user, agency, role in rows.values_list("user", "agency", "role"):
        held[user] = held.get(user, NO_POWERS) | {(agency, role)}
    return held


def renewal(user: User) -> Callable[[Powers], bool]:
    """Say whose access a user may renew by their powers: who administers no other agency; operators only an operator.

    Two queries, however often the answer is asked.
    """
    agencies, operates = set(administered_agencies(user)), is_operator(user)

    def may_renew(powers: Powers) -> bool:
        if any(role == Role.OPERATOR for _, role in powers):
            return operates
        return {agency for agency, _ in powers} <= agencies

    return may_renew


def may_read_restricted(user: User, person: Person) -> bool:
    """Let it be the person and the administrators of the agency where the person has a post today."""
    return reach(user).sight_of(person.pk, place_of(person)) == Sight.RESTRICTED


def may_object(user: User, person: Person) -> bool:
    """Let only the person say "this is not my supervisor"."""
    return person.user_id == user.pk


def may_delegate(user: User, giver: Person) -> bool:
    """Let supervisors hand over for themselves, and the personnel office for somebody who is away."""
    return giver.user_id == user.pk or may_look_after(user, giver)


def may_place_unit(user: User, unit: Unit, *, under: Unit | None) -> bool:
    """Let administrators place any unit, and personnel officers what hangs below their own unit, below it."""
    mine = reach(user)
    is_below = under is not None and {unit.pk, under.pk} <= mine.units
    return unit.agency_id in mine.administered or is_below


def may_give_roles(user: User, unit: Unit) -> bool:
    """Let it be the administrators of the unit's agency."""
    return unit.agency_id in administered_agencies(user)


def visible_imports(user: User) -> QuerySet[Import]:
    """Let administrators see what files their agency has taken in; nobody else sees a file or its wrong cells."""
    return Import.objects.filter(agency__in=administered_agencies(user))


def may_import(user: User, agency: Agency | uuid.UUID) -> bool:
    """Let it be the administrators of the agency."""
    return is_administrator(user, agency)
