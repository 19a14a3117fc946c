"""Checking a certificate, and looking after one's own; at the shell too."""

import io
import json
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.credentials import actions, formats, policies, queries
from huyula.credentials.models import Certificate, Held
from huyula.credentials.samples import a_certificate
from huyula.files import actions as files
from huyula.files.rules import WhyGone
from huyula.journal.actions import record
from huyula.lib import crypto
from huyula.people.models import Identifier, Person
from huyula.people.samples import a_person, a_unit, a_unit_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency("Pemerintah Provinsi Contoh")


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


@pytest.fixture
def sari(agency: Agency) -> Person:
    return a_person("Sari Contoh", agency=agency)


def _as(user: User | None) -> Client:
    client = Client()
    client.cookies["django_language"] = "id"
    if user:
        client.force_login(user)
    return client


def _text(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def test_anybody_sees_that_a_certificate_is_genuine_and_nothing_else_of_its_holder(sari: Person) -> None:
    made = a_certificate(sari)
    response = Client().get(queries.address_of(made).partition("8000")[2])
    text = _text(_as(None), reverse("credentials:verdict", args=[made.claim]))

    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    for words in ("Sertifikat asli dan berlaku", "Sari Contoh", made.title, made.number.text, "8 JP", "TTE"):
        assert words in text, words
    for number in Identifier.objects.filter(person=sari).values_list("value", flat=True):
        assert number not in text
    assert "Pengelola Data" not in text
    assert "Dinas Contoh" not in text


def test_a_revoked_one_says_so_but_not_why(sari: Person, administrator: User) -> None:
    made = a_certificate(sari, jp=None)
    new = actions.reissue(made, name="Sari C., S.Kom.", reason="Gelar tertinggal", by=administrator)

    text = _text(_as(None), reverse("credentials:verdict", args=[made.claim]))

    assert "Sertifikat telah dicabut" in text
    assert new.number.text in text
    assert "Gelar" not in text


def test_what_is_changed_unknown_or_no_certificate_is_told_apart(sari: Person, settings: Settings) -> None:
    made = a_certificate(sari)
    head, payload, _ = made.claim.split(".")
    other = crypto.Key("other", b"o" * 32)
    claim = formats.read(made.claim, keys=crypto.public_keys()).claim
    assert claim
    cases = {
        f"{head}.{payload}.{'A' * 86}": "Kode telah diubah",
        formats.signed(claim, key_id=other.id, secret=other.secret): "Ditandai dengan kunci yang tidak dikenal",
        "kacau": "Bukan sertifikat dari situs ini",
    }
    for token, words in cases.items():
        text = _text(_as(None), f"/s/{token}")
        assert words in text, token
        assert "Sari Contoh" not in text


def test_a_code_is_pasted_in_any_shape(sari: Person) -> None:
    made = a_certificate(sari)
    client, way = _as(None), reverse("credentials:verdict", args=[made.claim])
    half = len(made.claim) // 2

    for typed in (made.claim, queries.address_of(made), f" {made.claim[:half]}\n  {made.claim[half:]} "):
        assert client.post(reverse("credentials:check"), {"code": typed}).headers["Location"] == way
    assert client.post(reverse("credentials:check"), {"code": "x/s/"}).headers["Location"] == "/s/-"
    for number in ("0006/893.3/BKPSDM/XI/2026", "a/b", "é", "../x"):
        refused = client.post(reverse("credentials:check"), {"code": number})
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Ini bukan kode sertifikat" in refused.content.decode()
    empty = client.post(reverse("credentials:check"), {"code": ""})
    long = client.post(reverse("credentials:check"), {"code": "x" * 7000})
    assert empty.status_code == long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get("/s/").headers["Location"] == reverse("credentials:check")
    assert "Periksa sertifikat" in _text(client, reverse("home"))


def test_the_public_keys_are_there_for_everybody(sari: Person) -> None:
    made = a_certificate(sari)
    response = Client().get(reverse("credentials:keys"))

    keys = formats.keys_in(response.content.decode())

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == "application/jwk-set+json"
    assert formats.read(made.claim, keys=keys).claim
    assert '"d"' not in response.content.decode()


def test_a_holder_sees_opens_and_shows_a_certificate(sari: Person) -> None:
    client = _as(sari.user)
    assert "Belum ada sertifikat" in _text(client, reverse("credentials:mine"))
    made = a_certificate(sari)

    listed = _text(client, reverse("credentials:mine"))
    page = _text(client, reverse("credentials:certificate", args=[made.pk]))
    shown = client.get(reverse("credentials:certificate_content", args=[made.pk]))
    saved = client.get(reverse("credentials:certificate_content", args=[made.pk]) + "?download=1")

    assert made.title in listed
    assert "Register sertifikat" not in listed
    assert f'data-copy="Sari Contoh telah menyelesaikan: {made.title} (sertifikat' in page
    assert "Cabut" not in page
    first, second = b"".join(shown), b"".join(saved)
    assert first.startswith(b"%PDF")
    assert first == second
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_a_pdf_that_is_gone_is_said_to_be_gone(sari: Person) -> None:
    made = a_certificate(sari)
    files.discard(actions.draw(made), because=WhyGone.WITHDRAWN)
    client = _as(sari.user)

    response = client.get(reverse("credentials:certificate_content", args=[made.pk]))

    assert response.headers["Location"] == reverse("credentials:certificate", args=[made.pk])
    assert "dihapus" in _text(client, response.headers["Location"])


def test_an_administrator_keeps_the_register(agency: Agency, sari: Person, administrator: User) -> None:
    client, address = _as(administrator), reverse("credentials:register")
    assert "Belum ada sertifikat" in _text(client, address)
    Held.objects.create(
        agency=agency,
        person=sari,
        title="Kursus",
        organiser="BKPSDM",
        on="2024-01-01",
        because=record("learning.completed", by=None, about=sari, agency=agency.pk),
    )
    made = a_certificate(sari)

    assert "Sari Contoh" in _text(client, address)
    assert "1 sertifikat menunggu pola nomor" in _text(client, address + f"?agency={agency.code}")
    assert "Sari Contoh" in _text(client, address + f"?q=sari+{made.number.serial}")
    assert "tidak ditemukan" in _text(client, address + "?q=budi")
    assert "tidak ditemukan" not in _text(client, address + "?q=" + "x" * 101)
    _text(client, address + "?agency=0000", HTTPStatus.NOT_FOUND)
    _text(_as(sari.user), address, HTTPStatus.NOT_FOUND)
    assert "Register sertifikat" in _text(client, reverse("credentials:mine"))


def test_an_administrator_revokes_and_issues_anew(sari: Person, administrator: User) -> None:
    client, made = _as(administrator), a_certificate(sari)
    revocation, reissue = (reverse(f"credentials:{name}", args=[made.pk]) for name in ("revocation", "reissue"))
    key = {"idempotency_key": "0190d3c4-7f6e-7c8a-9b1d-2e3f4a5b6c7d"}

    assert "Cabut sertifikat ini" in _text(client, revocation)
    assert "Terbitkan kembali sertifikat" in _text(client, reissue)
    assert client.post(revocation, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    wrong = client.post(reissue, {"name": "Sari 198609262015051001", "reason": "x"})
    done = [client.post(reissue, {"name": "Sari C., S.Kom.", "reason": "Gelar", **key}) for _ in range(2)]
    again = client.post(revocation, {"reason": "x"})

    new = Certificate.objects.get(replaces=made)
    assert wrong.status_code == again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "tidak memuat NIP" in wrong.content.decode()
    assert {one.headers["Location"] for one in done} == {reverse("credentials:certificate", args=[new.pk])}
    assert "Gelar" in _text(client, reverse("credentials:certificate", args=[made.pk]))
    assert made.number.text in _text(client, reverse("credentials:certificate", args=[new.pk]))
    assert client.post(reverse("credentials:revocation", args=[new.pk]), {"reason": "x"}).status_code == 302
    assert "Dicabut" in _text(_as(sari.user), reverse("credentials:mine"))


def test_who_sees_whose_certificates(agency: Agency, administrator: User) -> None:
    office = a_unit("Dinas Contoh", agency=agency)
    section = a_unit("Bidang Contoh", under=office)
    sari, budi = a_person("Sari", unit=office), a_person("Budi", unit=section)
    made = a_certificate(budi)
    seers = {
        "own": budi.user,
        "colleague": sari.user,
        "officer": a_unit_officer(section),
        "administrator": administrator,
        "stranger": an_administrator(an_agency()),
        "nobody": a_user(),
    }

    seen = [name for name, user in seers.items() if user and made in policies.visible_certificates(user)]

    assert seen == ["own", "officer", "administrator"]
    _text(_as(sari.user), reverse("credentials:certificate", args=[made.pk]), HTTPStatus.NOT_FOUND)
    _text(_as(budi.user), reverse("credentials:revocation", args=[made.pk]), HTTPStatus.FORBIDDEN)


def _checked(*words: str) -> str:
    said = io.StringIO()
    call_command("verify_certificate", *words, stdout=said)
    return said.getvalue()


def test_the_shell_checks_without_database(sari: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, keys = a_certificate(sari), tmp_path / "keys.json"
    keys.write_text(json.dumps(formats.jwks(crypto.public_keys())))

    said = _checked(queries.address_of(made), "--keys", str(keys))
    as_json = json.loads(_checked(made.claim, "--json", "--keys", str(keys)))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{made.claim}\n"))

    assert re.match(r"VALID +\(key t1\)", said)
    assert "only the register" in said
    assert (as_json["outcome"], as_json["name"]) == ("VALID", "Sari Contoh")
    assert "VALID" in _checked("-", "--keys", str(keys))
    with pytest.raises(CommandError, match="not confirmed") as refused:
        _checked(f"x{made.claim[1:]}", "--keys", str(keys))
    assert refused.value.returncode == 2
    for odd in ("{}", ""):
        keys.write_text(odd)
        with pytest.raises(CommandError, match="JWK Set"):
            _checked(made.claim, "--keys", str(keys))
    with pytest.raises(CommandError, match="JWK Set"):
        _checked(made.claim, "--keys", str(tmp_path / "none.json"))
