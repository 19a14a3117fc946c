"""Taking part, going on, leaving and completing."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import an_agency
from huyula.competence.models import Evidence
from huyula.competence.samples import a_competence
from huyula.exams.models import Result
from huyula.exams.samples import take
from huyula.hours.actions import load_rules
from huyula.journal.models import Entry
from huyula.learning import actions, listeners
from huyula.learning.models import Completion, CourseVersion, Enrolment, Lesson, LessonDone, Place
from huyula.learning.queries.progress import progress
from huyula.learning.rules.courses import CourseSpec
from huyula.learning.samples import (
    a_course,
    a_course_spec,
    an_enrolment,
    complete,
    finish,
    learn,
    lessons_of,
    pass_quiz,
)
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person, a_position, a_unit, from_now, place
from huyula.people.tests.visits import enter, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def sari(agency: Agency) -> Person:
    return a_person("Sari", agency=agency)


def account(person: Person) -> User:
    assert person.user
    return person.user


def refused(person: Person, version: CourseVersion) -> actions.CannotEnrol:
    with pytest.raises(actions.CannotEnrol) as fault:
        actions.enrol(person, into=version, by=account(person))
    return fault.value


def published(spec: CourseSpec, agency: Agency) -> CourseVersion:
    return actions.publish(actions.take_in(spec, agency=agency, by=None).version, by=None)


def test_somebody_begins_a_course_once(agency: Agency, sari: Person) -> None:
    version = a_course(agency=agency)

    enrolment = an_enrolment(sari, version)

    assert (enrolment.version, enrolment.turn) == (version, 1)
    assert Entry.objects.filter(verb="learning.enrolled", about_id=str(enrolment.pk)).exists()
    assert refused(sari, version).code == "AGAIN"


def test_only_the_person_takes_part_and_only_where_they_work(agency: Agency, sari: Person) -> None:
    version = a_course(agency=agency)
    with pytest.raises(PermissionDenied):
        actions.enrol(sari, into=version, by=account(a_person("Budi", agency=agency)))
    with pytest.raises(PermissionDenied):
        actions.enrol(sari, into=a_course(), by=account(sari))


def test_a_draft_and_an_old_version_are_not_begun(agency: Agency, sari: Person) -> None:
    spec = a_course_spec()
    draft = actions.take_in(spec, agency=agency, by=None).version
    assert refused(sari, draft).code == "NOT_PUBLISHED"
    first = actions.publish(draft, by=None)
    published(replace(spec, title="Baru"), agency)

    assert refused(sari, first).code == "OLD"


def test_a_missing_prerequisite_is_named(agency: Agency, sari: Person) -> None:
    first = a_course(1, quiz=False, agency=agency, code="satu", title="Langkah Satu")
    second = a_course(agency=agency, prerequisites=["satu"])

    fault = refused(sari, second)
    assert (fault.code, fault.words["id"]) == ("PREREQUISITE", first.course_id)
    assert "Langkah Satu" in fault.detail

    begun = an_enrolment(sari, first)
    assert refused(sari, second).code == "PREREQUISITE"
    complete(begun)
    assert an_enrolment(sari, second).version == second


def test_a_prerequisite_completed_in_an_older_version_counts(agency: Agency, sari: Person) -> None:
    spec = a_course_spec(1, quiz=False, code="satu")
    complete(an_enrolment(sari, published(spec, agency)))
    published(replace(spec, title="Baru"), agency)

    assert an_enrolment(sari, a_course(agency=agency, prerequisites=["satu"]))


def test_whoever_began_stays_on_their_version(agency: Agency, sari: Person) -> None:
    spec = a_course_spec(1, quiz=False)
    enrolment = an_enrolment(sari, published(spec, agency))
    published(replace(spec, title="Baru", modules=a_course_spec(3, quiz=False).modules), agency)

    assert progress(enrolment).all == 1
    completion = complete(enrolment)
    assert completion.enrolment.version.number == 1
    newer = CourseVersion.objects.newest().get()
    assert an_enrolment(sari, newer).turn == 2


def test_the_last_lesson_completes_the_course(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(2, quiz=False, agency=agency))
    first, last = lessons_of(enrolment)

    finish(enrolment, first)
    assert not Completion.objects.exists()
    finish(enrolment, last)

    completion = Completion.objects.get()
    assert actions.refresh(enrolment) == completion
    assert Entry.objects.filter(verb="learning.completed", about_id=str(completion.pk)).count() == 1
    assert refused(sari, enrolment.version).code == "COMPLETED"


def test_done_is_kept_once(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(1, quiz=False, agency=agency))
    lesson = lessons_of(enrolment)[0]

    assert finish(enrolment, lesson) == finish(enrolment, lesson)
    assert LessonDone.objects.count() == Completion.objects.count() == 1


def test_a_quiz_is_not_marked_as_done(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(1, agency=agency))
    with pytest.raises(actions.CannotTake) as fault:
        finish(enrolment, lessons_of(enrolment)[1])
    assert fault.value.code == "QUIZ"


def test_a_lesson_of_another_course_is_not_taken(agency: Agency, sari: Person) -> None:
    enrolment, other = an_enrolment(sari, a_course(agency=agency)), an_enrolment(sari, a_course(agency=agency))
    strange = lessons_of(other)[0]

    with pytest.raises(actions.CannotTake) as fault:
        finish(enrolment, strange)
    assert fault.value.code == "OTHER_COURSE"
    with pytest.raises(actions.CannotTake):
        actions.keep_place(enrolment, lesson=strange, key=uuid.uuid4(), made_at=clock.now(), by=account(sari))


def test_nobody_learns_for_somebody_else(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(agency=agency))
    lesson, budi = lessons_of(enrolment)[0], account(a_person("Budi", agency=agency))
    key, now = uuid.uuid4(), clock.now()

    with pytest.raises(PermissionDenied):
        actions.note_lesson_done(enrolment, lesson=lesson, key=key, made_at=now, by=budi)
    with pytest.raises(PermissionDenied):
        actions.keep_place(enrolment, lesson=lesson, key=key, made_at=now, by=budi)
    with pytest.raises(PermissionDenied):
        actions.withdraw(enrolment, by=budi)


def test_whoever_left_begins_again_and_what_was_done_stays(agency: Agency, sari: Person) -> None:
    version = a_course(2, quiz=False, agency=agency)
    enrolment = an_enrolment(sari, version)
    finish(enrolment, lessons_of(enrolment)[0])

    actions.withdraw(enrolment, by=account(sari), reason="Tugas luar")

    assert LessonDone.objects.filter(enrolment=enrolment).count() == 1
    with pytest.raises(actions.CannotTake) as left:
        finish(enrolment, lessons_of(enrolment)[1])
    with pytest.raises(actions.CannotTake):
        actions.keep_place(
            enrolment, lesson=lessons_of(enrolment)[0], key=uuid.uuid4(), made_at=clock.now(), by=account(sari)
        )
    with pytest.raises(actions.CannotWithdraw) as twice:
        actions.withdraw(enrolment, by=account(sari))
    assert (left.value.code, twice.value.code) == ("WITHDRAWN", "WITHDRAWN")
    assert actions.refresh(enrolment) is None
    assert an_enrolment(sari, version).turn == 2


def test_a_completed_course_is_not_left(agency: Agency, sari: Person) -> None:
    enrolment = complete(an_enrolment(sari, a_course(1, quiz=False, agency=agency))).enrolment
    with pytest.raises(actions.CannotWithdraw) as fault:
        actions.withdraw(enrolment, by=account(sari))
    assert fault.value.code == "COMPLETED"


def keep(enrolment: Enrolment, lesson: Lesson, at: dt.datetime, by: User) -> Place:
    return actions.keep_place(enrolment, lesson=lesson, key=uuid.uuid4(), made_at=at, by=by)


def test_the_later_place_counts_whatever_arrives_last(agency: Agency, sari: Person) -> None:
    enrolment, now = an_enrolment(sari, a_course(3, quiz=False, agency=agency)), clock.now()
    one, two, three = lessons_of(enrolment)

    keep(enrolment, two, now - dt.timedelta(minutes=5), account(sari))
    keep(enrolment, one, now - dt.timedelta(hours=2), account(sari))  # an old phone finds a line at last
    assert Place.objects.get().lesson == two
    assert keep(enrolment, one, now - dt.timedelta(minutes=5), account(sari)).lesson == two
    keep(enrolment, three, now - dt.timedelta(minutes=1), account(sari))
    assert Place.objects.get().lesson == three


def test_a_phone_whose_clock_runs_ahead_does_not_hold_the_place(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(2, quiz=False, agency=agency))
    one, two = lessons_of(enrolment)

    keep(enrolment, one, clock.now() + dt.timedelta(days=400), account(sari))
    keep(enrolment, two, clock.now(), account(sari))

    assert Place.objects.get().lesson == two


def test_passing_the_quiz_completes_through_the_listener(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(1, agency=agency))
    lesson, quiz_lesson = lessons_of(enrolment)
    finish(enrolment, lesson)
    assert quiz_lesson.quiz

    failed = take(sari, quiz_lesson.quiz, right=0)
    listeners.refresh_after_quiz(entry_of("exams.handed_in", failed))
    assert not Completion.objects.exists()
    passed = take(sari, quiz_lesson.quiz)
    for _ in range(2):
        listeners.refresh_after_quiz(entry_of("exams.handed_in", passed))

    assert Completion.objects.count() == 1
    assert Entry.objects.filter(verb="learning.completed").count() == 1


def test_who_passes_is_told_of_hours_and_certificate(agency: Agency, sari: Person, client: Client) -> None:
    enrolment = an_enrolment(sari, a_course(1, agency=agency))
    lesson, quiz_lesson = lessons_of(enrolment)
    finish(enrolment, lesson)
    assert quiz_lesson.quiz
    passed = take(sari, quiz_lesson.quiz)
    result = reverse("exams:result", args=[passed.attempt_id])
    enter(client, sari)

    assert "Sertifikat Anda sedang dibuat" in words_of(client.get(result))  # no rule says what it is worth
    load_rules()
    assert "0,5 JP dan sertifikat Anda sedang dicatat" in words_of(client.get(result))
    listeners.refresh_after_quiz(entry_of("exams.handed_in", passed))
    response = client.get(result)

    assert "Anda memperoleh 0,5 JP" in words_of(response)
    assert reverse("learning:completion", args=[Completion.objects.get().pk]) in response.content.decode()


def entry_of(verb: str, about: Result | Completion) -> Entry:
    return Entry.objects.get(verb=verb, about_id=str(about.pk))


def test_a_failed_quiz_does_not_complete(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(1, agency=agency))
    lesson, quiz_lesson = lessons_of(enrolment)
    pass_quiz(enrolment, quiz_lesson, right=1)
    finish(enrolment, lesson)

    assert progress(enrolment).still_needed == ["kuis 1 (70 %)"]
    assert not Completion.objects.exists()


def test_a_completion_tells_competence_once(agency: Agency, sari: Person) -> None:
    served = a_competence()
    version = a_course(1, quiz=False, agency=agency, serves=[(served.code, 2)])
    completion = complete(an_enrolment(sari, version))

    for _ in range(2):
        listeners.note_evidence(entry_of("learning.completed", completion))

    evidence = Evidence.objects.get(person=sari)
    assert (evidence.competence, evidence.level, evidence.source) == (served, 2, "COURSE")


def test_whoever_moves_keeps_their_course(agency: Agency, sari: Person) -> None:
    enrolment = an_enrolment(sari, a_course(1, quiz=False, agency=agency))
    away = an_agency()
    here = sari.placements.get()
    sari.placements.filter(pk=here.pk).update(recorded=(here.recorded.lower, from_now().lower))
    place(sari, unit=a_unit(agency=away), position=a_position(agency=away))

    learn(enrolment, lessons_of(enrolment))

    assert Completion.objects.get().agency == agency
