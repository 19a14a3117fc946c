"""Who sees the figures of an agency and of its units, and who lets others see them.

Administrators see all of their agency, and every figure opens to its people. Personnel officers of units see the hours
of their units: gaps are seen by the person, the supervisor and the administrators alone (`competence.policies`). Of
another agency everybody sees what it released, and nothing else.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL

from huyula.access.models import Agency, Grant, Role, User
from huyula.access.policies import administered_agencies, is_administrator
from huyula.competence.policies import led_ids
from huyula.hours.policies import Office, office_of
from huyula.insight.models import PersonFigures, Release, ReleaseQuerySet, UnitFigures
from huyula.insight.rules import LEAST_GROUP
from huyula.lib import clock
from huyula.people.models import Unit, UnitGrant
from huyula.people.policies import Reach, reach
from huyula.practice.policies import who_sees_rows

# Whether some part of a unit, of those below it or of itself, holds few with a gap or few without.
TELLS_OF_FEW = """EXISTS (
    WITH RECURSIVE below AS (
        SELECT %s::uuid AS unit_id
        UNION SELECT f.unit_id FROM below b JOIN insight_unitfigures f ON f.parent_id = b.unit_id
            AND f.agency_id = %s AND f.year = insight_unitfigures.year AND NOT f.is_total
    ) SELECT FROM below JOIN insight_unitfigures p USING (unit_id)
    WHERE p.agency_id = %s AND p.year = insight_unitfigures.year AND p.rated > 0
        AND least(p.with_gap, p.rated - p.with_gap) < %s
)"""


@dataclass(frozen=True, slots=True)
class Sight:
    """How somebody sees the figures of an agency: of all units (`office.among` is None) or some, with gaps or not."""

    agency: Agency
    office: Office
    sees_gaps: bool

    @property
    def is_whole(self) -> bool:
        """Say whether it covers the whole agency."""
        return self.office.among is None

    def covers(self, unit: uuid.UUID) -> bool:
        """Say whether it covers a unit."""
        return self.office.holds(unit)


def sight_of(user: User, agency: Agency) -> Sight | None:
    """Say how a user sees the figures of an agency, or None. One query."""
    office = office_of(user, agency.pk)
    return Sight(agency, office, sees_gaps=office.among is None) if office else None


@dataclass(frozen=True, slots=True)
class Led:
    """Those whom somebody leads today, as the agencies that both belong to have counted them."""

    mine: Reach
    people: frozenset[uuid.UUID]

    def figures(self, *, year: int) -> QuerySet[PersonFigures]:
        """Give their figures of a year."""
        return PersonFigures.objects.filter(person__in=self.people, year=year, agency__in=self.mine.seen)


def led_by(user: User, day: dt.date) -> Led:
    """Let supervisors see those whom they lead, for themselves, for who handed over, or standing in. Two queries."""
    mine = reach(user)
    return Led(mine, frozenset(led_ids(user, day, person=mine.person, is_office=mine.is_office)))


def visible_releases(user: User) -> ReleaseQuerySet:
    """Let every personnel office see what agencies have released and not withdrawn; administrators all of their own."""
    mine = reach(user)
    own = Q(agency__in=mine.administered)
    rows = Release.objects.filter(own | Q(withdrawal__isnull=True)) if mine.is_office else Release.objects.filter(own)
    return rows.real()


def own_releases(user: User) -> ReleaseQuerySet:
    """Let administrators see every release of their agencies."""
    return Release.objects.filter(agency__in=administered_agencies(user))


def may_count(user: User, agency: Agency) -> bool:
    """Let administrators have the figures of their agency counted anew."""
    return is_administrator(user, agency)


def may_write_memo(user: User, agency: Agency) -> bool:
    """Let administrators issue a memo about the figures of their agency."""
    return is_administrator(user, agency)


def may_release(user: User, agency: Agency | uuid.UUID) -> bool:
    """Only the owner's administrators let others see its figures, and end it."""
    return is_administrator(user, agency)


def figures_of_unit(user: User, unit: Unit, *, way: Collection[str]) -> QuerySet[UnitFigures]:
    """Let administrators, personnel officers of the unit or one above, and whoever heads one of them see its figures.

    A head sees how many of the units below have their hours, however few they are: hours are the duty that a head
    answers for. Gaps a head sees as numbers only where `tells_of_few` is false: where neither the unit nor any part of
    it below, down to the last, holds fewer than five with a gap or five without, so that no part is left over when the
    others are taken away.

    `way` are the ids of the unit and of those above it. Each row says in `is_administrator`, `is_officer` and `is_head`
    why it is seen; the query has no rows for others.
    """
    day = clock.today()
    granted = Grant.objects.in_force(day).filter(user=user, role=Role.ADMINISTRATOR, agency=unit.agency_id)
    officers = UnitGrant.objects.in_force(day).filter(user=user, unit__in=[uuid.UUID(str(pk)) for pk in way])
    leads = Subquery(who_sees_rows(user, unit, way=way))
    rows = UnitFigures.objects.filter(agency=unit.agency_id, unit=unit, is_total=True)
    rows = rows.annotate(is_administrator=Exists(granted), is_officer=Exists(officers), is_head=leads)
    few = RawSQL(TELLS_OF_FEW, [unit.pk, unit.agency_id, unit.agency_id, LEAST_GROUP])  # noqa: S611 - nothing typed in it
    rows = rows.annotate(tells_of_few=Case(When(is_head=True, then=few), default=True, output_field=BooleanField()))
    seen = Q(is_administrator=True) | Q(is_officer=True) | Q(is_head=True)
    return rows.filter(seen) if user.is_active else rows.none()
