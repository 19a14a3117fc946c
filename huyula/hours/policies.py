"""Who sees whose hours, who counters a posting, who keeps the national rules.

Hours are internal: the person, the supervisor, the unit's personnel officers and the agency's administrators see them.
Each agency sees the postings that it made; the person sees all of them. Whoever heads a unit also sees, as numbers
without names, how many in the units below have met their target (`insight.policies.figures_of_unit`).
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from huyula.access.models import User
from huyula.access.policies import is_administrator, is_operator
from huyula.hours.models import Posting, PostingQuerySet
from huyula.lib import clock
from huyula.people import policies as people_policies
from huyula.people import queries as people
from huyula.people.models import Person, Placement
from huyula.people.policies import Reach


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at a person's hours: as their own, or as an agency that sees its own postings (None = all)."""

    is_own: bool
    agencies: Collection[uuid.UUID] | None


def view_of(user: User, person: Person | uuid.UUID) -> View | None:
    """Say how a user may look at a person's hours, or None. Three queries at most."""
    wanted = person.pk if isinstance(person, Person) else person
    mine = people_policies.reach(user)
    if mine.person == wanted:
        return View(is_own=True, agencies=None)
    place = people_policies.place_of(wanted)
    if place is None or not (mine.looks_after(place) or _leads(user, mine, wanted)):
        return None
    return View(is_own=False, agencies=[place.agency])


def _leads(user: User, mine: Reach, person: uuid.UUID) -> bool:
    return bool(people.led_among([person], clock.today(), user=user, person=mine.person, is_office=False))


def visible_postings(user: User) -> PostingQuerySet:
    """Let everybody see their own, supervisors those of their team, the personnel office those it looks after."""
    mine = people_policies.reach(user)
    seen = Q(agency__in=mine.administered)
    if mine.units:
        seen |= _looked_after(mine)
    if mine.person:
        team = people.team_of(mine.person, clock.today())
        seen |= Q(person=mine.person) | Q(agency__in=mine.agencies, person__in=team.values("pk"))
    return Posting.objects.filter(seen)


def _looked_after(mine: Reach) -> Q:
    """Keep those who stand today in a unit of which the user is personnel officer."""
    here = Placement.objects.as_of(clock.today()).filter(unit__in=mine.units)
    return Q(Exists(here.filter(person=OuterRef("person"), agency=OuterRef("agency"))))


@dataclass(frozen=True, slots=True)
class Office:
    """For whom somebody keeps the hours of an agency: for all of it (`among` is None), or for some units."""

    among: frozenset[uuid.UUID] | None

    def holds(self, unit: uuid.UUID) -> bool:
        """Say whether a unit belongs to it."""
        return self.among is None or unit in self.among


def office_of(user: User, agency: uuid.UUID) -> Office | None:
    """Say for whom a user keeps the hours of an agency: administrators for all, unit officers for theirs. One query."""
    mine = people_policies.reach(user)
    if agency in mine.administered:
        return Office(None)
    return Office(mine.units) if mine.units else None


def may_reverse(user: User, posting: Posting) -> bool:
    """Only administrators of the agency that made a posting counter it."""
    return is_administrator(user, posting.agency_id)


def may_keep_rules(user: User) -> bool:
    """Only an operator confirms or changes what holds for the whole country."""
    return is_operator(user)
