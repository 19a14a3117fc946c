"""The upload address."""

import uuid
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.files.models import Blob
from huyula.lib.uploads import MOST_BYTES, NamelessUploadHandler

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


def _send(client: Client, content: bytes, *, name: str = "a.csv", kind: str = "SHEET") -> tuple[int, dict[str, str]]:
    response = client.post(reverse("files:uploads"), {"kind": kind, "file": SimpleUploadedFile(name, content)})
    return response.status_code, response.json()


def test_an_upload_answers_with_its_id(client: Client, tmp_path: Path) -> None:
    user = an_administrator(an_agency())
    client.force_login(user)

    status, answer = _send(client, b"a;b\n")

    blob = Blob.objects.get(pk=uuid.UUID(answer["id"]))
    assert status == HTTPStatus.CREATED
    assert answer == {"id": str(blob.pk), "name": "a.csv", "media_type": "text/csv", "size": 4}
    assert blob.upload.by == user
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"", "SHEET", HTTPStatus.CONFLICT, "EMPTY"),
        (b"%PDF-1.7 %%EOF", "SHEET", HTTPStatus.CONFLICT, "WRONG_TYPE"),
        (b"a;b", "LETTER", HTTPStatus.UNPROCESSABLE_ENTITY, "MALFORMED"),
        (b"a;b", "", HTTPStatus.UNPROCESSABLE_ENTITY, "MALFORMED"),
    ],
)
def test_a_bad_upload_is_told_what_to_do(client: Client, content: bytes, kind: str, status: int, code: str) -> None:
    client.force_login(an_administrator(an_agency()))

    given, answer = _send(client, content, kind=kind)

    assert (given, answer["code"]) == (status, code)
    assert answer["detail"]


def test_no_file_is_told_too(client: Client) -> None:
    client.force_login(an_administrator(an_agency()))

    assert client.post(reverse("files:uploads"), {"kind": "SHEET"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_door_is_closed_to_strangers(client: Client) -> None:
    assert client.post(reverse("files:uploads")).status_code == HTTPStatus.FOUND
    client.force_login(a_user())
    response = client.post(reverse("files:uploads"), {"kind": "SHEET", "file": SimpleUploadedFile("a.csv", b"a")})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("files:uploads")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_what_comes_in_has_no_name_on_the_disk_and_an_end(tmp_path: Path) -> None:
    handler = NamelessUploadHandler(HttpRequest())
    handler.new_file("file", "../../x.csv", "text/csv", None)
    piece = bytes(1 << 20)

    for number in range(110):
        assert handler.receive_data_chunk(piece, number) is None
    file = handler.file_complete(110 << 20)

    assert file.size == 110 << 20
    assert file.name == "x.csv"
    assert MOST_BYTES < handler.written <= MOST_BYTES + len(piece)
    assert list((tmp_path / "incoming").iterdir()) == []
    file.close()


def test_a_broken_line_leaves_nothing() -> None:
    handler = NamelessUploadHandler(HttpRequest())
    handler.upload_interrupted()
    handler.new_file("file", "x.csv", "text/csv", None)

    handler.upload_interrupted()

    assert handler.file.closed
