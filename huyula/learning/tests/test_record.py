"""What a completion leaves behind: learning hours in the ledger and a certificate, each once."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from huyula.access.samples import an_agency
from huyula.credentials.models import Certificate, Held
from huyula.credentials.queries import verify
from huyula.credentials.samples import the_pattern
from huyula.hours.actions import load_rules
from huyula.hours.models import Posting
from huyula.journal.models import Entry
from huyula.learning import actions, listeners
from huyula.learning.models import Completion
from huyula.learning.rules.courses import Form
from huyula.learning.samples import a_course_spec, an_enrolment, complete

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
