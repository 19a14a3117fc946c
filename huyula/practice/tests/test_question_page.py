"""The page of the question, its two forms, the door for devices."""

import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.samples import a_user
from huyula.files.samples import a_picture_file
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person
from huyula.people.tests.visits import enter, words_of
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.rules import Answer
from huyula.practice.samples import WORDS, a_question, account_of, answer
from huyula.practice.tests.people_at_work import a_section, let_days_pass

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \"'><img src=x onerror=alert(1)> cukup panjang"


@pytest.fixture
def sari() -> Person:
    return a_section()[2]


@pytest.fixture
def asked(sari: Person) -> UseQuestion:
    return a_question(sari)


def here(question: UseQuestion, name: str = "question") -> str:
    return reverse(f"practice:{name}", args=[question.pk])


def event(asked: UseQuestion, /, **body: Any) -> Json:
    """Make an event as the phone makes it."""
    return {
        "id": str(uuid.uuid4()),
        "user": str(account_of(asked.person).pk),
        "kind": "practice.reported",
        "made_at": clock.now().isoformat(),
        "sequence": 1,
        "body": {"question": str(asked.pk), "answer": "USED", "words": WORDS, "link": "", **body},
    }


def send(client: Client, sent: Json, *, by: Person) -> Json:
    """Send one event and give its receipt."""
    enter(client, by)
    response = client.post("/api/v1/events/", {"events": [sent]}, content_type="application/json")
    receipt: Json = response.json()["receipts"][0]
    return receipt


def test_the_page_asks_one_question_with_three_answers(client: Client, sari: Person, asked: UseQuestion) -> None:
    page = words_of(enter(client, sari).get(here(asked)))

    for words in ("Sudah, saya pakai", "Belum, tetapi akan", "Tidak cocok dengan tugas saya", "Ada wajah, KTP"):
        assert words in page
    assert "sistem ini tidak mengenali isi foto" in page
    assert "Foto perlu sambungan internet" in page


def test_without_script_the_form_answers(client: Client, sari: Person, asked: UseQuestion) -> None:
    response = enter(client, sari).post(here(asked), {"answer": "USED", "words": WORDS})

    told = UseReport.objects.get()
    assert response.headers["Location"] == reverse("practice:report", args=[told.pk])
    assert "Satu ketukan dari" in words_of(client.get(response.headers["Location"]))
    assert client.get(here(asked)).headers["Location"] == response.headers["Location"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "tidak boleh kosong"),
        ({"answer": "MAYBE"}, "bukan salah satu"),
        ({"answer": "USED", "words": "pendek"}, "paling sedikit 20 huruf"),
        ({"answer": "USED", "link": "javascript:alert(1)"}, "bukan alamat web"),
        ({"answer": "USED", "words": "x" * 2001}, "kurang dari 2000 huruf"),
        ({"answer": "NOT_YET"}, "Pilih apa yang menjadi hambatan"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    client: Client, sari: Person, asked: UseQuestion, given: Json, said: str
) -> None:
    response = enter(client, sari).post(here(asked), {"idempotency_key": str(uuid.uuid4()), **given})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words_of(response)
    assert given.get("words", "") in words_of(response)
    assert not UseReport.objects.exists()


def test_a_second_tap_answers_once(client: Client, sari: Person, asked: UseQuestion) -> None:
    given = {"answer": "USED", "words": WORDS, "idempotency_key": str(uuid.uuid4())}
    enter(client, sari)

    places = {client.post(here(asked), given).headers["Location"] for _ in range(2)}

    assert places == {reverse("practice:report", args=[UseReport.objects.get().pk])}


def test_an_answer_comes_from_a_phone_and_a_replay_changes_nothing(
    client: Client, sari: Person, asked: UseQuestion
) -> None:
    sent = event(asked)

    first, again = send(client, sent, by=sari), send(client, sent, by=sari)

    told = UseReport.objects.get()
    assert (first["status"], again["status"]) == ("accepted", "repeated")
    assert first["answer"]["address"] == reverse("practice:report", args=[told.pk])
    assert (str(told.event), told.words) == (sent["id"], WORDS)


def test_the_same_id_with_other_words_is_a_conflict(client: Client, sari: Person, asked: UseQuestion) -> None:
    sent = event(asked)
    send(client, sent, by=sari)

    other = client.post(
        "/api/v1/events/",
        {"events": [{**sent, "body": {**sent["body"], "words": WORDS + " Lagi."}}]},
        content_type="application/json",
    )

    assert "conflict" in other.content.decode().lower() or other.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert UseReport.objects.get().words == WORDS


@pytest.mark.parametrize(
    "body",
    [
        {"answer": "PERHAPS"},
        {"question": "not-an-id"},
        {"words": "x" * 9000},
        {"words": "pendek"},
        {"link": "data:text/html,x"},
        {"answer": "NOT_YET", "reason": "LAZY"},
    ],
)
def test_an_odd_body_is_refused_with_a_reason(client: Client, sari: Person, asked: UseQuestion, body: Json) -> None:
    receipt = send(client, event(asked, **body), by=sari)

    assert receipt["status"] == "refused"
    assert receipt["detail"]
    assert not UseReport.objects.exists()


