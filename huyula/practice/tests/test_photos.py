"""Who sees a photo, what is left in it, how long it stays."""

import datetime as dt
import io
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from huyula.access.samples import an_administrator, an_agency
from huyula.files import actions as files
from huyula.files.samples import a_picture_file
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person, a_unit_officer
from huyula.people.tests.visits import enter, words_of
from huyula.practice.models import UseReport
from huyula.practice.samples import a_photo, a_question, answer
from huyula.practice.tests.people_at_work import a_section, let_days_pass

pytestmark = pytest.mark.django_db


def at_a_place() -> bytes:
    """Draw a picture that tells where it was taken."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(a_picture_file(kind="JPEG")))
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def world() -> tuple[UseReport, Person, Person]:
    _, ismet, sari = a_section()
    return answer(a_question(sari), words="", photo=a_photo(at_a_place())), ismet, sari


def here(report: UseReport, size: str = "") -> str:
    return reverse("practice:photo", args=[report.pk]) + (f"?size={size}" if size else "")


def content_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK
    return b"".join(response)


def test_the_person_the_supervisor_and_the_administrator_see_it(
    client: Client, world: tuple[UseReport, Person, Person]
) -> None:
    told, ismet, sari = world
    for user in (sari, ismet, an_administrator(told.agency)):
        enter(client, user)
        picture = Image.open(io.BytesIO(content_of(client, here(told))))
        small = Image.open(io.BytesIO(content_of(client, here(told, "small"))))
        assert (picture.format, small.format) == ("JPEG", "WEBP")
        assert not picture.getexif()


def test_nobody_else_sees_it(client: Client, world: tuple[UseReport, Person, Person]) -> None:
    told = world[0]
    unit = told.question.unit
    assert unit is not None
    strangers = (a_person("Budi", unit=unit), a_unit_officer(unit), an_administrator(an_agency("Lain")))

    for stranger in strangers:
        assert enter(client, stranger).get(here(told)).status_code == HTTPStatus.NOT_FOUND
    client.logout()
    assert client.get(here(told)).status_code == HTTPStatus.FOUND


def test_an_answer_without_a_photo_has_none(client: Client) -> None:
    _, _, sari = a_section()
    told = answer(a_question(sari))

    assert enter(client, sari).get(here(told)).status_code == HTTPStatus.NOT_FOUND


def test_after_a_year_the_photo_is_gone_and_the_answer_stands(
    client: Client, world: tuple[UseReport, Person, Person], settings: Settings, tmp_path: Path
) -> None:
    told, _, sari = world
    assert told.photo is not None
    assert told.photo.keep_until == clock.today() + dt.timedelta(days=365)
    let_days_pass(366, settings, tmp_path)
    files.retire()

    assert enter(client, sari).get(here(told)).status_code == HTTPStatus.NOT_FOUND
    assert "masa simpannya habis" in words_of(client.get(reverse("practice:report", args=[told.pk])))
