"""Small true courses and learners for tests and the demo."""

import io
import itertools
import uuid
from collections.abc import Sequence
from decimal import Decimal

from PIL import Image

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.exams.models import Result
from huyula.exams.samples import a_quiz_spec, account_of, take
from huyula.learning import actions
from huyula.learning.models import Completion, CourseVersion, Enrolment, Lesson, LessonDone
from huyula.learning.queries.progress import progress
from huyula.learning.rules.courses import CourseSpec, FileSpec, LessonKind, LessonSpec, ModuleSpec, PictureSpec
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person

_numbers = itertools.count(1)
TEXT = "<h2>Apa itu data?</h2><p>Keterangan yang dicatat supaya dapat dipakai lagi.</p>"


def a_picture_spec(name: str = "gambar.png", *, alt: str = "Kotak hijau") -> PictureSpec:
    """Describe a small green picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#14734f").save(out, "PNG")
    return PictureSpec(name, alt, out.getvalue(), 40, 30)


def a_text_lesson(code: str = "pelajaran-1", *, title: str = "Pelajaran Contoh", body: str = TEXT) -> LessonSpec:
    """Describe a lesson to read."""
    return LessonSpec(code, LessonKind.TEXT, title, 25, body=body)


def a_picture_lesson(code: str = "bergambar", *, title: str = "Pelajaran bergambar") -> LessonSpec:
    """Describe a lesson with a picture in its text."""
    picture = a_picture_spec()
    body = f'<p>Lihat:</p><img src="{picture.name}" alt="{picture.alt}" width="40" height="30">'
    return LessonSpec(code, LessonKind.TEXT, title, 25, body=body, pictures=(picture,))


def a_file_lesson(code: str = "berkas", *, title: str = "Berkas Contoh") -> LessonSpec:
    """Describe a lesson with a file (a picture, as files go)."""
    return LessonSpec(
        code, LessonKind.FILE, title, 15, body=TEXT, file=FileSpec("gambar.png", a_picture_spec().content)
    )


def a_quiz_lesson(code: str = "kuis-1", *, title: str = "Kuis Contoh", questions: int = 3) -> LessonSpec:
    """Describe a quiz lesson."""
    return LessonSpec(code, LessonKind.QUIZ, title, 10, quiz=a_quiz_spec(questions, title=title))


def a_course_spec(
    lessons: int | Sequence[LessonSpec] = 2,
    *,
    quiz: bool = True,
    code: str = "",
    title: str = "Pelatihan Contoh",
    serves: Sequence[tuple[str, int]] = (),
    prerequisites: Sequence[str] = (),
) -> CourseSpec:
    """Describe a course of so many texts (or these lessons), and a quiz at its end."""
    number = next(_numbers)
    if isinstance(lessons, int):
        lessons = [a_text_lesson(f"pelajaran-{at}", title=f"Pelajaran ke-{at}") for at in range(1, lessons + 1)]
    chosen = (*lessons, *([a_quiz_lesson()] if quiz else []))
    return CourseSpec(
        code=code or f"pelatihan-{number}",
        title=title,
        summary="Pelatihan rekaan (CONTOH) untuk mencoba.",
        modules=(ModuleSpec("Modul Contoh", chosen),),
        jp=Decimal("0.5"),
        serves=tuple(serves),
        prerequisites=tuple(prerequisites),
    )


def a_course(
    lessons: int | Sequence[LessonSpec] = 2,
    *,
    quiz: bool = True,
    agency: Agency | None = None,
    code: str = "",
    title: str = "Pelatihan Contoh",
    serves: Sequence[tuple[str, int]] = (),
    prerequisites: Sequence[str] = (),
    is_published: bool = True,
) -> CourseVersion:
    """Make a course of so many texts (or these lessons) and a quiz, published; gives its version."""
    spec = a_course_spec(lessons, quiz=quiz, code=code, title=title, serves=serves, prerequisites=prerequisites)
    version = actions.take_in(spec, agency=agency or an_agency(), by=None).version
    return actions.publish(version, by=None) if is_published else version


def an_enrolment(person: Person | None = None, version: CourseVersion | None = None) -> Enrolment:
    """Let a person begin a course of their agency."""
    into = version or a_course(agency=person.biodata.get().agency if person else None)
    learner = person or a_person("Sari", agency=into.agency)
    return actions.enrol(learner, into=into, by=account_of(learner))


def lessons_of(enrolment: Enrolment) -> list[Lesson]:
    """Give the lessons of somebody's version in their order."""
    return list(Lesson.objects.filter(version=enrolment.version_id).order_by("place"))


def finish(enrolment: Enrolment, lesson: Lesson) -> LessonDone:
    """Let the learner mark a lesson as done."""
    by = account_of(enrolment.person)
    return actions.note_lesson_done(enrolment, lesson=lesson, key=uuid.uuid4(), made_at=clock.now(), by=by)


def pass_quiz(enrolment: Enrolment, lesson: Lesson, *, right: int | None = None) -> Result:
    """Let the learner take a quiz, all right unless told otherwise; what its listener does follows at once."""
    if lesson.quiz is None:
        raise ValueError(lesson.title)
    result = take(enrolment.person, lesson.quiz, right=right)
    if result.is_passed:
        actions.refresh_all(enrolment.person, quiz=lesson.quiz_id or lesson.quiz.pk)
    return result


def learn(enrolment: Enrolment, lessons: Sequence[Lesson]) -> None:
    """Let the learner do these lessons, quizzes too."""
    for lesson in lessons:
        if lesson.kind == LessonKind.QUIZ:
            pass_quiz(enrolment, lesson)
        else:
            finish(enrolment, lesson)


def complete(enrolment: Enrolment) -> Completion:
    """Let the learner do everything that is still needed."""
    needed = {step.lesson for step in progress(enrolment).needs}
    learn(enrolment, [lesson for lesson in lessons_of(enrolment) if lesson.pk in needed])
    return Completion.objects.get(enrolment=enrolment)
