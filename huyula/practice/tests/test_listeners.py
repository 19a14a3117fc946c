"""From a completed course to a question, from a confirmation to evidence: told twice, done once."""

from pathlib import Path

import pytest
from pytest_django import Settings

from huyula.competence.models import Evidence
from huyula.competence.rules import Source
from huyula.competence.samples import a_competence
from huyula.journal.models import Entry
from huyula.learning.samples import a_course, an_enrolment, complete
from huyula.lib import clock
from huyula.people.models import Person
from huyula.practice import listeners
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.samples import answer, see
from huyula.practice.tests.people_at_work import A_DAY, a_section, let_days_pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(settings: Settings, tmp_path: Path) -> tuple[Person, UseReport]:
    """Let Sari complete a course that serves a competence, and tell a month later that she uses it."""
    unit, ismet, sari = a_section()
    version = a_course(agency=unit.agency, title="Literasi Data", serves=[(a_competence("D2.1").code, 2)])
    complete(an_enrolment(sari, version))
    listeners.plan_question(Entry.objects.get(verb="learning.completed"))
    let_days_pass(30, settings, tmp_path)
    return ismet, answer(UseQuestion.objects.get())


def test_a_completed_course_is_asked_about_once() -> None:
    unit, _, sari = a_section()
    complete(an_enrolment(sari, a_course(agency=unit.agency, title="Literasi Data")))
    entry = Entry.objects.get(verb="learning.completed")

    for _ in range(2):
        listeners.plan_question(entry)

    asked = UseQuestion.objects.get()
    assert (asked.title, asked.person, asked.unit, asked.because) == ("Literasi Data", sari, unit, entry)
    assert asked.due_on == clock.today() + 30 * A_DAY


def test_what_a_supervisor_has_seen_is_evidence_once(at_work: tuple[Person, UseReport]) -> None:
    ismet, told = at_work
    see(told, by=ismet)
    entry = Entry.objects.get(verb="practice.confirmed")

    for _ in range(2):
        listeners.note_use(entry)

    found = Evidence.objects.get(source=Source.USE)
    assert (found.person, found.level, found.because) == (told.question.person, 2, entry)
    assert (found.competence.code, found.agency, found.on) == ("D2.1", told.agency, clock.today())


def test_what_was_not_seen_is_no_evidence(at_work: tuple[Person, UseReport]) -> None:
    ismet, told = at_work
    see(told, by=ismet, is_used=False)

    listeners.note_use(Entry.objects.get(verb="practice.confirmed"))

    assert not Evidence.objects.filter(source=Source.USE).exists()
