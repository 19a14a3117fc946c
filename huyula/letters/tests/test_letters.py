"""Letterheads by day, signatories, letters that are issued and cancelled."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.files import queries as files
from huyula.journal.models import Entry
from huyula.letters import actions, queries, rules
from huyula.letters.models import Letter, PrintedSheet
from huyula.letters.rules import Authority, LetterKind, Refusal, SheetKind
from huyula.letters.samples import a_letter, a_letterhead, a_memo, a_pattern, a_signatory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency("Pemerintah Provinsi Contoh")


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _text(letter: Letter) -> str:
    with files.content(letter.blob) as file:
        reader = PdfReader(io.BytesIO(file.read()))
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_a_letterhead_holds_from_its_day_on(agency: Agency, administrator: User) -> None:
    first = a_letterhead(agency, by=administrator)
    second = actions.set_letterhead(
        agency, since=DAY, lines=["BARU"], address=[], place="Gorontalo", logo=first.logo, by=administrator
    )

    assert queries.letterhead(agency, on=dt.date(2024, 12, 31)) is None
    assert queries.letterhead(agency, on=dt.date(2026, 11, 23)) == first
    assert queries.letterhead(agency, on=DAY) == second
    assert str(second) == "BARU"
    assert Entry.objects.filter(verb="letters.letterhead_set", role="administrator").count() == 2


def test_a_correction_of_the_same_day_counts(agency: Agency, administrator: User) -> None:
    for line in ("SALAH", "BENAR"):
        actions.set_letterhead(agency, since=DAY, lines=[line], address=[], place="x", logo=None, by=administrator)

    assert str(queries.letterhead(agency, on=DAY)) == "BENAR"


def test_a_letterhead_is_the_administrators_matter_and_never_shows_anothers_logo(
    agency: Agency, administrator: User
) -> None:
    other = an_agency()
    logo = a_letterhead(other, by=an_administrator(other)).logo
    with pytest.raises(PermissionDenied):
        a_letterhead(agency, by=a_user(), with_logo=False)
    with pytest.raises(PermissionDenied):
        actions.keep_logo(io.BytesIO(b"x"), name="x", agency=agency, by=a_user())

    for lines, picture, code in (([], None, Refusal.NO_LINES), (["X"], logo, Refusal.LOGO)):
        with pytest.raises(actions.CannotSet) as refused:
            actions.set_letterhead(
                agency, since=DAY, lines=lines, address=[], place="x", logo=picture, by=administrator
            )
        assert refused.value.code == code


def test_an_agency_without_a_letterhead_bears_its_name(agency: Agency) -> None:
    frame = queries.frame_of(agency, on=DAY)

    assert frame.data["head"]["lines"] == ["PEMERINTAH PROVINSI CONTOH"]
    assert frame.data["day"] == "24 November 2026"
    assert frame.pictures == {}


def test_signatories_hold_for_their_days(agency: Agency, administrator: User) -> None:
    signatory = a_signatory(agency, by=administrator, authority=Authority.THROUGH)

    actions.end_signatory(signatory, until=DAY, by=administrator)

    assert list(queries.signatories(agency, on=DAY)) == [signatory]
    assert list(queries.signatories(agency, on=dt.date(2026, 11, 25))) == []
    assert queries.offices_of(signatory) == ["a.n. Gubernur Contoh", "Sekretaris Daerah,", "u.b."]
    assert str(signatory).startswith("Dr. Contoh")
    with pytest.raises(actions.CannotSet):
        actions.end_signatory(signatory, until=dt.date(2024, 1, 1), by=administrator)
    with pytest.raises(PermissionDenied):
        actions.end_signatory(signatory, until=DAY, by=a_user())


def test_a_signatory_needs_an_office_and_days_in_order(agency: Agency, administrator: User) -> None:
    lacking = rules.Signer("X", "Y", authority=Authority.BEHALF)
    for signer, until, code in (
        (lacking, None, Refusal.NO_OFFICE),
        (rules.Signer("X", "Y"), dt.date(2026, 1, 1), Refusal.ENDS_FIRST),
    ):
        with pytest.raises(actions.CannotSet) as refused:
            actions.add_signatory(agency, since=DAY, until=until, signer=signer, by=administrator)
        assert refused.value.code == code
    with pytest.raises(PermissionDenied):
        a_signatory(agency, by=a_user())


def test_a_letter_bears_its_number_and_is_kept_sealed(agency: Agency, administrator: User) -> None:
    a_letterhead(agency, by=administrator)
    a_pattern(agency, by=administrator)
    signatory = a_signatory(agency, by=administrator)

    letter = actions.issue(
        a_memo(), kind=LetterKind.MEMO, agency=agency, on=DAY, by=administrator, signatory=signatory, about=agency
    )

    text = _text(letter)
    assert "0001/800.1.4/BKPSDM/XI/2026" in text
    assert "a.n. Gubernur Contoh" in text
    assert "BADAN KEPEGAWAIAN DAN PENGEMBANGAN" in text
    assert letter.blob.sealed
    assert letter.blob.name.endswith("0001-800.1.4-BKPSDM-XI-2026.pdf")
    assert letter.sha256 == letter.blob.sha256
    assert str(letter) == "NOTA DINAS"
    assert list(queries.letters_about(agency)) == [letter]
    assert Entry.objects.filter(verb="letters.issued", about_id=str(letter.pk)).count() == 1


def test_without_a_pattern_nothing_is_issued(agency: Agency, administrator: User) -> None:
    with pytest.raises(actions.CannotIssue) as refused:
        a_letter(agency, by=administrator)

    assert refused.value.code == Refusal.NO_PATTERN


def test_a_cancelled_letter_keeps_its_number_and_content(agency: Agency, administrator: User) -> None:
    a_pattern(agency, by=administrator)
    letter = a_letter(agency, by=administrator)
    with pytest.raises(PermissionDenied):
        actions.cancel(letter, because="x", by=a_user())

    made = actions.cancel(letter, because="salah alamat", by=administrator)

    assert str(made) == "salah alamat"
    assert "NOTA DINAS" in _text(letter)
    assert str(a_letter(agency, by=administrator).number).startswith("0002/")
    with pytest.raises(actions.CannotIssue) as refused:
        actions.cancel(letter, because="x", by=administrator)
    assert refused.value.code == Refusal.CANCELLED


def test_of_a_printed_sheet_only_its_hash_is_kept(agency: Agency, administrator: User) -> None:
    sheet = actions.note_printed(
        b"%PDF-secret", kind=SheetKind.SLIPS, pieces=8, agency=agency, by=administrator, about=agency
    )

    assert sheet.sha256 == hashlib.sha256(b"%PDF-secret").hexdigest()
    assert str(PrintedSheet.objects.get()) == "SLIPS 8"
