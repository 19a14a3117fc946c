"""The memo about figures: under the letterhead, numbered, with basis, figures, units, competences and signatory."""

import io
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency
from huyula.files import queries as files
from huyula.hours.actions import load_rules
from huyula.insight import actions
from huyula.insight.queries.memos import Asked, memos_about
from huyula.insight.samples import a_standard, counted, some_levels, some_people
from huyula.journal.models import Entry
from huyula.letters import actions as letters
from huyula.letters.models import Letter
from huyula.letters.samples import a_letterhead, a_pattern, a_signatory
from huyula.lib import clock
from huyula.people.models import Standing
from huyula.people.samples import a_person, a_unit, from_now

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def agency() -> Agency:
    return an_agency("Provinsi Karawo")


@pytest.fixture
def administrator(agency: Agency) -> User:
    user = an_administrator(agency)
    load_rules()
    a_letterhead(agency, by=user)
    a_pattern(agency, by=user)
    return user


def _words(letter: Letter) -> str:
    with files.content(letter.blob) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_memo_says_on_which_basis_what_was_counted_and_who_signs(agency: Agency, administrator: User) -> None:
    people = some_people(agency, met=2, short=1, none=1)
    some_levels(agency, people[:2], a_standard(agency, "M1"), level=1)
    standing = Standing.objects.get(person=people[3])
    Standing.objects.filter(pk=standing.pk).update(recorded=(standing.recorded.lower, from_now().lower))
    signatory, reckoning = a_signatory(agency, by=administrator), counted(agency)
    asked = Asked("Sekretaris Daerah", signatory, "Mohon arahan untuk unit yang belum tercatat.")

    letter = actions.issue_memo(agency, year=YEAR, unit=None, asked=asked, by=administrator)

    words = _words(letter)
    for said in (
        "PROVINSI KARAWO",
        letter.number.text,
        "Yth. : Sekretaris Daerah",
        "Dari : Kepala Badan Kepegawaian",
        "Nomor 17 Tahun 2020 Pasal 203",
        "Dari 4 pegawai, 3 dihitung terhadap target (tidak dihitung: 1 yang kedudukan hukumnya belum diatur)",
        "2 orang (66,7 %) memenuhi target, 1 di bawah target",
        "Rata-rata 15,0 JP",
        "2 dari 4 pegawai yang jabatannya memiliki standar telah dinilai; 2 di antaranya",
        "Dinas Contoh 4 3 2 67 % 1 0 15,0",
        "Mengolah data 2 2 100 % 1,0",
        "Mohon arahan untuk unit yang belum tercatat.",
        "bukan nol",
        "Dr. Contoh Pejabat, S.Sos., M.Si.",
    ):
        assert said in words, said
    assert list(memos_about(reckoning)) == [letter]
    assert Entry.objects.get(verb="insight.memo_issued").about_id == str(letter.pk)


def test_a_memo_about_a_unit_names_those_below_and_those_in_it(agency: Agency, administrator: User) -> None:
    office = a_unit("Dinas Contoh", agency=agency)
    a_person("Sari", unit=a_unit("Bidang Contoh", under=office))
    a_person("Budi", unit=office)
    counted(agency)

    words = _words(actions.issue_memo(agency, year=YEAR, unit=office.pk, asked=Asked("Sekda", None), by=administrator))

    for said in (
        "kompetensi Dinas Contoh tahun",
        "1 Bidang Contoh 1 1 0",
        "2 Di unit itu sendiri 1 1 0",
        "Dari : Prov",
    ):
        assert said in words, said
    assert "paling banyak belum terpenuhi" not in words


def test_a_memo_about_a_leaf_or_a_unit_that_has_gone(agency: Agency, administrator: User) -> None:
    gone = a_unit("Unit Lama", agency=agency)
    a_person("Sari", unit=gone)
    state = gone.states.get()
    gone.states.filter(pk=state.pk).update(recorded=(state.recorded.lower, from_now().lower))
    counted(agency)

    about_all = actions.issue_memo(agency, year=YEAR, unit=None, asked=Asked("Sekda", None), by=administrator)
    about_it = actions.issue_memo(agency, year=YEAR, unit=gone.pk, asked=Asked("Sekda", None), by=administrator)

    assert "Unit yang sudah tidak ada 1 1 0" in _words(about_all)
    assert "menurut unit kerja" not in _words(about_it)


def test_a_memo_is_refused_without_figures_unit_right_or_number(agency: Agency) -> None:
    user = an_administrator(agency)
    asked = Asked("Sekda", None)
    with pytest.raises(actions.CannotWrite) as uncounted:
        actions.issue_memo(agency, year=YEAR, unit=None, asked=asked, by=user)
    counted(agency)
    with pytest.raises(actions.CannotWrite):
        actions.issue_memo(agency, year=YEAR, unit=a_unit().pk, asked=asked, by=user)
    with pytest.raises(letters.CannotIssue):
        actions.issue_memo(agency, year=YEAR, unit=None, asked=asked, by=user)
    with pytest.raises(PermissionDenied):
        actions.issue_memo(agency, year=YEAR, unit=None, asked=asked, by=an_administrator(an_agency()))

    assert uncounted.value.code == "NOT_COUNTED"
    assert not Letter.objects.exists()


def test_the_page_issues_a_memo_and_lists_those_before(agency: Agency, administrator: User) -> None:
    some_people(agency, met=1)
    signatory = a_signatory(agency, by=administrator)
    counted(agency)
    client, address = Client(), f"{reverse('insight:new_memo')}?agency={agency.code}"
    client.cookies["django_language"] = "id"
    client.force_login(administrator)

    page = client.get(address).content.decode()
    wrong = client.post(address, {"to": ""})
    done = client.post(address, {"to": "Sekda", "signatory": signatory.pk, "words": ""})

    assert "Dr. Contoh Pejabat" in page
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    letter = Letter.objects.get()
    assert done.headers["Location"] == reverse("letters:letter", args=[letter.pk])
    assert letter.number.text in client.get(address).content.decode()
    assert client.get(f"{address}&unit={a_unit().pk}").status_code == HTTPStatus.NOT_FOUND


def test_the_page_says_what_is_missing(agency: Agency) -> None:
    user = an_administrator(agency)
    some_people(agency, met=1)
    counted(agency)
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(user)

    answer = client.post(f"{reverse('insight:new_memo')}?agency={agency.code}", {"to": "Sekda"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "pola nomor" in answer.content.decode().lower()
