"""Who sees whose certificates, and who revokes them. Whether one is genuine, anybody may ask."""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from huyula.access.models import Agency, User
from huyula.access.policies import is_administrator
from huyula.credentials.models import Certificate
from huyula.lib import clock
from huyula.people import policies as people_policies
from huyula.people import queries as people
from huyula.people.models import Placement


def visible_certificates(user: User) -> QuerySet[Certificate]:
    """Let everybody see their own, supervisors those of their team, the personnel office those it looks after."""
    mine, day = people_policies.reach(user), clock.today()
    seen = Q(agency__in=mine.administered)
    if mine.units:
        here = Placement.objects.as_of(day).filter(unit__in=mine.units)
        seen |= Q(Exists(here.filter(person=OuterRef("person"), agency=OuterRef("agency"))))
    if mine.person:
        team = people.team_of(mine.person, day)
        seen |= Q(person=mine.person) | Q(agency__in=mine.agencies, person__in=team.values("pk"))
    return Certificate.objects.filter(seen)


def may_revoke(user: User, agency: Agency | uuid.UUID) -> bool:
    """Only administrators of the organiser revoke, and issue anew under a corrected name."""
    return is_administrator(user, agency)
