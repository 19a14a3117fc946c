"""Who sees somebody's gaps and ratings, and who may say what about them.

A gap is seen by the person, by whoever leads them today (the supervisor, who stands in for one, or who took over the
supervisor's acts), and by the administrators of the agency of their post; by nobody else, personnel officers of units
included (domain: "show gaps only to the person, the atasan and BKPSDM").
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies, is_administrator
from huyula.competence.models import Requirement, Round
from huyula.lib import clock
from huyula.people.models import Person, Placement, Position
from huyula.people.policies import OWN_FIRST, Reach, reach
from huyula.people.queries import stood_in_for, supervisor_of, team_of


def led_ids(user: User, day: dt.date, *, person: uuid.UUID | None, is_office: bool) -> "QuerySet[Person, uuid.UUID]":
    """Give the ids of those whom a user leads on a day, for themselves, for who handed over, or standing in.

    `person` is who stands behind the account; `is_office` says whether they work for a personnel office. It is one
    list: an "or" of two would make the database read everybody.
    """
    every = [team_of(person, day)] if person else []
    every += [stood_in_for(user, day)] if is_office else []
    ids = [led.values_list("pk", flat=True) for led in every or [Person.objects.none()]]
    return ids[0].union(*ids[1:]) if ids[1:] else ids[0]


def led_persons(user: User) -> QuerySet[Person]:
    """Give the persons whom a user leads today."""
    if not user.is_active:
        return Person.objects.none()
    return Person.objects.filter(_led(user, reach(user)))


def visible_persons(user: User) -> QuerySet[Person]:
    """Give the persons whose gaps a user sees: their own, those they lead, those whose agency they administer."""
    if not user.is_active:
        return Person.objects.none()
    day, mine = clock.today(), reach(user)
    return Person.objects.filter(Q(user=user) | _led(user, mine) | _placed_in(mine.administered, day))


def own_rounds(user: User) -> QuerySet[Round]:
    """Give the rounds of the person behind an account."""
    return Round.objects.filter(person__user=user, person__user__is_active=True)


def led_rounds(user: User) -> QuerySet[Round]:
    """Give the finished rounds of those whom a user leads, made in the agency where the person has a post today."""
    return rounds_of(led_persons(user))


def rounds_of(led: QuerySet[Person]) -> QuerySet[Round]:
    """Give the finished rounds of these, made in the agency where the person has a post today.

    Who is led is found first, once, and their rounds then by index, however wrong the planner's guess would be.
    """
    ids = ArraySubquery(led.values("pk"))
    theirs = Func(F("person"), ids, arg_joiner=" = ANY(", template="%(expressions)s)", output_field=BooleanField())
    here = Placement.objects.as_of(clock.today()).filter(person=OuterRef("person"), agency=OuterRef("agency"))
    return Round.objects.filter(theirs, Exists(here), finish__isnull=False)


def visible_rounds(user: User) -> QuerySet[Round]:
    """Give the finished rounds that a user may look into: own ones, of those they lead, of agencies they administer."""
    mine = reach(user)
    led = Person.objects.filter(_led(user, mine))
    return Round.objects.filter(
        Q(pk__in=own_rounds(user).values("pk"))
        | Q(pk__in=rounds_of(led).values("pk"))
        | Q(agency__in=mine.administered),
        finish__isnull=False,
    )


def visible_standards(user: User) -> QuerySet[Requirement]:
    """Let administrators see the standards of their agencies, with all that was changed."""
    return Requirement.objects.filter(agency__in=administered_agencies(user))


def visible_positions(user: User) -> QuerySet[Position]:
    """Let administrators see the posts of their agencies."""
    return Position.objects.filter(agency__in=administered_agencies(user))


def may_rate(user: User, person: Person) -> bool:
    """Let only the person rate themselves."""
    return user.is_active and person.user_id == user.pk


def may_confirm(user: User, held: Round) -> bool:
    """Let it be whoever leads the person today, as long as the person has a post where the round was made."""
    day = clock.today()
    here = Placement.objects.as_of(day).filter(person=held.person_id, agency=held.agency_id)
    return user.is_active and here.exists() and supervisor_of(held.person_id, day).account == user.pk


def may_set_standards(user: User, agency: Agency | uuid.UUID) -> bool:
    """Let it be the administrators of the agency."""
    return is_administrator(user, agency)


def _led(user: User, mine: Reach) -> Q:
    return Q(pk__in=led_ids(user, clock.today(), person=mine.person, is_office=mine.is_office))


def _placed_in(agencies: Collection[uuid.UUID], day: dt.date) -> Q:
    """Keep those whose own post on a day is in one of these agencies."""
    if not agencies:
        return Q(pk__in=[])
    theirs = Placement.objects.as_of(day).filter(person=OuterRef("person"))
    own = theirs.order_by(OWN_FIRST, "-valid", "pk").values("pk")[:1]
    rows = Placement.objects.as_of(day).filter(agency__in=agencies, pk=Subquery(own))
    return Q(pk__in=rows.values("person"))
