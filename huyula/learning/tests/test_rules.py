"""What makes a course sound, how far somebody is, when somebody takes part, why a course is offered."""

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huyula.learning.rules.courses import (
    CourseSpec,
    LessonKind,
    LessonSpec,
    ModuleSpec,
    Refusal,
    faults_of,
    most_jp,
    why_not_publish,
)
from huyula.learning.rules.enrolments import (
    Lack,
    WhyOffered,
    moment_of,
    reasons_for,
    why_not_enrol,
    why_not_take,
    why_not_withdraw,
)
from huyula.learning.rules.enrolments import Refusal as No
from huyula.learning.rules.progress import Taken, neighbours, progress
from huyula.learning.samples import a_course_spec, a_file_lesson, a_quiz_lesson, a_text_lesson

SOUND = a_course_spec(code="data-dasar")


def found(spec: CourseSpec) -> list[tuple[Refusal, str]]:
    return [(fault.refusal, fault.entry) for fault in faults_of(spec)]


def with_lessons(*lessons: LessonSpec) -> CourseSpec:
    return replace(SOUND, modules=(ModuleSpec("Modul", lessons),))


def test_a_sound_course_has_no_fault() -> None:
    assert found(SOUND) == []
    assert found(with_lessons(a_text_lesson(), a_file_lesson(), a_quiz_lesson())) == []


@pytest.mark.parametrize("code", ["ab", "Data", "data dasar", "-data", "data-", "dåta", "x" * 61, "---"])
def test_a_code_is_small_letters_digits_and_hyphens(code: str) -> None:
    assert found(replace(SOUND, code=code)) == [(Refusal.CODE, "code")]


def test_what_is_wrong_with_the_frame_is_named() -> None:
    assert found(replace(SOUND, title="")) == [(Refusal.TITLE, "title")]
    assert found(replace(SOUND, summary="x" * 1001)) == [(Refusal.SUMMARY, "summary")]
    assert found(replace(SOUND, language="nl")) == [(Refusal.LANGUAGE, "language")]
    assert found(replace(SOUND, modules=())) == [(Refusal.MODULES, "modules")]
    assert found(replace(SOUND, modules=(*SOUND.modules, ModuleSpec("Kosong", ())))) == [(Refusal.MODULES, "modules")]
    assert found(replace(SOUND, modules=(replace(SOUND.modules[0], title=""),))) == [(Refusal.TITLE, "module ''")]
    many = [a_text_lesson(f"p-{number}") for number in range(101)]
    assert found(with_lessons(*many)) == [(Refusal.LESSONS, "modules")]


def test_levels_and_doubles_are_named() -> None:
    assert found(replace(SOUND, serves=(("D1.1", 6),))) == [(Refusal.LEVEL, "serves D1.1")]
    assert found(replace(SOUND, serves=(("D1.1", 1), ("D1.1", 2)))) == [(Refusal.TWICE, "serves")]
    assert found(replace(SOUND, prerequisites=("data-dasar",))) == [(Refusal.TWICE, "prerequisites")]
    assert found(with_lessons(a_text_lesson("a"), a_text_lesson("a"))) == [(Refusal.TWICE, "lessons")]


def test_a_lesson_needs_what_its_kind_says() -> None:
    text = a_text_lesson("x")
    assert found(with_lessons(text, replace(text, code="b", body=""))) == [(Refusal.BODY, "lesson b")]
    assert found(with_lessons(text, replace(text, code="b", kind=LessonKind.FILE))) == [(Refusal.FILE, "lesson b")]
    assert found(with_lessons(text, replace(text, code="b", kind=LessonKind.QUIZ))) == [(Refusal.QUIZ, "lesson b")]
    assert found(with_lessons(text, replace(text, code="b", title=""))) == [(Refusal.TITLE, "lesson b")]
    assert found(with_lessons(text, replace(text, code="b", minutes=0))) == [(Refusal.MINUTES, "lesson b")]


@pytest.mark.parametrize(
    ("minutes", "most"), [(22, "0"), (23, "0.5"), (45, "1"), (134, "2.5"), (135, "3"), (90_000, "900")]
)
def test_learning_hours_are_bounded_by_minutes(minutes: int, most: str) -> None:
    assert most_jp(minutes) == Decimal(most)


@pytest.mark.parametrize("jp", ["0", "-1", "2"])
def test_a_course_is_worth_no_more_than_its_minutes(jp: str) -> None:
    assert found(replace(SOUND, jp=Decimal(jp))) == [(Refusal.JP, "jp")]


def test_what_may_be_published() -> None:
    free = {"is_published": False, "is_overtaken": False, "has_unpublished": False}
    assert why_not_publish(**free) is None
    assert why_not_publish(**{**free, "is_published": True}) == Refusal.PUBLISHED
    assert why_not_publish(**{**free, "is_overtaken": True}) == Refusal.OVERTAKEN
    assert why_not_publish(**{**free, "has_unpublished": True}) == Refusal.UNPUBLISHED_PREREQUISITE


