"""Who sees courses and enrolments, who may take part, who may teach.

Courses are seen by everybody who works in their agency today. What somebody did is seen by that person alone, wherever
they work since; what others may know of it, areas above show as figures.
"""

import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet

from huyula.access.models import Agency, User
from huyula.access.policies import is_administrator
from huyula.learning.models import (
    Completion,
    CourseVersion,
    CourseVersionQuerySet,
    Enrolment,
    EnrolmentQuerySet,
    Lesson,
    Picture,
)
from huyula.people.models import Person
from huyula.people.policies import Reach, reach


def visible_versions(user: User) -> CourseVersionQuerySet:
    """Let everybody see what their agency published, and what they began themselves; administrators see drafts too."""
    return visible_versions_of(reach(user))


def visible_versions_of(mine: Reach) -> CourseVersionQuerySet:
    """Let it be those that a reach covers."""
    here = mine.agencies | mine.administered
    return versions_seen(here=here, administered=mine.administered, person=mine.person)


def versions_seen(
    *, here: Collection[uuid.UUID], administered: Collection[uuid.UUID], person: uuid.UUID | None
) -> CourseVersionQuerySet:
    """Let it be what agencies published, what others prepare, and what a person began."""
    published = Q(agency__any=here, published_at__isnull=False)
    begun = Enrolment.objects.filter(person=person).values("version")
    return CourseVersion.objects.filter(published | Q(agency__any=administered) | Q(pk__in=begun))


def visible_enrolments(user: User) -> EnrolmentQuerySet:
    """Let only the person themselves see that they take part, and how far they are."""
    return enrolments_of(user.pk)


def enrolments_of(user: uuid.UUID) -> EnrolmentQuerySet:
    """Let it be those of the account with this id."""
    return Enrolment.objects.filter(person__user=user, person__user__is_active=True)


def visible_completions(user: User) -> QuerySet[Completion]:
    """Let only the person themselves see the page of their completion."""
    return Completion.objects.filter(enrolment__in=visible_enrolments(user).values("pk"))


def visible_lessons(user: User) -> QuerySet[Lesson]:
    """Let everybody see the lessons of what they see."""
    return Lesson.objects.filter(version__in=visible_versions(user).values("pk"))


def visible_pictures(user: User) -> QuerySet[Picture]:
    """Let everybody see the pictures of what they see."""
    return Picture.objects.filter(version__in=visible_versions(user).values("pk"))


def taught_versions(user: User) -> CourseVersionQuerySet:
    """Let administrators see every version of their agencies' courses."""
    return CourseVersion.objects.filter(agency__in=reach(user).administered)


def may_enrol(user: User, person: Person, version: CourseVersion) -> bool:
    """Let everybody take part for themselves, in an agency where they work."""
    return person.user_id == user.pk and version.agency_id in reach(user).agencies


def may_go_on(user: User, enrolment: Enrolment) -> bool:
    """Let only the person themselves learn, and leave."""
    return user.is_active and enrolment.person.user_id == user.pk


def may_teach(user: User | None, agency: Agency) -> bool:
    """Let administrators make and publish their agency's courses; None is the shell."""
    return user is None or is_administrator(user, agency)
