"""Reading courses: one with everything that its page shows, and what an agency teaches."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from huyula.access.models import User
from huyula.exams.models import Quiz
from huyula.learning import policies
from huyula.learning.formats.html import with_addresses
from huyula.learning.models import (
    CourseVersion,
    CourseVersionQuerySet,
    Enrolment,
    EnrolmentQuerySet,
    Lesson,
    Picture,
    Prerequisite,
    Serves,
)
from huyula.learning.queries.progress import progress_of
from huyula.learning.rules.progress import Progress, Step
from huyula.lib.prepared import prepared
from huyula.people.policies import Reach

NOBODY = uuid.UUID(int=0)
FOLLOWED = ("person", "version__agency", "course", "withdrawal", "completion", "place")


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody's enrolment with how far they are."""

    enrolment: Enrolment
    progress: Progress

    @property
    def is_completed(self) -> bool:
        """Say whether the completion was recorded."""
        return hasattr(self.enrolment, "completion")

    @property
    def is_withdrawn(self) -> bool:
        """Say whether it was given up."""
        return hasattr(self.enrolment, "withdrawal")

    @property
    def is_under_way(self) -> bool:
        """Say whether it is neither given up nor completed."""
        return not self.is_completed and not self.is_withdrawn

    @property
    def state(self) -> str:
        """Name where it stands: COMPLETED, WITHDRAWN or UNDER_WAY."""
        return "COMPLETED" if self.is_completed else "WITHDRAWN" if self.is_withdrawn else "UNDER_WAY"

    @property
    def next_lesson(self) -> uuid.UUID | None:
        """Give where to go on: the last place if it is not done yet, else the first lesson that is not done."""
        kept = self.enrolment.place.lesson_id if hasattr(self.enrolment, "place") else None
        if kept and any(step.lesson == kept and not step.is_done for step in self.progress.steps):
            return kept
        following = self.progress.next_step
        return following.lesson if following else kept


def followed(rows: EnrolmentQuerySet) -> QuerySet[Enrolment]:
    """Load enrolments with all that pages show of them."""
    return rows.select_related(*FOLLOWED)


def takings(user: User) -> list[Taking]:
    """Give what somebody takes part in, the newest first, with how far they are. Three queries."""
    return with_progress(_own(user=user.pk))


@prepared
def _own(*, user: uuid.UUID) -> QuerySet[Enrolment]:
    return followed(policies.enrolments_of(user)).order_by("-at", "pk")


def with_progress(enrolments: Sequence[Enrolment]) -> list[Taking]:
    """Say of one person's enrolments how far they are. Two queries."""
    far = progress_of(enrolments)
    return [Taking(enrolment, far[enrolment.pk]) for enrolment in enrolments]


def taking_of(user: User, enrolment: uuid.UUID) -> Taking | None:
    """Give an enrolment that a user sees, with how far they are. Three queries."""
    return next(iter(with_progress(_own_one(user=user.pk, enrolment=enrolment))), None)


@prepared
def _own_one(*, user: uuid.UUID, enrolment: uuid.UUID) -> QuerySet[Enrolment]:
    return followed(policies.enrolments_of(user).filter(pk=enrolment))


def standing_of(person: uuid.UUID, course: uuid.UUID) -> Enrolment | None:
    """Give a person's enrolment in a course that counts: the last that was not given up. One query."""
    return next(iter(_standing(person=person, course=course)), None)


@prepared
def _standing(*, person: uuid.UUID, course: uuid.UUID) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(person=person, course=course).standing()
    return followed(rows).order_by("-turn")[:1]


def newest_of(course: uuid.UUID, *, mine: Reach, language: str = "") -> CourseVersion | None:
    """Give the version that one begins today, in the wanted language where there is one. One query."""
    here = mine.agencies | mine.administered
    rows = _newest(course=course, here=here, administered=mine.administered, person=mine.person or NOBODY)
    return next(iter(sorted(rows, key=lambda version: (version.language != language, -version.number))), None)


