"""Issuing once, numbers without gaps, checking, revoking, issuing anew."""

import datetime as dt
import io
import json
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.credentials import actions, formats, listeners, queries, tasks
from huyula.credentials.models import Certificate, Held, Revocation
from huyula.credentials.rules import Outcome, Refusal
from huyula.credentials.samples import a_certificate, the_pattern
from huyula.files import queries as files
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.letters.models import Number
from huyula.letters.samples import a_letterhead
from huyula.lib import crypto
from huyula.people.models import Identifier, IdentifierKind, Person
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)
    settings.HUYULA_ADDRESS = "https://huyula.contoh.example"


@pytest.fixture
def agency() -> Agency:
    return an_agency("Pemerintah Provinsi Contoh")


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


@pytest.fixture
def sari(agency: Agency) -> Person:
    return a_person("Sari Contoh", agency=agency)


def _because(person: Person, agency: Agency) -> Entry:
    return record("learning.completed", by=None, about=person, agency=agency.pk)


def _issue(person: Person, agency: Agency, because: Entry, **changes: object) -> Certificate:
    words = {"title": "Kursus", "organiser": "BKPSDM Contoh", "on": DAY, "jp": 8, **changes}
    return actions.issue(person, because=because, agency=agency, **words)  # type: ignore[arg-type]  # values of several kinds


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_certificate_has_a_number_and_a_claim_that_anybody_can_check(agency: Agency, sari: Person) -> None:
    made = a_certificate(sari, on=DAY, jp=Decimal("12.50"))

    verdict = queries.verify(made.claim)

    assert made.number.text == "0001/893.3/BKPSDM/XI/2026"
    assert (verdict.outcome, verdict.is_valid, verdict.certificate) == (Outcome.VALID, True, made)
    assert verdict.claim is not None
    assert verdict.claim.data() == {
        "v": 1,
        "iss": agency.code,
        "no": "0001/893.3/BKPSDM/XI/2026",
        "title": "Menulis Jawaban untuk Warga",
        "name": "Sari Contoh",
        "jp": 12.5,
        "on": "2026-11-24",
        "id": str(made.pk),
    }
    assert queries.address_of(made) == f"https://huyula.contoh.example/s/{made.claim}"
    assert str(made) == made.title
    jobs = ProcrastinateJob.objects.filter(task_name="credentials.draw", args={"certificate_id": str(made.pk)})
    assert jobs.count() == 1


def test_what_is_told_twice_is_issued_once(agency: Agency, sari: Person) -> None:
    the_pattern(agency)
    because = _because(sari, agency)

    first, again = _issue(sari, agency, because), _issue(sari, agency, because, title="Lain")

    assert first == again
    assert Number.objects.count() == Certificate.objects.count() == 1
    assert Entry.objects.filter(verb="credentials.issued").count() == 1


def test_what_stands_in_the_way_is_said_and_draws_no_number(agency: Agency, sari: Person) -> None:
    with pytest.raises(actions.CannotIssue) as no_pattern:
        _issue(sari, agency, _because(sari, agency))
    the_pattern(agency)
    refused = []
    for changes in ({"title": " "}, {"title": "T" * 201}, {"lines": ["NIP 198609262015051001"]}):
        with pytest.raises(actions.CannotIssue) as fault:
            _issue(sari, agency, _because(sari, agency), **changes)
        refused.append(fault.value.code)

    assert no_pattern.value.code == Refusal.NO_PATTERN
    assert "24 November 2026" in no_pattern.value.detail
    assert refused == [Refusal.NO_TITLE, Refusal.NO_TITLE, Refusal.PERSONAL_NUMBER]
    assert Number.objects.count() == 0


def test_a_certificate_without_a_pattern_waits_for_one(agency: Agency, sari: Person, administrator: User) -> None:
    because = _because(sari, agency)
    words = {"title": "Kursus", "organiser": "BKPSDM", "on": DAY, "jp": 8, "because": because, "agency": agency}

    held = [actions.issue_or_hold(sari, **words) for _ in range(2)]  # type: ignore[arg-type]  # values of several kinds
    [item] = queries.waiting(administrator)
    nothing = actions.issue_held(agency)
    the_pattern(agency, by=administrator)
    for _ in range(2):
        listeners.issue_held(Entry.objects.get(verb="letters.pattern_added"))

    assert held == [None, None]
    assert (str(Held.objects.get()), nothing) == ("Kursus", 0)
    assert (item.kind, item.detail) == ("credentials.held", agency.name)
    assert queries.waiting(administrator) == []
    made = Certificate.objects.get()
    assert (made.title, made.because, made.issued_on) == ("Kursus", because, DAY)
    assert actions.issue_or_hold(sari, **words) == made  # type: ignore[arg-type]  # values of several kinds


def test_the_pdf_is_drawn_once_and_carries_no_nip(agency: Agency, sari: Person, administrator: User) -> None:
    a_letterhead(agency, by=administrator)
    made = a_certificate(sari, on=DAY, lines=("Angkatan I, 1 sampai 5 November 2026",))
    nip = Identifier.objects.get(person=sari, kind=IdentifierKind.NIP).value

    tasks.draw(certificate_id=str(made.pk))
    blob = actions.draw(made)
    with files.content(blob) as file:
        pdf = file.read()

    made = Certificate.objects.get()
    text = _text(pdf)
    assert made.blob == blob
    assert blob.sealed
    assert pdf == queries.sheet_of(made).pdf()
    for word in ("SERTIFIKAT", "0001/893.3/BKPSDM/XI/2026", "Sari Contoh", "8 jam pelajaran", "Angkatan I", "CONTOH"):
        assert word in text, word
    assert "bukan tanda tangan elektronik tersertifikasi" in " ".join(text.split())
    assert "huyula.contoh.example/sertifikat/" in text
    assert nip not in "".join(text.split())
    assert nip not in pdf.decode("latin-1")
    assert nip not in json.dumps(formats.read(made.claim, keys=crypto.public_keys()).claim.data())  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize("text", ["#panic()", "$x$ *b* `c`", "N" * 250, "Ünï 字", '"\\', "A " * 60])