def taken(kind: LessonKind, *, is_marked: bool = False, is_passed: bool = False) -> Taken:
    is_quiz = kind == LessonKind.QUIZ
    return Taken(
        lesson=uuid.uuid4(),
        kind=kind,
        title="x",
        minutes=10,
        is_marked=is_marked,
        quiz=uuid.uuid4() if is_quiz else None,
        pass_percent=70 if is_quiz else None,
        best=Decimal(50) if is_quiz else None,
        is_passed=is_passed,
    )


def test_the_rule_is_said_in_words_lessons_first() -> None:
    lessons = [taken(LessonKind.TEXT, is_marked=True), taken(LessonKind.QUIZ), taken(LessonKind.FILE)]
    far = progress([*lessons, taken(LessonKind.QUIZ, is_passed=True)])

    assert far.still_needed == ["pelajaran 2", "kuis 1 (70 %)"]
    assert (far.done, far.all, far.percent, far.minutes_left) == (2, 4, 50, 20)
    assert far.next_step
    assert far.next_step.lesson == lessons[1].lesson
    assert not far.is_complete


def test_a_quiz_is_done_by_passing_alone() -> None:
    assert not progress([taken(LessonKind.QUIZ, is_marked=True)]).is_complete
    done = progress([taken(LessonKind.QUIZ, is_passed=True)])
    assert done.is_complete
    assert done.next_step is None


def test_nothing_is_not_everything() -> None:
    empty = progress([])
    assert (empty.percent, empty.is_complete) == (0, False)


@given(st.lists(st.tuples(st.sampled_from(LessonKind), st.booleans(), st.booleans()), max_size=30))
def test_hundred_percent_means_that_nothing_is_needed(lessons: list[tuple[LessonKind, bool, bool]]) -> None:
    far = progress(taken(kind, is_marked=marked, is_passed=passed) for kind, marked, passed in lessons)

    assert (far.percent == 100) == far.is_complete == (bool(lessons) and not far.still_needed)
    assert far.done + len(far.needs) == far.all == len(lessons)


def test_the_lessons_beside_one() -> None:
    steps = progress([taken(LessonKind.TEXT), taken(LessonKind.TEXT), taken(LessonKind.TEXT)]).steps
    assert neighbours(steps, steps[0].lesson) == (None, steps[1])
    assert neighbours(steps, steps[1].lesson) == (steps[0], steps[2])
    assert neighbours(steps, steps[2].lesson) == (steps[1], None)


def test_who_may_begin() -> None:
    free = {"is_published": True, "is_newest": True, "is_open": False, "has_completed": False, "has_missing": False}
    assert why_not_enrol(**free) is None
    assert why_not_enrol(**{**free, "is_published": False}) == No.NOT_PUBLISHED
    assert why_not_enrol(**{**free, "is_open": True, "is_newest": False}) == No.AGAIN
    assert why_not_enrol(**{**free, "has_completed": True}) == No.COMPLETED
    assert why_not_enrol(**{**free, "is_newest": False}) == No.OLD
    assert why_not_enrol(**{**free, "has_missing": True}) == No.PREREQUISITE


def test_who_may_leave_and_go_on() -> None:
    assert why_not_withdraw(is_withdrawn=False, is_completed=False) is None
    assert why_not_withdraw(is_withdrawn=True, is_completed=False) == No.WITHDRAWN
    assert why_not_withdraw(is_withdrawn=False, is_completed=True) == No.COMPLETED
    assert why_not_take(is_of_version=True, is_withdrawn=False) is None
    assert why_not_take(is_of_version=False, is_withdrawn=True) == No.OTHER_COURSE
    assert why_not_take(is_of_version=True, is_withdrawn=True) == No.WITHDRAWN
    assert why_not_take(is_of_version=True, is_withdrawn=False, is_quiz=True) == No.QUIZ


def test_a_clock_that_runs_ahead_does_not_win() -> None:
    now = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    assert moment_of(now + dt.timedelta(days=1), now=now) == now
    assert moment_of(now - dt.timedelta(days=1), now=now) == now - dt.timedelta(days=1)


def test_a_course_is_offered_for_the_gaps_that_it_narrows() -> None:
    lacks = [Lack(1, "Data", 1, 3, 2), Lack(2, "Aman", None, 1, 5), Lack(3, "Lain", 2, 4, 9)]

    reasons = reasons_for([(1, 2), (2, 2), (3, 2), (4, 1)], lacks)

    assert [(one.name, one.attained, one.level) for one in reasons] == [("Aman", None, 1), ("Data", 1, 2)]
    assert {one.why for one in reasons} == {WhyOffered.GAP}
