"""The pages by which an administrator sets how letters look."""

import io
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.files import actions as files
from huyula.files.rules import WhyGone
from huyula.files.samples import a_picture_file
from huyula.letters import queries
from huyula.letters.models import Letterhead, NumberPattern, Signatory
from huyula.letters.samples import a_letter, a_letterhead, a_pattern, a_signatory
from huyula.lib import clock

pytestmark = pytest.mark.django_db
HEAD = {
    "lines": "PEMERINTAH CONTOH\r\n BADAN   CONTOH \r\n\r\n",
    "address": "Jalan 1",
    "place": "Kota",
    "since": "2026-01-01",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency("Pemerintah Provinsi Contoh")


@pytest.fixture
def user(agency: Agency) -> User:
    return an_administrator(agency)


@pytest.fixture
def administrator(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def _text(client: Client, name: str, *args: object, status: int = HTTPStatus.OK) -> str:
    response = client.get(reverse(f"letters:{name}", args=args))
    assert response.status_code == status
    return response.content.decode()


def _send(client: Client, page: str, /, *args: object, **given: object) -> tuple[int, str]:
    response = client.post(reverse(f"letters:{page}", args=args), given)
    return response.status_code, response.content.decode()


def _while_typing(client: Client, page: str, /, *args: object, **given: object) -> str:
    response = client.post(reverse(f"letters:{page}", args=args), given, headers={"hx-request": "true"})
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def test_the_way_leads_to_the_own_agency(administrator: Client, agency: Agency) -> None:
    response = administrator.get(reverse("letters:home"))

    assert response.headers["Location"] == reverse("letters:settings", args=[agency.pk])


def test_a_fresh_agency_is_told_what_to_do(administrator: Client, agency: Agency) -> None:
    page = _text(administrator, "settings", agency.pk)

    assert "No letterhead is set." in page
    assert "No number pattern is entered" in page


def test_everything_that_was_set_is_shown(administrator: Client, agency: Agency, user: User) -> None:
    a_letterhead(agency, by=user)
    signatory, pattern = a_signatory(agency, by=user), a_pattern(agency, by=user)

    page = _text(administrator, "settings", agency.pk)

    assert signatory.name in page
    assert queries.next_numbers(pattern, on=clock.today(agency.zone), count=1)[0] in page


def test_a_letterhead_is_set_with_a_logo_and_keeps_it(administrator: Client, agency: Agency) -> None:
    logo = SimpleUploadedFile("lambang.png", a_picture_file())
    assert _send(administrator, "new_letterhead", agency.pk, **HEAD, logo=logo)[0] == HTTPStatus.FOUND
    assert _send(administrator, "new_letterhead", agency.pk, **{**HEAD, "place": "Lain"})[0] == HTTPStatus.FOUND

    first, second = Letterhead.objects.order_by("pk")
    assert second.lines == ["PEMERINTAH CONTOH", "BADAN CONTOH"]
    assert second.logo == first.logo is not None
    assert "Jalan 1" in _text(administrator, "new_letterhead", agency.pk)
    assert _send(administrator, "new_letterhead", agency.pk, **HEAD, without_logo="on")[0] == HTTPStatus.FOUND
    assert Letterhead.objects.latest("pk").logo is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": "\r\n"},
        {"lines": "\r\n".join("ABCDE")},
        {"lines": "x" * 121},
        {"since": "x"},
        {"logo": SimpleUploadedFile("x.png", b"no picture")},
        {"logo": SimpleUploadedFile("x.pdf", b"%PDF-1.7\n%%EOF")},
    ],
)
def test_a_wrong_letterhead_comes_back_with_the_fix(
    administrator: Client, agency: Agency, wrong: dict[str, object]
) -> None:
    status, page = _send(administrator, "new_letterhead", agency.pk, **{**HEAD, **wrong})

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "alert-error" in page
    assert not Letterhead.objects.exists()


def test_what_is_typed_is_drawn_and_not_kept(administrator: Client, agency: Agency, user: User) -> None:
    a_letterhead(agency, by=user)
    for given in ({**HEAD, "logo": SimpleUploadedFile("x.png", a_picture_file())}, {"lines": "", "without_logo": "on"},
                  {**HEAD, "logo": SimpleUploadedFile("x.png", b"no picture")}):  # fmt: skip
        fragment = _while_typing(administrator, "new_letterhead", agency.pk, **given)

        assert fragment.count("data:image/png;base64,") == 1
        assert "<html" not in fragment
    assert Letterhead.objects.count() == 1


def test_samples_are_drawn_and_printed(administrator: Client, agency: Agency, user: User) -> None:
    a_letterhead(agency, by=user)
    a_pattern(agency, by=user)

    picture = administrator.get(reverse("letters:sample_picture", args=[agency.pk]))
    letter = administrator.get(reverse("letters:sample_letter", args=[agency.pk]))

    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert drawn.width == 800
    assert len(picture.content) < 20_000
    assert letter.content.startswith(b"%PDF-")


