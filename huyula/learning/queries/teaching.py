"""Reading what a version is made from: the version before it, and which course asks for which."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from huyula.learning.models import Course, CourseVersion, Lesson, Prerequisite


def last_version(course: Course) -> CourseVersion | None:
    """Give the version that was made last, published or not. One query."""
    return CourseVersion.objects.filter(course=course).order_by("-number").first()


def lessons_by_code(course: Course) -> Mapping[str, Lesson]:
    """Give the lessons of the last version by their code. Two queries."""
    last = last_version(course)
    rows = Lesson.objects.filter(version=last).select_related("quiz").defer("body") if last else ()
    return {lesson.code: lesson for lesson in rows}


def asked_by(agency: uuid.UUID) -> Mapping[uuid.UUID, Sequence[uuid.UUID]]:
    """Give which courses each course of an agency asks for, in any of its versions. One query."""
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    rows = Prerequisite.objects.filter(agency=agency).values_list("version__course", "course").distinct()
    for course, asked in rows:
        found[course].append(asked)
    return found
