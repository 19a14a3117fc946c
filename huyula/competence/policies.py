"""Who sees somebody's gaps and ratings, and who may say what about them.

A gap is seen by the person, by whoever leads them today (the supervisor, who stands in for one, or who took over the
supervisor's acts), and by the administrators of the agency of their post; by nobody else, personnel officers of units
included (domain: "show gaps only to the person, the atasan and BKPSDM").
"""

import datetime as dt
import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Subquery

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies, is_administrator
from huyula.competence.models import Requirement, Round
from huyula.lib import clock
from huyula.people.models import Person, Placement, Position
from huyula.people.policies import OWN_FIRST, Reach, reach
from huyula.people.queries import led_among, stood_in_for, team_of


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
    mine = reach(user)
    return Person.objects.filter(pk__in=led_ids(user, clock.today(), person=mine.person, is_office=mine.is_office))


def visible_person(user: User, pk: uuid.UUID) -> Person | None:
    """Give a person whose gaps a user sees: themselves, whom they lead, whose agency they administer; else None.

    One is asked about, and so it goes from the person up: it costs the same however many the user leads or administers.
    Three queries, and one more for the office where nobody leads the person.
    """
    mine, day = reach(user), clock.today()
    own = Placement.objects.as_of(day).filter(person=OuterRef("pk")).order_by(OWN_FIRST, "-valid", "pk")
    found = Person.objects.filter(pk=pk).annotate(agency=Subquery(own.values("agency")[:1])).first()
    if found is None or found.pk == mine.person or found.agency in mine.administered:
        return found
    return found if _leads(user, mine, found.pk) else None


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
    return Round.objects.filter(theirs, Exists(_still_here()), finish__isnull=False)


def visible_round(user: User, pk: int) -> tuple[Round, bool] | None:
    """Give a finished round that a user may look into, and whether they lead its person; else None.

    Seen are the own ones, those of whom the user leads, those of agencies that they administer. Three queries, and one
    more for the office where nobody leads the person.
    """
    rows = Round.objects.filter(pk=pk, finish__isnull=False).annotate(is_here=Exists(_still_here()))
    held = rows.select_related("person", "agency", "finish", "position").first()
    if held is None:
        return None
    mine = reach(user)
    is_led = held.is_here and _leads(user, mine, held.person_id)
    return (held, is_led) if is_led or held.person_id == mine.person or held.agency_id in mine.administered else None


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
    here = Placement.objects.as_of(clock.today()).filter(person=held.person_id, agency=held.agency_id)
    return here.exists() and _leads(user, reach(user), held.person_id)


def may_set_standards(user: User, agency: Agency | uuid.UUID) -> bool:
    """Let it be the administrators of the agency."""
    return is_administrator(user, agency)


def _leads(user: User, mine: Reach, person: uuid.UUID) -> bool:
    day = clock.today()
    return bool(led_among([person], day, user=user, person=mine.person, is_office=mine.is_office))


def _still_here() -> QuerySet[Placement]:
    """Give the posts that the person of a round holds today in the agency of the round."""
    return Placement.objects.as_of(clock.today()).filter(person=OuterRef("person"), agency=OuterRef("agency"))