def test_signatories_are_named_and_ended(administrator: Client, agency: Agency) -> None:
    given = {"name": "Dr. X", "position": "Kepala", "authority": "BEHALF", "since": "2026-01-01"}
    assert _send(administrator, "new_signatory", agency.pk, **given)[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(administrator, "new_signatory", agency.pk, **given, behalf="Gubernur")[0] == HTTPStatus.FOUND

    signatory = Signatory.objects.get()
    assert "Dr. X" in _text(administrator, "signatory_ending", signatory.pk)
    assert (
        _send(administrator, "signatory_ending", signatory.pk, until="2025-01-01")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    assert _send(administrator, "signatory_ending", signatory.pk, until="2026-02-01")[0] == HTTPStatus.FOUND
    signatory.refresh_from_db()
    assert str(signatory.valid_to) == "2026-02-01"


def test_what_does_not_fit_the_authority_is_left_out(administrator: Client, agency: Agency) -> None:
    given = {
        "name": "X",
        "position": "Kepala",
        "authority": "OWN",
        "since": "2026-01-01",
        "behalf": "G",
        "through": "S",
    }
    _send(administrator, "new_signatory", agency.pk, **given)

    assert (Signatory.objects.get().behalf, Signatory.objects.get().through) == ("", "")


def test_patterns_are_added_and_ended(administrator: Client, agency: Agency) -> None:
    given = {"kind": "MEMO", "pattern": "{nomor:03d}/{tahun}", "first": 7, "since": "2026-01-01"}
    assert _send(administrator, "new_pattern", agency.pk, **{**given, "pattern": "{nomor}"})[0] == 422
    assert _send(administrator, "new_pattern", agency.pk, **given)[0] == HTTPStatus.FOUND
    assert _send(administrator, "new_pattern", agency.pk, **given)[0] == HTTPStatus.UNPROCESSABLE_ENTITY

    pattern = NumberPattern.objects.get()
    assert "{nomor:03d}/{tahun}" in _text(administrator, "pattern_ending", pattern.pk)
    assert _send(administrator, "pattern_ending", pattern.pk, until="2025-01-01")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(administrator, "pattern_ending", pattern.pk, until="2026-02-01")[0] == HTTPStatus.FOUND


def test_numbers_are_shown_while_one_types(administrator: Client, agency: Agency) -> None:
    def shown(**given: object) -> str:
        return _while_typing(administrator, "new_pattern", agency.pk, since="2026-03-01", **given)

    assert "003/III/2026" in shown(pattern="{nomor:03d}/{bulan_romawi}/{tahun}", first=1)
    assert "{tahun}" in shown(pattern="{nomor}")
    assert "while you type" in shown(pattern="")
    assert "Add a number pattern" in _text(administrator, "new_pattern", agency.pk)


def test_letters_are_listed_opened_and_cancelled(administrator: Client, agency: Agency, user: User) -> None:
    assert "No letter was issued yet." in _text(administrator, "letters", agency.pk)
    a_pattern(agency, by=user)
    letter = a_letter(agency, by=user)

    assert str(letter.number) in _text(administrator, "letters", agency.pk)
    assert letter.sha256 in _text(administrator, "letter", letter.pk)
    response = administrator.get(reverse("letters:letter_content", args=[letter.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response).startswith(b"%PDF-")
    assert _send(administrator, "cancellation", letter.pk, reason="")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _send(administrator, "cancellation", letter.pk, reason="salah")[0] == HTTPStatus.FOUND
    assert _send(administrator, "cancellation", letter.pk, reason="salah")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "salah" in _text(administrator, "letter", letter.pk)
    assert "Cancelled" in _text(administrator, "letters", agency.pk)


def test_a_letter_whose_content_is_gone_says_so(administrator: Client, agency: Agency, user: User) -> None:
    a_pattern(agency, by=user)
    letter = a_letter(agency, by=user)
    files.discard(letter.blob, because=WhyGone.WITHDRAWN)

    response = administrator.get(reverse("letters:letter_content", args=[letter.pk]), follow=True)

    assert "deleted" in response.content.decode()


def test_another_agency_sees_nothing(agency: Agency, user: User) -> None:
    a_pattern(agency, by=user)
    signatory, letter = a_signatory(agency, by=user), a_letter(agency, by=user)
    for other in (an_administrator(an_agency()), an_operator(agency)):
        client = Client()
        client.force_login(other)
        for name in (
            "settings",
            "sample_picture",
            "sample_letter",
            "new_letterhead",
            "new_signatory",
            "new_pattern",
            "letters",
        ):
            _text(client, name, agency.pk, status=HTTPStatus.NOT_FOUND)
        for name in ("letter", "letter_content", "cancellation"):
            _text(client, name, letter.pk, status=HTTPStatus.NOT_FOUND)
        _text(client, "signatory_ending", signatory.pk, status=HTTPStatus.NOT_FOUND)
        _text(client, "pattern_ending", NumberPattern.objects.get().pk, status=HTTPStatus.NOT_FOUND)
    client.force_login(an_operator(agency))
    _text(client, "home", status=HTTPStatus.NOT_FOUND)


def test_pages_cost_little(
    administrator: Client, agency: Agency, user: User, django_assert_max_num_queries: object
) -> None:
    a_pattern(agency, by=user)
    for _ in range(5):
        a_signatory(agency, by=user)
        a_letter(agency, by=user)

    for name in ("settings", "letters"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]  # the fixture of pytest-django
            _text(administrator, name, agency.pk)
