"""Who is asked, who sees an answer with its words and photo, who may confirm it, who sees whose figures.

The person, the supervisor of today (or who acts for them), and the administrators of the agency where it was learned.
When the person has left that agency: whoever led them on the day of the answer, as long as they are still there.
"""

import uuid
from collections.abc import Collection

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from huyula.access.models import Grant, Role, User
from huyula.lib import clock
from huyula.people.models import Person, Placement, Unit
from huyula.people.policies import Reach, reach
from huyula.people.queries import stood_in_for, team_of
from huyula.people.queries.leading import HEADS
from huyula.practice.models import UseQuestion, UseQuestionQuerySet, UseReport, UseReportQuerySet

# Who heads one of some units, for themselves or for who handed over: places for account, agency, ids of units, day.
ON_THE_DAY = HEADS.format("(SELECT unnest(units) AS unit_id FROM asked)").replace("%(day)s", "(SELECT day FROM asked)")
LEADS = f"""EXISTS (
    WITH asked AS (SELECT %s::uuid AS user_id, %s::uuid AS agency_id, %s::uuid[] AS units, %s::date AS day)
    SELECT FROM ({ON_THE_DAY}) h CROSS JOIN asked JOIN people_person me ON me.user_id = asked.user_id
    LEFT JOIN people_delegation d ON d.giver_id = h.person_id AND d.taker_id = me.id
        AND d.agency_id = asked.agency_id AND upper_inf(d.recorded) AND d.valid @> asked.day
    WHERE h.person_id = me.id OR d.id IS NOT NULL
)"""  # noqa: S608 - the parts that are put together stand in `people`, nothing typed is among them


def own_questions(user: User) -> UseQuestionQuerySet:
    """Let only the person themselves be asked, wherever they work since."""
    return UseQuestion.objects.filter(person__user=user, person__user__is_active=True)


def led_reports(user: User) -> UseReportQuerySet:
    """Give the answers of others that the user is to look at as a supervisor. One query for the reach."""
    mine = reach(user)
    return led_reports_of(user, person=mine.person, is_office=mine.is_office)


def led_reports_of(user: User, *, person: uuid.UUID | None, is_office: bool) -> UseReportQuerySet:
    """Let it be those of whom the user leads, or stands in for, and of whom they led when these left the agency.

    `person` is who stands behind the account; `is_office` says whether they work for a personnel office. No query.
    """
    day, here = clock.today(), _still_here()
    led = Q(question__person__in=team_of(person, day)) if person else Q(pk__in=[])
    if is_office:
        led |= Q(question__person__in=stood_in_for(user, day))
    theirs = Placement.objects.as_of(day).filter(person__user=user, agency=OuterRef("agency"))
    left = Q(~Exists(here), Exists(theirs), leader=user)
    return UseReport.objects.filter((led & Exists(here)) | left).exclude(question__person__user=user)


def _still_here() -> QuerySet[Placement]:
    """Give the posts that the person of an answer holds today in the agency of the answer."""
    posts = Placement.objects.as_of(clock.today())
    return posts.filter(person=OuterRef("question__person"), agency=OuterRef("agency"))


def visible_reports(user: User) -> UseReportQuerySet:
    """Let the person, the supervisor and the administrators of the agency see an answer. One query for the reach."""
    return visible_reports_of(user, reach(user))


def visible_reports_of(user: User, mine: Reach) -> UseReportQuerySet:
    """Let it be those that a user's reach covers. No query."""
    own = Q(question__person__in=Person.objects.filter(user=user, user__is_active=True).values("pk"))
    led = Q(pk__in=led_reports_of(user, person=mine.person, is_office=mine.is_office).values("pk"))
    return UseReport.objects.filter(own | led | Q(agency__in=mine.administered))


def may_answer(user: User, question: UseQuestion) -> bool:
    """Let only the person answer."""
    return user.is_active and question.person.user_id == user.pk


def may_confirm(user: User, report: UseReport) -> bool:
    """Let whoever leads the person confirm, never the person themselves."""
    return led_reports(user).filter(pk=report.pk).exists()


def who_sees_rows(user: User, unit: Unit, *, way: Collection[str]) -> QuerySet[User, bool]:
    """Let the agency's administrators and whoever heads the unit or one above it open figures to their rows.

    `way` are the ids of the unit and of those above it. One row: yes or no.
    """
    day = clock.today()
    granted = Grant.objects.in_force(day).filter(
        user=user, user__is_active=True, role=Role.ADMINISTRATOR, agency=unit.agency_id
    )
    leads = RawSQL(LEADS, [user.pk, unit.agency_id, list(way), day], BooleanField())  # noqa: S611 - nothing typed in it
    sees = ExpressionWrapper(Q(Exists(granted)) | Q(leads), output_field=BooleanField())
    return User.objects.filter(pk=user.pk).annotate(sees=sees).values_list("sees", flat=True)
