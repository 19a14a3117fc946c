"""The pages of learning, the tile on the first page and the API: one figure everywhere, and nothing of others."""

import re
import uuid
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from huyula.access.models import Agency
from huyula.access.samples import an_administrator, an_agency
from huyula.exams.samples import take
from huyula.files import actions as files
from huyula.learning import actions
from huyula.learning.models import Completion, Enrolment, LessonDone, Place
from huyula.learning.rules.courses import LessonKind
from huyula.learning.samples import (
    a_course,
    a_course_spec,
    a_file_lesson,
    a_picture_lesson,
    a_quiz_lesson,
    a_text_lesson,
    an_enrolment,
    complete,
    finish,
    lessons_of,
    pass_quiz,
)
from huyula.learning.tests.doors import page, send
from huyula.people.models import Person
from huyula.people.samples import a_person
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


@pytest.fixture
def phone(sari: Person) -> Client:
    return enter(Client(), sari)


def figures(text: str) -> set[str]:
    """Give every "2 dari 3, 66 %" of a page."""
    return set(re.findall(r"\d+ dari \d+, \d+ %", text))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(st.booleans(), min_size=4, max_size=4))
def test_every_screen_gives_the_same_figure(done: list[bool]) -> None:
    agency = an_agency()
    sari = a_person("Sari", agency=agency)
    lessons = [a_text_lesson("a"), a_quiz_lesson("k-1"), a_text_lesson("b"), a_quiz_lesson("k-2", questions=2)]
    enrolment = an_enrolment(sari, a_course(lessons, quiz=False, agency=agency))
    for lesson, is_done in zip(lessons_of(enrolment), done, strict=True):
        if lesson.kind == LessonKind.QUIZ:
            pass_quiz(enrolment, lesson, right=None if is_done else 0)
        elif is_done:
            finish(enrolment, lesson)
    count, client = sum(done), enter(Client(), sari)
    wanted = f"{count} dari 4, {100 * count // 4} %"

    api = client.get("/api/v1/learning/enrolments").json()[0]
    course = page(client, "course", enrolment.course_id)

    assert figures(course) == {wanted}
    assert (api["done"], api["all"], api["percent"]) == (count, 4, 25 * count)
    assert Completion.objects.filter(enrolment=enrolment).exists() == (api["state"] == "COMPLETED") == all(done)
    if not all(done):
        assert figures(page(client, "mine")) == figures(words_of(client.get("/"))) == {wanted}
        for need in api["still_needed"]:
            assert f">{need}</a>" in course


def test_a_course_from_the_catalogue_to_its_completion(agency: Agency, sari: Person, phone: Client) -> None:
    version = a_course(1, agency=agency, title="Data Dasar")
    assert "Data Dasar" in page(phone, "catalogue")
    course = page(phone, "course", version.course_id)
    assert "Tandai semua 1 pelajaran selesai; lulus kuis 1 (70 %)." in course

    begun = phone.post(reverse("learning:new_enrolment", args=[version.course_id]))
    first, quiz = lessons_of(enrolment := Enrolment.objects.get())
    assert begun.headers["Location"] == reverse("learning:resume", args=[enrolment.pk])
    assert phone.get(begun.headers["Location"]).headers["Location"] == lesson_address(enrolment, first.pk)

    receipt = send(phone, "learning.lesson_done", sari, enrolment=enrolment.pk, lesson=first.pk)
    assert receipt["status"] == "accepted"
    assert receipt["answer"]["address"] == lesson_address(enrolment, quiz.pk)
    assert reverse("exams:quiz", args=[quiz.quiz_id]) in page(phone, "lesson", enrolment.pk, quiz.pk)

    result = pass_quiz(enrolment, quiz)
    after = words_of(phone.get(reverse("exams:result", args=[result.attempt_id])))
    before = words_of(phone.get(reverse("exams:quiz", args=[quiz.quiz_id])))
    assert "Sertifikat Anda dan keterangan tentang JP ada di halaman berikutnya" in after
    assert "Data Dasar" in before
    completion = Completion.objects.get()
    assert reverse("learning:completion", args=[completion.pk]) in page(phone, "course", version.course_id)
    assert "Data Dasar" in page(phone, "completion", completion.pk)
    resumed = phone.get(reverse("learning:resume", args=[enrolment.pk]))
    assert resumed.headers["Location"] == reverse("learning:course", args=[version.course_id])


def lesson_address(enrolment: Enrolment, lesson: uuid.UUID) -> str:
    return reverse("learning:lesson", args=[enrolment.pk, lesson])


def test_a_form_without_script_marks_a_lesson_as_done(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(1, quiz=False, agency=agency))
    address = reverse("learning:lesson_done", args=[enrolment.pk, lessons_of(enrolment)[0].pk])
    key = {"idempotency_key": str(uuid.uuid4())}

    for _ in range(2):
        response = phone.post(address, key)
        assert response.headers["Location"] == reverse("learning:course", args=[enrolment.course_id])
    assert LessonDone.objects.count() == 1


