"""What a completion leaves behind: learning hours in the ledger and a certificate, each once."""

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.samples import an_administrator, an_agency
from huyula.credentials.models import Certificate, Held
from huyula.credentials.queries import verify
from huyula.credentials.samples import the_pattern
from huyula.hours.actions import load_rules
from huyula.hours.models import Posting
from huyula.hours.samples import some_hours
from huyula.journal.models import Entry
from huyula.learning import actions, listeners
from huyula.learning.models import Completion
from huyula.learning.queries.slots import proof_of
from huyula.learning.rules.courses import Form
from huyula.learning.samples import a_course_spec, an_enrolment, complete
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def completion() -> Completion:
    load_rules()
    return complete(an_enrolment())


def _tell() -> None:
    entry = Entry.objects.get(verb="learning.completed")
    for _ in range(2):
        listeners.post_hours(entry)
        listeners.issue_certificate(entry)


def test_completing_posts_hours_and_issues_a_certificate_once(completion: Completion) -> None:
    version, person = completion.enrolment.version, completion.enrolment.person
    the_pattern(version.agency)

    _tell()

    posting, certificate = Posting.objects.get(), Certificate.objects.get()
    assert (posting.person, posting.jp, posting.title) == (person, version.jp, version.title)
    assert posting.because == certificate.because == Entry.objects.get(verb="learning.completed")
    assert (certificate.person, certificate.jp, certificate.organiser) == (person, version.jp, version.agency.name)
    assert posting.on == certificate.issued_on
    assert verify(certificate.claim).is_valid


def test_without_a_number_pattern_the_certificate_is_held(completion: Completion) -> None:
    _tell()

    assert Posting.objects.count() == Held.objects.count() == 1
    assert Certificate.objects.count() == 0


def test_self_study_counts_as_one_activity() -> None:
    load_rules()
    spec = replace(a_course_spec(), form=Form.SELF_STUDY)
    version = actions.publish(actions.take_in(spec, agency=an_agency(), by=None).version, by=None)
    the_pattern(version.agency)
    complete(an_enrolment(version=version))

    _tell()

    assert Posting.objects.get().jp == Certificate.objects.get().jp == Decimal(2)


def test_the_page_of_a_completion_shows_its_hours_and_certificate(completion: Completion) -> None:
    person = completion.enrolment.person
    assert person.user
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(person.user)
    address = reverse("learning:completion", args=[completion.pk])
    before = client.get(address).content.decode()
    the_pattern(completion.enrolment.version.agency)
    _tell()

    after = client.get(address).content.decode()

    posting, certificate = Posting.objects.get(), Certificate.objects.get()
    assert "sedang dibukukan" in before
    assert "sedang diterbitkan" in before
    assert reverse("hours:posting", args=[posting.pk]) in after
    assert reverse("credentials:certificate", args=[certificate.pk]) in after


def test_a_posting_shows_the_course_that_proves_it(completion: Completion) -> None:
    _tell()
    posting = Posting.objects.select_related("because", "person").get()
    held = proof_of(posting)
    the_pattern(completion.enrolment.version.agency)
    listeners.issue_certificate(posting.because)

    proof = proof_of(posting)
    assert posting.person.user
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(posting.person.user)
    page = client.get(reverse("hours:posting", args=[posting.pk])).content.decode()

    assert (held["completion"], held["certificate"], held["checked_at"]) == (completion, None, "")
    assert proof["certificate"] == Certificate.objects.get()
    assert proof["checked_at"] in page
    assert "Diselenggarakan oleh" in page


def test_nobody_is_led_to_a_completion_that_is_closed_to_them(completion: Completion) -> None:
    _tell()
    posting = Posting.objects.select_related("person__user", "agency").get()
    leads_to = reverse("learning:completion", args=[completion.pk])
    own, office = Client(), Client()
    assert posting.person.user
    own.force_login(posting.person.user)
    office.force_login(an_administrator(posting.agency))

    pages = [one.get(reverse("hours:posting", args=[posting.pk])).content.decode() for one in (own, office)]

    assert leads_to in pages[0]
    assert leads_to not in pages[1]
    assert completion.enrolment.version.title in pages[1]
    assert "learning.completed" not in pages[1]
    assert own.get(leads_to).status_code == HTTPStatus.OK
    assert office.get(leads_to).status_code == HTTPStatus.NOT_FOUND


def test_other_proofs_show_no_course(completion: Completion) -> None:
    told = some_hours(completion.enrolment.person)
    told.because.about, told.because.about_id = "learning.completion", str(told.person_id)

    assert proof_of(told) == {}
    assert proof_of(some_hours(a_person("Budi"))) == {}
