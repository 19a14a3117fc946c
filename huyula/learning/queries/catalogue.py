"""The catalogue: every course of one's agency, those for one's own gaps first, each with the reason."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from huyula.access.models import Agency, User
from huyula.competence.models import Competence
from huyula.competence.queries import gaps_of_people
from huyula.learning import policies
from huyula.learning.models import CourseVersion, Enrolment, Prerequisite, Serves
from huyula.learning.queries.courses import Taking, followed, takings, with_progress
from huyula.learning.rules.enrolments import Lack, Reason, WhyOffered, reasons_for
from huyula.lib import clock
from huyula.lib.paging import Page
from huyula.lib.prepared import prepared, prepared_with
from huyula.people.models import Person, Placement
from huyula.people.policies import reach

PAGE = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A course of the catalogue: its newest version, why it is offered, and how one person stands in it.

    `state` is that of `Taking`, or nothing if it was not begun. Whatever its card shows stands here.
    """

    course: uuid.UUID
    title: str
    summary: str
    worth: int | float
    minutes: int
    size: int
    reasons: tuple[Reason, ...]
    state: str
    percent: int

    @property
    def is_first(self) -> bool:
        """Say whether it is offered because of a gap."""
        return bool(self.reasons)


def catalogue(user: User, *, text: str = "", number: int = 1, day: dt.date | None = None) -> Page[Offer]:
    """Give a page of what a user can learn: for the own gaps first (riskiest first), then by title.

    `text` is searched in titles and summaries. Eight queries, however many courses.
    """
    mine = reach(user)
    rows = [row for row in _rows(mine.agencies | mine.administered) if _says(row, text)]
    lacks = lacks_of(mine.person, day or clock.today())
    own = {taking.enrolment.course_id: taking for taking in reversed(takings(user))}
    reasoned = sorted(_reasoned(rows, lacks, own), key=_order)
    start = (number - 1) * PAGE
    offers = [_offer(row, reasons, own.get(row.version.course_id)) for row, reasons in reasoned[start : start + PAGE]]
    return Page(offers, number, has_next=len(reasoned) > start + PAGE)


def _offer(row: "_Row", reasons: Sequence[Reason], taking: Taking | None) -> Offer:
    version = row.version
    return Offer(
        course=version.course_id,
        title=version.title,
        summary=version.summary,
        worth=version.worth,
        minutes=version.minutes,
        size=version.size,
        reasons=tuple(reasons),
        state=taking.state if taking else "",
        percent=taking.progress.percent if taking and taking.is_under_way else 0,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A version with what it serves and what it asks for first."""

    version: CourseVersion
    serves: Sequence[tuple[int, int]]
    asks: Sequence[uuid.UUID]


def _rows(agencies: Collection[uuid.UUID]) -> list[_Row]:
    """Give what agencies teach today. One query."""
    return [
        _Row(row, [(each["of"], each["level"]) for each in row.served], row.asked) for row in _taught(here=agencies)
    ]


@prepared_with("of", "level")
def _taught(*, here: Collection[uuid.UUID]) -> QuerySet[Any]:
    served = Serves.objects.filter(version=OuterRef("pk")).values(pair=JSONObject(of="competence_id", level="level"))
    asked = Prerequisite.objects.filter(version=OuterRef("pk")).values("course")
    rows: QuerySet[Any] = CourseVersion.objects.filter(agency__any=here).newest().order_by("title", "pk")
    return rows.annotate(served=ArraySubquery(served), asked=ArraySubquery(asked))  # type: ignore[no-any-return]  # two arrays


def _says(row: _Row, text: str) -> bool:
    said = f"{row.version.title} {row.version.summary}".casefold()
    return all(word in said for word in text.casefold().split())


def lacks_of(person: uuid.UUID | None, day: dt.date) -> list[Lack]:
    """Give the gaps of somebody as far as courses are concerned. Three queries, none without a person."""
    if person is None:
        return []
    return [
        Lack(gap.competence.pk, str(gap.competence), gap.attained, gap.required.level, gap.risk)
        for gap in gaps_of_people([person], day).get(person, ())
        if gap.distance > 0
    ]


def _reasoned(
    rows: Sequence[_Row], lacks: Sequence[Lack], own: Mapping[uuid.UUID, Taking]
) -> list[tuple[_Row, list[Reason]]]:
    """Give each course its reasons: a gap that it closes, or a course for a gap that asks for it first."""
    done = {course for course, taking in own.items() if taking.is_completed}
    found = {row.version.pk: reasons_for(row.serves, lacks) for row in rows}
    opens: dict[uuid.UUID, list[Reason]] = {}
    for row in rows:
        if found[row.version.pk] and row.version.course_id not in done:
            risk = max(reason.risk for reason in found[row.version.pk])
            for course in row.asks:
                opens.setdefault(course, []).append(Reason(WhyOffered.LEADS_TO, row.version.title, risk=risk))
    return [
        (row, [] if row.version.course_id in done else found[row.version.pk] + opens.get(row.version.course_id, []))
        for row in rows
    ]


def _order(reasoned: tuple["_Row", Sequence[Reason]]) -> tuple[float, bool, str]:
    """Put the riskiest gap first; of equal risk what opens the way first; then by title."""
    row, reasons = reasoned
    risk = max((reason.risk for reason in reasons), default=-1.0)
    opens = any(reason.why == WhyOffered.LEADS_TO for reason in reasons)
    return -risk, not opens, row.version.title.casefold()


def courses_for_gap(competence: Competence, level: int, *, person: Person) -> list[CourseVersion]:
    """Give what is taught where a person works today that leads to this level of a competence, or on the way to it.

    The highest level comes first, then the shortest course. One query.
    """
    here = Placement.objects.as_of(clock.today()).filter(person=person).values("agency")
    rows = CourseVersion.objects.filter(agency__in=here, serves__competence=competence, serves__level__lte=level)
    return list(rows.newest().order_by("-serves__level", "minutes", "title"))


def under_way(user: User) -> list[Taking]:
    """Give what a user is learning now, the newest first. Three queries."""
    return with_progress(_under_way(user=user.pk))


@prepared
def _under_way(*, user: uuid.UUID) -> QuerySet[Enrolment]:
    return followed(policies.enrolments_of(user).under_way()).order_by("-at", "pk")


def courses_serving(competence: Competence, *, agency: Agency) -> list[CourseVersion]:
    """Give what an agency teaches that leads to a level of a competence, with that `level`, the highest first.

    One query.
    """
    rows = CourseVersion.objects.filter(agency=agency, serves__competence=competence).newest()
    return list(rows.annotate(level=F("serves__level")).order_by("-level", "minutes", "title"))


def served_in(agency: Agency) -> Mapping[int, int]:
    """Count by competence (its id) what an agency teaches that leads to a level of it. One query."""
    newest = CourseVersion.objects.filter(agency=agency).newest()
    rows = Serves.objects.filter(version__in=newest.values("pk")).order_by("competence").values_list("competence")
    return dict(rows.annotate(Count("pk")))
