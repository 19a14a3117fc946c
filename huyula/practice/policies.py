"""Who is asked, who sees an answer with its words and photo, who may confirm it, who sees whose figures.

The person, the supervisor of today (or who acts for them), and the administrators of the agency where it was learned.
When the person has left that agency: whoever led them on the day of the answer, as long as they are still there.
"""

import uuid
from collections.abc import Collection, Sequence

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from huyula.access.models import Grant, Role, User
from huyula.lib import clock
from huyula.people.models import Placement, Unit
from huyula.people.policies import Reach, reach
from huyula.people.queries import led_among, stood_in_for, team_of
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

    `person` is who stands behind the account; `is_office` says whether they work for a personnel office. No query. Each
    way to an answer is looked up by itself: joined by OR they would be tried on every answer there is.
    """
    day, here, rows = clock.today(), _still_here(), UseReport.objects
    theirs = Placement.objects.as_of(day).filter(person__user=user, agency=OuterRef("agency"))
    ways = [rows.filter(~Exists(here), Exists(theirs), leader=user)]
    if person:
        ways.append(rows.filter(Exists(here), question__person__in=team_of(person, day)))
    if is_office:
        ways.append(rows.filter(Exists(here), question__person__in=stood_in_for(user, day)))
    found, *others = (way.values("pk") for way in ways)
    return rows.filter(pk__in=found.union(*others)).exclude(question__person__user=user)


def _still_here() -> QuerySet[Placement]:
    """Give the posts that the person of an answer holds today in the agency of the answer."""
    posts = Placement.objects.as_of(clock.today())
    return posts.filter(person=OuterRef("question__person"), agency=OuterRef("agency"))


def visible_report(user: User, pk: int) -> tuple[UseReport, bool] | None:
    """Give an answer that a user sees, and whether they are to look at it as a supervisor; else None.

    It is loaded with its photo, its question and whose it is. Two queries, one more for whoever is neither the person
    nor led them before, and one for the office where nobody leads the person.
    """
    rows = UseReport.objects.filter(pk=pk).annotate(is_here=Exists(_still_here()))
    found = rows.select_related("photo__thumbnail", "question__agency", "question__person").first()
    if found is None or not user.is_active:
        return None
    mine = reach(user)
    looks = _looks_at(user, mine, found, is_here=found.is_here)  # type: ignore[attr-defined]  # annotated above
    is_own = found.question.person.user_id == user.pk
    return (found, looks) if looks or is_own or found.agency_id in mine.administered else None


def seen_among(user: User, mine: Reach, questions: Sequence[UseQuestion]) -> frozenset[uuid.UUID]:
    """Give those questions (ids) whose answer a user sees; each is loaded with its answer, and with `is_here`.

    `is_here` says whether the person has a post today in the agency of the question. No query for the administrators of
    their agency, else as many as `led_among`.
    """
    told = [each for each in questions if hasattr(each, "report")]
    seen = {each.pk for each in told if each.agency_id in mine.administered or mine.person == each.person_id}
    rest = [each for each in told if each.pk not in seen]
    persons = {each.person_id for each in rest if _is_here(each)}
    led = led_among(persons, clock.today(), user=user, person=mine.person, is_office=mine.is_office)
    seen |= {each.pk for each in rest if _is_here(each) and each.person_id in led}
    return frozenset(seen | {each.pk for each in rest if not _is_here(each) and _led_then(user, mine, each.report)})


def _is_here(question: UseQuestion) -> bool:
    return bool(question.is_here)  # type: ignore[attr-defined]  # annotated by `with_presence`


def with_presence(questions: QuerySet[UseQuestion]) -> QuerySet[UseQuestion]:
    """Give questions with `is_here`, as `seen_among` reads it."""
    here = Placement.objects.as_of(clock.today()).filter(person=OuterRef("person"), agency=OuterRef("agency"))
    return questions.annotate(is_here=Exists(here))


def _looks_at(user: User, mine: Reach, report: UseReport, *, is_here: bool) -> bool:
    """Say whether a user is to look at an answer: whoever leads the person, or led them before these left."""
    person = report.question.person_id
    if person == mine.person or report.question.person.user_id == user.pk:
        return False
    if not is_here:
        return _led_then(user, mine, report)
    return bool(led_among([person], clock.today(), user=user, person=mine.person, is_office=mine.is_office))


def _led_then(user: User, mine: Reach, report: UseReport) -> bool:
    """Say whether a user led the person on the day of the answer and still has a post there."""
    return report.leader_id == user.pk and report.agency_id in mine.agencies


def may_answer(user: User, question: UseQuestion) -> bool:
    """Let only the person answer."""
    return user.is_active and question.person.user_id == user.pk


def may_confirm(user: User, report: UseReport) -> bool:
    """Let whoever leads the person confirm, never the person themselves."""
    is_here = UseReport.objects.filter(Exists(_still_here()), pk=report.pk).exists()
    return user.is_active and _looks_at(user, reach(user), report, is_here=is_here)


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
