"""Who is asked, who sees an answer with its words and photo, who may confirm it, who sees whose figures.

The person, the supervisor of today (or who acts for them), and the administrators of the agency where it was learned.
When the person has left that agency: whoever led them on the day of the answer, as long as they are still there.
"""

import uuid
from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from huyula.access.models import User
from huyula.access.policies import is_administrator
from huyula.lib import clock
from huyula.people.models import Placement, Unit
from huyula.people.policies import Reach, reach
from huyula.people.queries import stood_in_for, team_of
from huyula.people.queries.leading import HEADS
from huyula.practice.models import UseQuestion, UseQuestionQuerySet, UseReport, UseReportQuerySet

LEADS = f"""
    SELECT EXISTS (SELECT FROM ({HEADS.format("= ANY(%(units)s)")}) h JOIN people_person me ON me.user_id = %(user)s
        LEFT JOIN people_delegation d ON d.giver_id = h.person_id AND d.taker_id = me.id AND d.agency_id = %(agency)s
            AND upper_inf(d.recorded) AND d.valid @> %(day)s::date
        WHERE h.person_id = me.id OR d.id IS NOT NULL)
"""  # noqa: S608 - the parts that are put together stand in `people`, nothing typed is among them


def own_questions(user: User) -> UseQuestionQuerySet:
    """Let only the person themselves be asked, wherever they work since."""
    return UseQuestion.objects.filter(person__user=user, person__user__is_active=True)


def led_reports(user: User) -> UseReportQuerySet:
    """Give the answers of others that the user is to look at as a supervisor. One query for the reach."""
    return led_reports_of(user, reach(user))


def led_reports_of(user: User, mine: Reach) -> UseReportQuerySet:
    """Let it be those of whom a reach leads, or stands in for, in an agency where the user has a post or a role."""
    day = clock.today()
    offices = Unit.objects.filter(pk__in=mine.units).values("agency")
    here = Q(agency__in=mine.agencies | mine.administered) | Q(agency__in=offices)
    led = Q(question__person__in=team_of(mine.person, day)) if mine.person else Q(pk__in=[])
    if mine.is_office:
        led |= Q(question__person__in=stood_in_for(user, day))
    stays = Placement.objects.as_of(day).filter(person=OuterRef("question__person"), agency=OuterRef("agency"))
    left = Q(~Exists(stays), leader=user)
    return UseReport.objects.filter(here & (led | left)).exclude(question__person__user=user)


def visible_reports(user: User) -> UseReportQuerySet:
    """Let the person, the supervisor and the administrators of the agency see an answer."""
    mine = reach(user)
    own = Q(question__person__user=user)
    led = Q(pk__in=led_reports_of(user, mine).values("pk"))
    return UseReport.objects.filter(own | led | Q(agency__in=mine.administered))


def may_answer(user: User, question: UseQuestion) -> bool:
    """Let only the person answer."""
    return user.is_active and question.person.user_id == user.pk


def may_confirm(user: User, report: UseReport) -> bool:
    """Let whoever leads the person confirm, never the person themselves."""
    return led_reports(user).filter(pk=report.pk).exists()


def may_see_rows(user: User, unit: Unit, *, way: Collection[uuid.UUID]) -> bool:
    """Let the agency's administrators and whoever heads the unit or one above it open figures to their rows.

    `way` are the ids of the unit and of those above it. Two queries.
    """
    if is_administrator(user, unit.agency_id):
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            LEADS, {"units": list(way), "user": user.pk, "agency": unit.agency_id, "day": clock.today()}
        )
        return bool((cursor.fetchone() or (False,))[0])