def test_nobody_else_answers_even_from_their_own_phone(client: Client, asked: UseQuestion) -> None:
    budi = a_person("Budi")
    sent = {**event(asked), "user": str(account_of(budi).pk)}

    assert send(client, sent, by=budi)["status"] == "refused"
    assert client.get(here(asked)).status_code == HTTPStatus.NOT_FOUND
    assert client.post(here(asked), {"answer": "USED", "words": WORDS}).status_code == HTTPStatus.NOT_FOUND
    assert not UseReport.objects.exists()


def test_hostile_words_are_shown_as_words(client: Client, sari: Person, asked: UseQuestion) -> None:
    told = answer(asked, words=HOSTILE)

    page = words_of(enter(client, sari).get(reverse("practice:report", args=[told.pk])))

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_before_the_day_the_page_says_when(client: Client, sari: Person) -> None:
    page = words_of(enter(client, sari).get(here(a_question(sari, days_ago=3))))

    assert "Kami bertanya pada" in page
    assert "<form id=" not in page


def test_a_closed_question_says_that_it_is_no_problem(
    client: Client, sari: Person, settings: Settings, tmp_path: Path
) -> None:
    late = a_question(sari, days_ago=0)
    let_days_pass(60, settings, tmp_path)

    page = words_of(enter(client, sari).get(here(late)))

    assert "Tidak apa-apa: Anda tetap dapat menjawab" in page
    assert "Kirim jawaban" in page
    assert "Tidak dijawab" in words_of(client.get(reverse("practice:mine")))


def test_the_history_shows_every_state(client: Client, sari: Person) -> None:
    for title, said in (("A", Answer.USED), ("B", Answer.NOT_YET), ("C", Answer.UNSUITED)):
        answer(a_question(sari, title=title), said)
    a_question(sari, title="D")
    a_question(sari, title="E", days_ago=1)

    page = words_of(enter(client, sari).get(reverse("practice:mine")))

    for words in ("Dipakai menurut pegawai", "Belum dipakai", "Tidak cocok dengan tugas", "Menunggu jawaban Anda"):
        assert words in page
    assert "ditanyakan kedua kali" in page
    assert "Belum ditanyakan" in page


def test_without_a_question_the_history_says_what_will_come(client: Client, sari: Person) -> None:
    assert "Belum ada yang perlu diceritakan" in words_of(enter(client, sari).get(reverse("practice:mine")))


def test_an_account_without_a_person_is_told_so(client: Client) -> None:
    assert "Hanya pegawai" in words_of(enter(client, a_user("Layanan")).get(reverse("practice:mine")))


def with_photo(content: bytes = b"", *, name: str = "foto.jpg", note: str = "NONE", words: str = "") -> Json:
    """Fill the form of a photo."""
    file = SimpleUploadedFile(name, content or a_picture_file(kind="JPEG"), "image/jpeg")
    return {"photo": file, "note": note, "words": words, "idempotency_key": str(uuid.uuid4())}


def test_a_photo_alone_is_enough(client: Client, sari: Person, asked: UseQuestion) -> None:
    response = enter(client, sari).post(here(asked, "question_photo"), with_photo())

    told = UseReport.objects.select_related("photo").get()
    assert response.status_code == HTTPStatus.FOUND
    assert told.photo is not None
    assert (told.answer, told.photo_note, told.photo.sealed) == (Answer.USED, "NONE", True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (with_photo(note="VISIBLE"), "Tutup atau potong dahulu"),
        (with_photo(note=""), "tidak boleh kosong"),
        (with_photo(b"MZ\x90\x00" + b"\x00" * 400, name="foto.jpg"), ""),
        (with_photo(b"#!/bin/sh\nrm -rf ~\n", name="../../foto.jpg"), ""),
        (with_photo(b"%PDF-1.7\n%%EOF", name="foto.pdf"), ""),
        (with_photo(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", name="foto.svg"), ""),
        (with_photo(b"\xff\xd8\xff\xe0" + b"\x00" * 50, name="foto.jpg"), ""),
        (with_photo(words="x" * 2001), "kurang dari 2000 huruf"),
    ],
)
def test_what_is_no_photo_or_shows_too_much_is_refused_kindly(
    client: Client, sari: Person, asked: UseQuestion, sent: Json, said: str
) -> None:
    sent["photo"].seek(0)
    response = enter(client, sari).post(here(asked, "question_photo"), sent)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words_of(response)
    assert 'role="alert"' in words_of(response)
    assert not UseReport.objects.exists()


def test_an_empty_photo_form_is_the_question_again(client: Client, sari: Person, asked: UseQuestion) -> None:
    enter(client, sari)

    assert client.get(here(asked, "question_photo")).status_code == HTTPStatus.OK
    assert client.post(here(asked, "question_photo"), {"note": "NONE"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(here(asked, "question_photo"), {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
