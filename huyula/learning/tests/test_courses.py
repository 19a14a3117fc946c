"""Taking courses in, publishing them, and that what was published never changes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from pytest_django import Settings

from huyula.access.models import Agency
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.competence.samples import a_competence
from huyula.exams.models import Quiz
from huyula.exams.samples import a_quiz_spec
from huyula.journal.models import Entry
from huyula.learning import actions
from huyula.learning.models import (
    Completion,
    Course,
    CourseVersion,
    Enrolment,
    Lesson,
    LessonDone,
    Module,
    Picture,
    Prerequisite,
    Serves,
    Withdrawal,
)
from huyula.learning.rules.courses import CourseSpec, FileSpec, LessonSpec, ModuleSpec, PictureSpec
from huyula.learning.samples import (
    a_course,
    a_course_spec,
    a_file_lesson,
    a_picture_lesson,
    a_quiz_lesson,
    a_text_lesson,
    an_enrolment,
    complete,
)

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "site" / "demo_courses"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


def with_lessons(spec: CourseSpec, *lessons: LessonSpec) -> CourseSpec:
    return replace(spec, modules=(ModuleSpec("Modul", lessons),))


def test_a_course_is_taken_in_as_a_draft(agency: Agency) -> None:
    served = a_competence()
    lessons = [a_text_lesson(), a_picture_lesson(), a_file_lesson(), a_quiz_lesson()]
    spec = a_course_spec(lessons, quiz=False, serves=[(served.code, 2)])

    taken = actions.take_in(spec, agency=agency, by=None)

    version = taken.version
    assert taken.is_new
    assert (version.number, version.is_published, version.minutes, version.worth) == (1, False, 75, 0.5)
    assert [lesson.code for lesson in version.lessons.order_by("place")] == [each.code for each in lessons]
    assert version.size == sum(lesson.size for lesson in version.lessons.all())
    assert Picture.objects.get(version=version).blob.media_type == "image/png"
    assert Serves.objects.get(version=version).competence == served
    assert Entry.objects.filter(verb="learning.version_made", about_id=str(version.pk)).exists()


def test_the_same_again_changes_nothing(agency: Agency) -> None:
    spec = a_course_spec()
    first = actions.take_in(spec, agency=agency, by=None)
    again = actions.take_in(spec, agency=agency, by=None)

    assert (again.version, again.is_new) == (first.version, False)
    assert CourseVersion.objects.count() == 1


def test_a_change_is_a_new_version_and_an_unchanged_quiz_stays(agency: Agency) -> None:
    spec = a_course_spec(1)
    first = actions.take_in(spec, agency=agency, by=None).version
    changed = with_lessons(spec, a_text_lesson("pelajaran-1", body="<p>Baru</p>"), *spec.lessons[1:])

    second = actions.take_in(changed, agency=agency, by=None)

    assert (second.is_new, second.version.number, second.version.course) == (True, 2, first.course)
    assert second.version.lessons.get(code="kuis-1").quiz == first.lessons.get(code="kuis-1").quiz
    assert Quiz.objects.count() == 1


def test_a_changed_quiz_names_the_one_before(agency: Agency) -> None:
    spec = a_course_spec(1)
    first = actions.take_in(spec, agency=agency, by=None).version
    longer = replace(a_quiz_lesson(), quiz=a_quiz_spec(4))

    second = actions.take_in(with_lessons(spec, spec.lessons[0], longer), agency=agency, by=None).version

    newer = second.lessons.get(code="kuis-1").quiz
    assert newer
    assert newer.previous == first.lessons.get(code="kuis-1").quiz


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda spec: replace(spec, title=""), "TITLE"),
        (lambda spec: replace(spec, serves=(("X9.9", 1),)), "COMPETENCE"),
        (lambda spec: replace(spec, prerequisites=("tiada",)), "PREREQUISITE"),
        (
            lambda spec: with_lessons(spec, replace(a_quiz_lesson(), quiz=a_quiz_spec(0)), a_text_lesson()),
            "NO_QUESTION",
        ),
        (
            lambda spec: with_lessons(spec, replace(a_file_lesson(), file=FileSpec("x.pdf", b"x")), a_text_lesson()),
            "WRONG_TYPE",
        ),
        (
            lambda spec: with_lessons(
                spec, replace(a_text_lesson(), pictures=(PictureSpec("x.svg", "x", b"x", 1, 1),))
            ),
            "WRONG_TYPE",
        ),
    ],
)
def test_what_does_not_fit_leaves_nothing(
    agency: Agency, change: Callable[[CourseSpec], CourseSpec], code: str
) -> None:
    with pytest.raises(actions.CannotTakeIn) as refused:
        actions.take_in(change(a_course_spec()), agency=agency, by=None)

    assert refused.value.code == code
    assert not Course.objects.exists()
    assert not Quiz.objects.exists()


def test_courses_do_not_ask_for_each_other_in_a_ring(agency: Agency) -> None:
    first = a_course(agency=agency, code="satu")
    second = a_course(agency=agency, code="dua", prerequisites=["satu"])
    assert first.course.code == "satu"
    assert Prerequisite.objects.get(version=second).course == first.course

    a_course(agency=agency, code="tiga", prerequisites=["satu", "dua"])
    a_course(agency=agency, code="empat", prerequisites=["tiga", "dua"])
    with pytest.raises(actions.CannotTakeIn, match="dua"):
        a_course(agency=agency, code="satu", title="Lagi", prerequisites=["dua"])


def test_a_prerequisite_is_looked_for_in_the_own_agency(agency: Agency) -> None:
    a_course(agency=an_agency(), code="satu")
    with pytest.raises(actions.CannotTakeIn, match="satu"):
        a_course(agency=agency, prerequisites=["satu"])


def test_only_administrators_teach(agency: Agency) -> None:
    ramla, draft = an_administrator(agency), a_course(agency=agency, is_published=False)

    for stranger in (a_user(), an_administrator(an_agency())):
        with pytest.raises(PermissionDenied):
            actions.take_in(a_course_spec(), agency=agency, by=stranger)
        with pytest.raises(PermissionDenied):
            actions.publish(draft, by=stranger)
    assert actions.publish(draft, by=ramla).published_by == ramla


def test_a_version_is_published_once_and_in_order(agency: Agency) -> None:
    spec = a_course_spec()
    first = actions.take_in(spec, agency=agency, by=None).version
    second = actions.take_in(replace(spec, title="Lain"), agency=agency, by=None).version
    actions.publish(second, by=None)

    with pytest.raises(actions.CannotPublish) as again:
        actions.publish(second, by=None)
    with pytest.raises(actions.CannotPublish) as older:
        actions.publish(first, by=None)

    assert (again.value.code, older.value.code) == ("PUBLISHED", "OVERTAKEN")
    assert list(CourseVersion.objects.newest()) == [second]


def test_what_a_course_asks_for_is_published_first(agency: Agency) -> None:
    first = a_course(agency=agency, code="satu", is_published=False)
    second = a_course(agency=agency, code="dua", prerequisites=["satu"], is_published=False)

    with pytest.raises(actions.CannotPublish, match="satu"):
        actions.publish(second, by=None)
    actions.publish(first, by=None)
    assert actions.publish(second, by=None).is_published


@pytest.mark.parametrize(
    "change",
    [
        lambda version: CourseVersion.objects.filter(pk=version.pk).update(jp=9),
        lambda version: CourseVersion.objects.filter(pk=version.pk).update(published_at=None),
        lambda version: Lesson.objects.filter(version=version).update(body="x"),
        lambda version: Lesson.objects.filter(version=version, kind="QUIZ").delete(),
        lambda version: Module.objects.filter(version=version).update(title="x"),
        lambda version: Module.objects.create(agency=version.agency, version=version, place=9, title="x"),
        lambda version: Picture.objects.filter(version=version).delete(),
        lambda version: Serves.objects.filter(version=version).update(level=5),
        lambda version: Prerequisite.objects.filter(version=version).delete(),
    ],
)
def test_what_was_published_never_changes(agency: Agency, change: Callable[[CourseVersion], object]) -> None:
    a_course(1, quiz=False, agency=agency, code="satu")
    version = a_course([a_picture_lesson()], agency=agency, serves=[(a_competence().code, 1)], prerequisites=["satu"])

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        change(version)


def test_a_draft_may_still_change(agency: Agency) -> None:
    version = a_course(agency=agency, is_published=False)
    assert Lesson.objects.filter(version=version).update(minutes=5) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda enrolment, newer: Enrolment.objects.filter(pk=enrolment.pk).update(version=newer),
        lambda enrolment, _newer: LessonDone.objects.filter(enrolment=enrolment).delete(),
        lambda enrolment, _newer: Completion.objects.filter(enrolment=enrolment).delete(),
        lambda enrolment, _newer: Withdrawal.objects.all().update(reason="x"),
    ],
)
def test_what_people_did_is_only_added(agency: Agency, change: Callable[[Enrolment, CourseVersion], object]) -> None:
    version, newer = a_course(1, quiz=False, agency=agency), a_course(agency=agency)
    enrolment = complete(an_enrolment(version=version)).enrolment
    other = an_enrolment(version=newer)
    by = other.person.user
    assert by
    actions.withdraw(other, by=by)

    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        change(enrolment, newer)


def test_the_shell_takes_in_a_folder_and_publishes_it(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("D1.2", "D4.1", "D4.2"):
        a_competence(code=code)
    folder = str(DEMO / "literasi-digital-dasar")

    call_command("import_course", folder, agency=agency.code)
    assert "version 1: taken in, a draft" in capsys.readouterr().out
    call_command("import_course", folder, agency=agency.code, publish=True)
    assert "version 1: nothing new, published" in capsys.readouterr().out
    call_command("import_course", folder, agency=agency.code, publish=True)

    assert CourseVersion.objects.get().is_published


def test_the_shell_says_what_is_wrong(agency: Agency, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no agency"):
        call_command("import_course", str(tmp_path), agency="0000")
    with pytest.raises(CommandError, match=r"course\.toml"):
        call_command("import_course", str(tmp_path), agency=agency.code)
    with pytest.raises(CommandError, match=r"D1\.2"):
        call_command("import_course", str(DEMO / "literasi-digital-dasar"), agency=agency.code)