def test_a_form_that_is_refused_says_why(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(1, agency=agency))
    address = reverse("learning:lesson_done", args=[enrolment.pk, lessons_of(enrolment)[1].pk])

    response = phone.post(address)

    assert response.status_code == HTTPStatus.CONFLICT
    assert "Kuis selesai bila lulus" in words_of(response)


def test_an_event_that_arrives_twice_is_done_once(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(agency=agency))
    words = {"enrolment": enrolment.pk, "lesson": lessons_of(enrolment)[0].pk}
    key = uuid.uuid4()

    first = send(phone, "learning.lesson_done", sari, key=key, **words)
    again = send(phone, "learning.lesson_done", sari, key=key, **words)
    other = send(phone, "learning.lesson_done", sari, key=key, **{**words, "lesson": lessons_of(enrolment)[1].pk})

    assert (first["status"], again["status"]) == ("accepted", "repeated")
    assert again["answer"] == first["answer"]
    assert other["status"] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert LessonDone.objects.get().event == key


def test_events_about_others_are_refused(agency: Agency, sari: Person, phone: Client) -> None:
    theirs = an_enrolment(a_person("Budi", agency=agency), a_course(agency=agency))
    lesson = lessons_of(theirs)[0].pk

    for kind in ("learning.lesson_done", "learning.place_kept"):
        receipt = send(phone, kind, sari, enrolment=theirs.pk, lesson=lesson)
        assert (receipt["status"], receipt["code"]) == ("refused", "NOT_FOUND")
        assert send(phone, kind, sari, enrolment="x", lesson=lesson)["code"] == "INVALID"
    assert not LessonDone.objects.exists()
    assert not Place.objects.exists()


def test_a_second_device_goes_on_where_the_first_was(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(4, quiz=False, agency=agency))
    third = lessons_of(enrolment)[2]
    assert 'data-behaviour="keep-place"' in page(phone, "lesson", enrolment.pk, third.pk)

    assert send(phone, "learning.place_kept", sari, enrolment=enrolment.pk, lesson=third.pk)["status"] == "accepted"

    laptop = enter(Client(), sari)
    resumed = laptop.get(reverse("learning:resume", args=[enrolment.pk]))
    assert resumed.headers["Location"] == lesson_address(enrolment, third.pk)
    assert 'data-behaviour="keep-place"' not in page(laptop, "lesson", enrolment.pk, third.pk)
    finish(enrolment, third)
    resumed = laptop.get(reverse("learning:resume", args=[enrolment.pk]))
    assert resumed.headers["Location"] == lesson_address(enrolment, lessons_of(enrolment)[0].pk)


def test_nobody_sees_somebody_elses_learning(agency: Agency, phone: Client) -> None:
    theirs = complete(an_enrolment(a_person("Budi", agency=agency), a_course(1, quiz=False, agency=agency)))
    enrolment, lesson = theirs.enrolment, lessons_of(theirs.enrolment)[0]

    page(phone, "resume", enrolment.pk, status=404)
    page(phone, "lesson", enrolment.pk, lesson.pk, status=404)
    page(phone, "withdrawal", enrolment.pk, status=404)
    page(phone, "completion", theirs.pk, status=404)
    assert phone.post(reverse("learning:lesson_done", args=[enrolment.pk, lesson.pk])).status_code == 404
    assert phone.get("/api/v1/learning/enrolments").json() == []


def test_another_agency_sees_no_course_file_or_picture(agency: Agency) -> None:
    version = a_course([a_picture_lesson(), a_file_lesson()], agency=agency, title="Rahasia Kami")
    stranger = enter(Client(), a_person("Jauh"))

    assert "Rahasia Kami" not in page(stranger, "catalogue")
    page(stranger, "course", version.course_id, status=404)
    page(stranger, "picture", version.lessons.get(place=1).pictures.get().pk, status=404)
    page(stranger, "lesson_file", version.lessons.get(place=2).pk, status=404)
    assert stranger.post(reverse("learning:new_enrolment", args=[version.course_id])).status_code == 404
    assert not Enrolment.objects.exists()


def test_a_missing_prerequisite_is_named_and_linked(agency: Agency, phone: Client) -> None:
    first = a_course(agency=agency, code="satu", title="Langkah Satu")
    second = a_course(agency=agency, prerequisites=["satu"])
    way = reverse("learning:course", args=[first.course_id])
    assert way in page(phone, "course", second.course_id)

    response = phone.post(reverse("learning:new_enrolment", args=[second.course_id]))

    assert response.status_code == HTTPStatus.CONFLICT
    assert "Selesaikan dahulu: Langkah Satu." in words_of(response)
    assert way in words_of(response)


def test_other_refusals_stand_on_the_page_too(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(agency=agency))
    response = phone.post(reverse("learning:new_enrolment", args=[enrolment.course_id]))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Anda sudah mengikuti pelatihan ini." in words_of(response)


