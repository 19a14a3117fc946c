"""The catalogue: courses for one's own gaps first, each with its reason; search; the way from a gap."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.competence.models import Competence
from huyula.competence.rules import Importance, Source
from huyula.competence.samples import a_competence, a_requirement, an_evidence
from huyula.learning.models import CourseVersion
from huyula.learning.queries.catalogue import catalogue, courses_for_gap
from huyula.learning.samples import a_course, a_text_lesson, an_enrolment, complete
from huyula.learning.tests.doors import page
from huyula.people.models import Person
from huyula.people.samples import a_person
from huyula.people.tests.visits import account_of, enter, words_of

pytestmark = pytest.mark.django_db
numbers = itertools.count(1)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def sari(agency: Agency) -> Person:
    return a_person("Sari", agency=agency)


@pytest.fixture
def phone(sari: Person) -> Client:
    return enter(Client(), sari)


def a_gap(
    person: Person, *, attained: int | None, required: int, importance: Importance = Importance.USUAL
) -> Competence:
    """Let somebody's post ask for more of a new competence than is attained."""
    served = a_competence(title=f"Kompetensi {next(numbers)}")
    placement = person.placements.select_related("position", "agency").get()
    a_requirement(placement.position, served, level=required, importance=importance)
    if attained is not None:
        an_evidence(person, served, agency=placement.agency, source=Source.ASSESSMENT, level=attained)
    return served


def test_courses_for_the_own_gaps_come_first_with_the_reason(agency: Agency, sari: Person, phone: Client) -> None:
    small = a_gap(sari, attained=2, required=3, importance=Importance.LITTLE)
    great = a_gap(sari, attained=1, required=3, importance=Importance.DECISIVE)
    met = a_gap(sari, attained=3, required=3)
    a_course(1, agency=agency, code="dasar", title="ZZ Dasar")
    a_course(agency=agency, title="AA Umum", serves=[(met.code, 3)])
    a_course(agency=agency, title="BB Kecil", serves=[(small.code, 3)])
    a_course(agency=agency, title="CC Besar", serves=[(great.code, 2)], prerequisites=["dasar"])

    offers = catalogue(account_of(sari)).rows
    text = page(phone, "catalogue")

    assert [offer.title for offer in offers] == ["ZZ Dasar", "CC Besar", "BB Kecil", "AA Umum"]
    assert f"karena kesenjangan {great.title}: tingkat 1→2" in text
    assert "prasyarat untuk: CC Besar" in text


def test_a_gap_that_nobody_has_rated_is_said_so(agency: Agency, sari: Person, phone: Client) -> None:
    served = a_gap(sari, attained=None, required=2)
    a_course(agency=agency, serves=[(served.code, 2)])
    assert f"karena kesenjangan {served.title}: menuju tingkat 2, belum dinilai" in page(phone, "catalogue")


def test_a_completed_course_is_no_longer_urged(agency: Agency, sari: Person) -> None:
    served = a_gap(sari, attained=1, required=3)
    a_course(1, quiz=False, agency=agency, code="dasar", title="AA")
    complete(an_enrolment(sari, CourseVersion.objects.get()))
    complete(an_enrolment(sari, a_course(1, quiz=False, agency=agency, serves=[(served.code, 3)], title="BB")))

    assert [offer.is_first for offer in catalogue(account_of(sari)).rows] == [False, False]


def test_the_catalogue_is_searched_and_paged(agency: Agency, phone: Client) -> None:
    for number in range(21):
        a_course([a_text_lesson()], quiz=False, agency=agency, title=f"Pelatihan {number:02d}")

    assert "Pelatihan 20" not in page(phone, "catalogue")
    assert "Pelatihan 20" in words_of(phone.get(reverse("learning:catalogue"), {"page": 2}))
    found = words_of(phone.get(reverse("learning:catalogue"), {"q": "pelatihan 07"}))
    assert "Pelatihan 07" in found
    assert "Pelatihan 08" not in found
    assert "Pelatihan tidak ditemukan" in words_of(phone.get(reverse("learning:catalogue"), {"q": "memasak"}))


def test_a_gap_leads_to_its_courses(agency: Agency, sari: Person, phone: Client) -> None:
    served = a_gap(sari, attained=1, required=2)
    version = a_course(agency=agency, serves=[(served.code, 2)], title="Jalan Keluar")
    a_course(serves=[(served.code, 2)], title="Di Tempat Lain")
    a_course(agency=agency, serves=[(served.code, 3)], title="Terlalu Tinggi")

    assert courses_for_gap(served, 2, person=sari) == [version]
    assert "Jalan Keluar" in words_of(phone.get(reverse("competence:gap", args=[sari.pk, served.code])))
