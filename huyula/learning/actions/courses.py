"""Taking in a course as a new version, and publishing it."""

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.competence.models import Competence
from huyula.exams.actions import CannotMake, make_quiz
from huyula.exams.models import Quiz
from huyula.files.actions import CannotKeep, keep
from huyula.files.models import Blob
from huyula.files.rules import Kind
from huyula.journal.actions import record
from huyula.learning import policies
from huyula.learning.formats.digests import digest_of
from huyula.learning.formats.folders import read_course
from huyula.learning.models import Course, CourseVersion, Lesson, Module, Picture, Prerequisite, Serves
from huyula.learning.queries.teaching import asked_by, last_version, lessons_by_code
from huyula.learning.rules.courses import CourseSpec, LessonSpec, Refusal, faults_of, why_not_publish
from huyula.lib import clock
from huyula.lib.refused import Refused


class CannotTakeIn(Refused):
    """That a course is not taken in, and at which entry something is wrong."""


class CannotPublish(Refused):
    """That a version is not published, and why."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The version that says what was taken in, and whether it is new."""

    version: CourseVersion
    is_new: bool


def import_course(folder: Path, *, agency: Agency, by: User | None) -> TakenIn:
    """Read a course folder and take it in.

    Raises formats.BadCourse with every fault of the folder, CannotTakeIn for what does not fit this agency.
    """
    return take_in(read_course(folder), agency=agency, by=by)


@transaction.atomic
def take_in(spec: CourseSpec, *, agency: Agency, by: User | None) -> TakenIn:
    """Make a new version of a course, a draft; the same again as last time changes nothing.

    A lesson whose source did not change keeps its quiz, so that who passed it in an older version has passed it here.
    Raises CannotTakeIn.
    """
    ensure(policies.may_teach(by, agency))
    if fault := next(faults_of(spec), None):
        raise CannotTakeIn(fault.refusal, **dict(fault.words))
    course, _is_new = Course.objects.get_or_create(agency=agency, code=spec.code)
    Course.objects.select_for_update().get(pk=course.pk)
    last, digest = last_version(course), digest_of(spec)
    if last is not None and last.digest == digest:
        return TakenIn(last, is_new=False)
    competences, courses = _competences(spec), _prerequisites(spec, course)
    version = _written(spec, course=course, number=last.number + 1 if last else 1, digest=digest, by=by)
    Serves.objects.bulk_create(
        Serves(agency=agency, version=version, competence=competences[code], level=level) for code, level in spec.serves
    )
    Prerequisite.objects.bulk_create(Prerequisite(agency=agency, version=version, course=each) for each in courses)
    record("learning.version_made", by=by, about=version)
    return TakenIn(version, is_new=True)


def _competences(spec: CourseSpec) -> Mapping[str, Competence]:
    found = {row.code: row for row in Competence.objects.filter(code__in=[code for code, _level in spec.serves])}
    if unknown := next((code for code, _level in spec.serves if code not in found), None):
        raise CannotTakeIn(Refusal.COMPETENCE, code=unknown)
    return found


def _prerequisites(spec: CourseSpec, course: Course) -> Sequence[Course]:
    """Find the courses that are asked for; none of them may ask for this one in the end."""
    known = {row.code: row for row in Course.objects.filter(agency=course.agency_id, code__in=spec.prerequisites)}
    if unknown := next((code for code in spec.prerequisites if code not in known), None):
        raise CannotTakeIn(Refusal.PREREQUISITE, code=unknown)
    asked = asked_by(course.agency_id)
    for code, row in known.items():
        if course.pk in _all_asked(row.pk, asked):
            raise CannotTakeIn(Refusal.CIRCLE, code=code)
    return list(known.values())