@prepared
def _newest(
    *, course: uuid.UUID, here: Collection[uuid.UUID], administered: Collection[uuid.UUID], person: uuid.UUID
) -> QuerySet[CourseVersion]:
    seen = policies.versions_seen(here=here, administered=administered, person=person)
    return seen.filter(course=course).newest().select_related("course", "agency")


@dataclass(frozen=True, slots=True)
class Part:
    """A module of a version with its lessons."""

    title: str
    lessons: list[Lesson]


def outline(version: CourseVersion) -> list[Part]:
    """Give the modules of a version with their lessons, without the texts. One query."""
    groups = groupby(_outlined(version=version.pk), key=lambda lesson: lesson.module)
    return [Part(module.title, list(lessons)) for module, lessons in groups]


@prepared
def _outlined(*, version: uuid.UUID) -> QuerySet[Lesson]:
    return Lesson.objects.filter(version=version).defer("body").select_related("module", "quiz").order_by("place")


def serves_of(version: CourseVersion) -> Sequence[Serves]:
    """Give the competences to which a version leads. One query."""
    return _served(version=version.pk)


@prepared
def _served(*, version: uuid.UUID) -> QuerySet[Serves]:
    return Serves.objects.filter(version=version).select_related("competence").order_by("competence__place")


@dataclass(frozen=True, slots=True)
class Needed:
    """A course that must be completed first, its title, and how one person stands in it."""

    course: uuid.UUID
    title: str
    is_completed: bool
    is_begun: bool


def prerequisites_of(version: CourseVersion, person: uuid.UUID | None) -> list[Needed]:
    """Give what a version asks for first, and how a person stands in it, whatever the version. One query."""
    return [Needed(*row) for row in _needed(version=version.pk, person=person or NOBODY)]


@prepared
def _needed(*, version: uuid.UUID, person: uuid.UUID) -> QuerySet[Any, tuple[uuid.UUID, str, bool, bool]]:
    mine = Enrolment.objects.filter(person=person, course=OuterRef("course")).standing()
    newest = CourseVersion.objects.filter(course=OuterRef("course")).published().order_by("-number")
    rows = Prerequisite.objects.filter(version=version).order_by("course__code")
    return rows.values_list(
        "course",
        Coalesce(Subquery(newest.values("title")[:1]), "course__code"),
        Exists(mine.completed()),
        Exists(mine),
    )


def lesson_of(enrolment: Enrolment, pk: uuid.UUID) -> Lesson | None:
    """Give a lesson of what somebody takes part in, with module, quiz and file. One query."""
    return next(iter(_lesson(version=enrolment.version_id, lesson=pk)), None)


@prepared
def _lesson(*, version: uuid.UUID, lesson: uuid.UUID) -> QuerySet[Lesson]:
    return Lesson.objects.filter(version=version, pk=lesson).select_related("module", "quiz", "blob")


def body_of(lesson: Lesson) -> str:
    """Give the text of a lesson as it is shown, its pictures with their addresses. One query."""
    pictures = _pictures(lesson=lesson.pk)
    return with_addresses(lesson.body, {name: reverse("learning:picture", args=[pk]) for name, pk in pictures})


@prepared
def _pictures(*, lesson: uuid.UUID) -> QuerySet[Any, tuple[str, uuid.UUID]]:
    return Picture.objects.filter(lesson=lesson).values_list("name", "pk")