def test_any_name_and_title_can_be_printed(agency: Agency, text: str) -> None:
    person = a_person(text[:150], agency=agency)
    made = a_certificate(person, title=text[:200].strip(), on=DAY, jp=None, lines=(text[:300],) * 6)

    assert len(PdfReader(io.BytesIO(queries.sheet_of(made).pdf())).pages) == 1


def test_a_revoked_certificate_is_said_to_be_revoked(sari: Person, administrator: User) -> None:
    made = a_certificate(sari)

    actions.revoke(made, reason=" Nama keliru ", by=administrator)

    assert queries.verify(made.claim).outcome == Outcome.REVOKED
    assert str(Revocation.objects.get()) == "Nama keliru"
    assert Entry.objects.filter(verb="credentials.revoked", about_id=str(made.pk)).exists()
    with pytest.raises(actions.CannotRevoke, match=str(Refusal.REVOKED.label)):
        actions.revoke(made, reason="x", by=administrator)


def test_a_certificate_is_revoked_for_a_reason_by_its_organiser(
    agency: Agency, sari: Person, administrator: User
) -> None:
    made = a_certificate(sari)
    with pytest.raises(actions.CannotRevoke, match=str(Refusal.REASON.label)):
        actions.revoke(made, reason=" ", by=administrator)
    for who in (an_administrator(an_agency()), an_operator(agency), sari.user):
        with pytest.raises(PermissionDenied):
            actions.revoke(made, reason="x", by=who)  # type: ignore[arg-type]  # looser than the type asks
    assert queries.verify(made.claim).is_valid


def test_a_corrected_name_is_a_new_certificate_and_the_old_one_is_revoked(
    agency: Agency, sari: Person, administrator: User
) -> None:
    old = a_certificate(sari, on=DAY)

    new = actions.reissue(old, name="Sari Contoh, S.Kom.", reason="Gelar kurang", by=administrator)

    assert (new.name, new.title, new.jp, new.replaces) == ("Sari Contoh, S.Kom.", old.title, old.jp, old)
    assert new.number.serial == old.number.serial + 1 or new.number.year != old.number.year
    assert queries.verify(old.claim).outcome == Outcome.REVOKED
    assert queries.verify(old.claim).certificate.replacement == new  # type: ignore[union-attr]  # it is there
    assert queries.verify(new.claim).is_valid
    assert f"Menggantikan sertifikat nomor {old.number.text}" in _text(queries.sheet_of(new).pdf())
    with pytest.raises(actions.CannotIssue, match=str(Refusal.PERSONAL_NUMBER.label)), transaction.atomic():
        actions.reissue(new, name="Sari 198609262015051001", reason="x", by=administrator)
    assert queries.verify(new.claim).is_valid
    with pytest.raises(actions.CannotRevoke):
        actions.reissue(old, name="Sari", reason="x", by=administrator)


@pytest.mark.parametrize("change", [{"name": "Budi"}, {"blob": None}, {"claim": "x"}])
def test_the_register_is_only_added_to(sari: Person, change: dict[str, object]) -> None:
    actions.draw(a_certificate(sari))
    rows = Certificate.objects.all()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_what_our_key_signed_but_no_register_knows_is_not_valid(sari: Person, settings: Settings) -> None:
    made = a_certificate(sari)
    key = crypto.ring(settings.HUYULA_SIGNING_KEYS)[0]
    claim = formats.read(made.claim, keys=crypto.public_keys()).claim
    assert claim is not None
    for changes in ({"name": "Budi"}, {"id": "kacau"}):
        forged = formats.signed_bytes(
            json.dumps({**claim.data(), **changes}).encode(), key_id=key.id, secret=key.secret
        )
        verdict = queries.verify(forged)
        assert (verdict.outcome, verdict.certificate) == (Outcome.NOT_OURS, None)
    assert queries.verify("kacau").claim is None


def test_old_certificates_hold_after_the_key_was_rotated(sari: Person, settings: Settings) -> None:
    old = a_certificate(sari)
    settings.HUYULA_SIGNING_KEYS = f"new:{'bmV3' * 10}bmU=,{settings.HUYULA_SIGNING_KEYS}"
    new = a_certificate(sari)

    assert (new.key_id, old.key_id) == ("new", "t1")
    assert queries.verify(old.claim).is_valid
    assert queries.verify(new.claim).is_valid
    settings.HUYULA_SIGNING_KEYS = settings.HUYULA_SIGNING_KEYS.partition(",")[0]
    assert queries.verify(old.claim).outcome == Outcome.UNKNOWN_KEY


@pytest.mark.django_db(transaction=True)
def test_certificates_that_are_issued_at_the_same_moment_follow_each_other(agency: Agency) -> None:
    the_pattern(agency)
    people = [a_person(f"Orang {number}", agency=agency) for number in range(3)]
    reasons = {person.pk: _because(person, agency) for person in people}
    faults: list[Exception] = []

    def work(person: Person) -> None:
        try:
            _issue(person, agency, reasons[person.pk])
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test has to see it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[person]) for person in [*people, *people]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(Certificate.objects.values_list("number__serial", flat=True)) == [1, 2, 3]
    assert Number.objects.count() == 3