def _all_asked(course: uuid.UUID, asked: Mapping[uuid.UUID, Sequence[uuid.UUID]]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    waiting = [course]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += asked.get(one, ())
    return found


def _written(spec: CourseSpec, *, course: Course, number: int, digest: str, by: User | None) -> CourseVersion:
    """Write a version with its modules and lessons."""
    agency, before = course.agency, lessons_by_code(course)
    version = CourseVersion.objects.create(
        agency=agency,
        course=course,
        number=number,
        language=spec.language,
        title=spec.title,
        summary=spec.summary,
        form=spec.form,
        jp=spec.jp,
        minutes=spec.minutes,
        size=0,
        digest=digest,
        by=by,
    )
    place = 0
    for at, module in enumerate(spec.modules, start=1):
        written = Module.objects.create(agency=agency, version=version, place=at, title=module.title)
        for lesson in module.lessons:
            place += 1
            version.size += _lesson(lesson, module=written, place=place, before=before.get(lesson.code), by=by).size
    version.save(update_fields=["size"])
    return version


def _lesson(spec: LessonSpec, *, module: Module, place: int, before: Lesson | None, by: User | None) -> Lesson:
    """Write a lesson with its file, its quiz and its pictures."""
    digest = digest_of(spec)
    shown = {each.name: _kept(each.content, each.name, Kind.PICTURE, module=module, by=by) for each in spec.pictures}
    blob = _kept(spec.file.content, spec.file.name, Kind.LESSON, module=module, by=by) if spec.file else None
    lesson = Lesson.objects.create(
        agency_id=module.agency_id,
        version=module.version,
        module=module,
        place=place,
        code=spec.code,
        kind=spec.kind,
        title=spec.title,
        minutes=spec.minutes,
        body=spec.body,
        size=len(spec.body.encode()) + sum(each.size for each in shown.values()) + (blob.size if blob else 0),
        blob=blob,
        quiz=_quiz(spec, module=module, digest=digest, before=before, by=by),
        digest=digest,
    )
    Picture.objects.bulk_create(
        Picture(agency_id=module.agency_id, version=module.version, lesson=lesson, name=name, blob=each)
        for name, each in shown.items()
    )
    return lesson


def _kept(content: bytes, name: str, kind: Kind, *, module: Module, by: User | None) -> Blob:
    """Keep a picture or file; a drawing has become a picture by now, whatever its name says."""
    shown = f"{Path(name).stem}.webp" if name.endswith(".svg") else name
    try:
        return keep(io.BytesIO(content), name=shown, kind=kind, by=by, agency=module.agency)
    except CannotKeep as refused:
        raise _at(name, refused) from refused


def _quiz(spec: LessonSpec, *, module: Module, digest: str, before: Lesson | None, by: User | None) -> Quiz | None:
    """Make the quiz of a lesson, or take that of the version before if nothing in it has changed."""
    if spec.quiz is None:
        return None
    if before is not None and before.digest == digest:
        return before.quiz
    try:
        return make_quiz(spec.quiz, agency=module.agency, by=by, previous=before.quiz if before else None)
    except CannotMake as refused:
        raise _at(spec.code, refused) from refused


def _at(entry: str, refused: Refused) -> CannotTakeIn:
    """Say with which entry of a course an area below has a quarrel."""
    fault = CannotTakeIn(Refusal.ENTRY, entry=entry, fault=refused.detail)
    fault.code = refused.code
    return fault


@transaction.atomic
def publish(version: CourseVersion, *, by: User | None) -> CourseVersion:
    """Open a version to learners; from now on it never changes, and who begins it stays on it.

    Raises CannotPublish.
    """
    ensure(policies.may_teach(by, version.agency))
    Course.objects.select_for_update().get(pk=version.course_id)
    held = CourseVersion.objects.select_for_update(of=("self",)).select_related("agency", "course").get(pk=version.pk)
    published = CourseVersion.objects.published()
    asked = Prerequisite.objects.filter(version=held).exclude(course__in=published.values("course"))
    missing = asked.select_related("course").order_by("course__code").first()
    refusal = why_not_publish(
        is_published=held.is_published,
        is_overtaken=published.filter(course=held.course_id, number__gt=held.number).exists(),
        has_unpublished=missing is not None,
    )
    if refusal:
        raise CannotPublish(refusal, course=missing.course.code if missing else "")
    held.published_at, held.published_by = clock.now(), by
    held.save(update_fields=["published_at", "published_by"])
    record("learning.published", by=by, about=held)
    return held