def taught_by(versions: CourseVersionQuerySet) -> QuerySet[CourseVersion]:
    """Give versions for their authors: course by course, the newest first, with how many take part. One query."""
    counted = versions.annotate(
        lesson_count=_count(Lesson.objects.filter(version=OuterRef("pk"))),
        begun=_count(Enrolment.objects.filter(version=OuterRef("pk"))),
        done=_count(Enrolment.objects.filter(version=OuterRef("pk"), completion__isnull=False)),
    )
    return counted.select_related("course", "agency").order_by("agency__code", "course__code", "-number")


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Count rows of a version by themselves: joined to each other they would be multiplied before they are counted."""
    by_version = rows.order_by().values("version").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(by_version), 0)


def has_newer(version: CourseVersion) -> bool:
    """Say whether a later version of the course was published. One query."""
    return CourseVersion.objects.published().filter(course=version.course_id, number__gt=version.number).exists()


def of_quiz(user: User, quiz: Quiz | uuid.UUID) -> tuple[Taking, Lesson] | None:
    """Give somebody's enrolment of which a quiz is a part, the newest that stands, and its lesson. Four queries."""
    key = quiz.pk if isinstance(quiz, Quiz) else quiz
    found = _with_quiz(user=user.pk, quiz=key)
    if not found:
        return None
    (lesson,) = _lesson_of_quiz(version=found[0].version_id, quiz=key)
    return with_progress(found)[0], lesson


@prepared
def _with_quiz(*, user: uuid.UUID, quiz: uuid.UUID) -> QuerySet[Enrolment]:
    mine = Enrolment.objects.filter(person__user=user, version__lessons__quiz=quiz).standing()
    return followed(mine).order_by("-at")[:1]


@prepared
def _lesson_of_quiz(*, version: uuid.UUID, quiz: uuid.UUID) -> QuerySet[Lesson]:
    return Lesson.objects.defer("body").filter(version=version, quiz=quiz)


def address_after(enrolment: Enrolment, lesson: Lesson) -> str:
    """Give where one goes on after a lesson: the next one, else the page of the course. One query."""
    following = _after(version=enrolment.version_id, place=lesson.place)
    if not following:
        return reverse("learning:course", args=[enrolment.course_id])
    return reverse("learning:lesson", args=[enrolment.pk, following[0]])


@prepared
def _after(*, version: uuid.UUID, place: int) -> QuerySet[Any, uuid.UUID]:
    rows = Lesson.objects.filter(version=version, place__gt=place).order_by("place")
    return rows.values_list("pk", flat=True)[:1]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """What the page of a course shows: the version that concerns somebody, how they stand, what they may begin."""

    version: CourseVersion
    newest: CourseVersion | None
    taking: Taking | None
    parts: list[Part]
    serves: Sequence[Serves]
    needed: list[Needed]
    works_here: bool

    @property
    def may_begin(self) -> bool:
        """Say whether a version can be begun; that prerequisites are missing is told when one tries."""
        if self.newest is None or not self.works_here:
            return False
        return self.taking is None or (self.taking.is_completed and self.newest.pk != self.version.pk)

    @property
    def is_behind(self) -> bool:
        """Say whether a newer version than one's own was published."""
        return self.newest is not None and self.newest.number > self.version.number

    @property
    def missing(self) -> list[Needed]:
        """Give the courses that must be completed first and are not."""
        return [each for each in self.needed if not each.is_completed]

    @property
    def steps(self) -> Mapping[uuid.UUID, Step]:
        """Give one's own steps by their lesson; none for who does not take part."""
        return {step.lesson: step for step in self.taking.progress.steps} if self.taking else {}


def page_of_course(course: uuid.UUID, *, mine: Reach, language: str) -> CoursePage | None:
    """Give what the page of a course shows to somebody, or None if they see nothing of it. Seven queries."""
    enrolment = standing_of(mine.person, course) if mine.person else None
    newest = newest_of(course, mine=mine, language=language)
    version = enrolment.version if enrolment else newest
    if version is None:
        return None
    return CoursePage(
        version=version,
        newest=newest,
        taking=with_progress([enrolment])[0] if enrolment else None,
        parts=outline(version),
        serves=serves_of(version),
        needed=prerequisites_of(version, mine.person),
        works_here=mine.person is not None and version.agency_id in mine.agencies,
    )