def test_leaving_is_asked_and_said(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course(agency=agency, title="Data Dasar"))
    address = reverse("learning:withdrawal", args=[enrolment.pk])
    assert "0 dari 3" in page(phone, "withdrawal", enrolment.pk)
    assert phone.post(address, {"reason": "x" * 301}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    left = phone.post(address, {"reason": ""}, follow=True)

    assert "Anda sudah berhenti dari pelatihan ini." in words_of(left)
    assert "Mulai pelatihan ini" in words_of(left)
    assert "Berhenti pada" in page(phone, "mine")
    assert "sudah berhenti" in page(phone, "lesson", enrolment.pk, lessons_of(enrolment)[0].pk)
    assert "sudah berhenti" in words_of(phone.post(address, {"reason": ""}, follow=True))


def test_a_newer_version_is_offered_not_forced(agency: Agency, sari: Person, phone: Client) -> None:
    spec = a_course_spec(1, quiz=False, title="Versi Lama")
    enrolment = an_enrolment(sari, actions.publish(actions.take_in(spec, agency=agency, by=None).version, by=None))
    newer = a_course(2, quiz=False, agency=agency, code=spec.code, title="Versi Baru")

    text = page(phone, "course", newer.course_id)
    assert "Versi Lama" in text
    assert "Versi yang Anda mulai tidak berubah." in text
    assert "Mulai versi yang lebih baru" not in text
    complete(enrolment)
    assert "Mulai versi yang lebih baru" in page(phone, "course", newer.course_id)
    phone.post(reverse("learning:new_enrolment", args=[newer.course_id]))
    assert Enrolment.objects.get(turn=2).version == newer


def test_an_account_without_a_person_looks_but_does_not_take_part(agency: Agency) -> None:
    version, office = a_course(agency=agency, title="Untuk Pegawai"), enter(Client(), an_administrator(agency))
    assert "Untuk Pegawai" in page(office, "catalogue")

    assert "Hanya pegawai instansi ini" in page(office, "course", version.course_id)
    assert office.post(reverse("learning:new_enrolment", args=[version.course_id])).status_code == 404
    assert "Hanya pegawai yang mengikuti pelatihan" in page(office, "mine")
    assert "Pilih pelatihan" not in page(office, "mine") + words_of(office.get("/"))
    assert "Saat ini Anda tidak sedang mengikuti" not in words_of(office.get("/"))


def test_a_quiz_beside_a_course_shows_no_course(agency: Agency, sari: Person, phone: Client) -> None:
    version = a_course(agency=agency, title="Bukan Milik Saya")
    quiz = version.lessons.get(kind=LessonKind.QUIZ).quiz
    assert quiz
    result = take(sari, quiz)

    assert "Bukan Milik Saya" not in words_of(phone.get(reverse("exams:quiz", args=[quiz.pk])))
    assert "Bukan Milik Saya" not in words_of(phone.get(reverse("exams:result", args=[result.attempt_id])))


def test_pictures_and_files_are_handed_out(agency: Agency, sari: Person, phone: Client) -> None:
    enrolment = an_enrolment(sari, a_course([a_picture_lesson(), a_file_lesson()], agency=agency))
    pictured, filed, _quiz = lessons_of(enrolment)
    picture = pictured.pictures.get()

    text = page(phone, "lesson", enrolment.pk, pictured.pk)
    assert f'src="{reverse("learning:picture", args=[picture.pk])}"' in text
    response = phone.get(reverse("learning:picture", args=[picture.pk]))
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response).startswith(b"\x89PNG")
    given = phone.get(reverse("learning:lesson_file", args=[filed.pk]))
    assert "attachment" in given.headers["Content-Disposition"]
    assert b"".join(given).startswith(b"\x89PNG")
    assert "Unduh" in page(phone, "lesson", enrolment.pk, filed.pk)
    page(phone, "lesson_file", pictured.pk, status=404)

    assert filed.blob
    files.quarantine(filed.blob, because="contoh")
    assert page(phone, "lesson_file", filed.pk, status=HTTPStatus.CONFLICT)


def test_an_administrator_looks_through_a_draft_and_publishes_it(agency: Agency, sari: Person, phone: Client) -> None:
    version = a_course([a_picture_lesson(), a_file_lesson()], agency=agency, title="Draf Kami", is_published=False)
    office = enter(Client(), an_administrator(agency))
    assert "Draf Kami" in page(office, "taught")
    assert "Terbitkan versi ini" in page(office, "version", version.pk)
    for lesson in version.lessons.all():
        assert lesson.title in page(office, "preview", version.pk, lesson.pk)
    page(phone, "version", version.pk, status=404)
    page(phone, "taught", status=403)
    page(phone, "course", version.course_id, status=404)
    assert phone.post(reverse("learning:publication", args=[version.pk])).status_code == 404

    address = reverse("learning:publication", args=[version.pk])
    assert "kini terbuka bagi peserta" in words_of(office.post(address, follow=True))
    assert "Versi ini sudah diterbitkan" in words_of(office.post(address, follow=True))
    assert "Draf Kami" in page(phone, "course", version.course_id)


def test_an_agency_without_courses_says_so(phone: Client, agency: Agency) -> None:
    assert "Belum ada pelatihan yang dibuka" in page(phone, "catalogue")
    assert "Belum ada pelatihan" in page(enter(Client(), an_administrator(agency)), "taught")
