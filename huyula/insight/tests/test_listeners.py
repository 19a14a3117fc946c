"""Figures follow what happens, through the wiring as the worker runs it."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huyula.access.models import Agency
from huyula.access.samples import an_administrator, an_agency
from huyula.competence import actions as competence
from huyula.competence.samples import a_competence, a_requirement, a_round
from huyula.hours import actions as hours
from huyula.hours.samples import some_hours
from huyula.insight import actions, listeners, tasks
from huyula.insight.forms import place_from
from huyula.insight.models import PersonFigures, UnitFigures
from huyula.insight.samples import counted
from huyula.journal.models import Entry
from huyula.learning import listeners as learning
from huyula.learning.models import Completion
from huyula.learning.samples import a_course, an_enrolment, complete
from huyula.lib import clock
from huyula.people.actions import units as units_actions
from huyula.people.models import Person, Unit
from huyula.people.samples import a_person, a_unit
from huyula.practice import listeners as practice
from huyula.practice.samples import a_question, answer, see
from tests.pages.world import account_of, lead

pytestmark = pytest.mark.django_db
YEAR = clock.today().year
BEGUN = ("doing", "succeeded")


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def office(agency: Agency) -> Unit:
    return a_unit("Dinas Contoh", agency=agency)


@pytest.fixture
def sari(office: Unit) -> Person:
    return a_person("Sari", unit=office)


def hear(after: int = 0, *, leaving: str = "") -> int:
    """Tell the listeners of insight of every entry after one, in order, and do what they ask for; gives the last entry.

    What samples say was completed, without a course, is left out. `leaving` is a task that is left to wait.
    """
    last, completed = after, {str(pk) for pk in Completion.objects.values_list("pk", flat=True)}
    invented = Entry.objects.filter(verb="learning.completed").exclude(about_id__in=completed)
    for entry in Entry.objects.filter(pk__gt=after).exclude(pk__in=invented).order_by("pk"):
        for path in import_module(settings.HUYULA_WIRING).LISTENERS.get(entry.verb, ()):
            if path.startswith("huyula.insight"):
                import_string(path)(entry)
        last = entry.pk
    if leaving != "insight.count_person":
        work("insight.count_person")
    return last


def work(task: str) -> int:
    """Do the jobs that wait, as a worker does; gives how many that were."""
    jobs = ProcrastinateJob.objects.filter(task_name=task).exclude(status__in=BEGUN).order_by("pk")
    found = list(jobs)
    with connection.cursor() as cursor:
        for job in found:
            app.tasks[task].func(**job.args)
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
    return len(found)


def of(person: Person) -> PersonFigures:
    return PersonFigures.objects.get(person=person, year=YEAR)


def waiting(task: str) -> list[dict[str, str]]:
    """Give the words of the jobs that wait."""
    jobs = ProcrastinateJob.objects.filter(task_name=task).exclude(status__in=BEGUN)
    return list(jobs.order_by("pk").values_list("args", flat=True))


def test_hours_that_are_posted_and_countered_are_counted(agency: Agency, sari: Person) -> None:
    counted(agency)
    posting = some_hours(sari, agency=agency, jp=20)
    last = hear()
    assert of(sari).state == "MET"

    hours.reverse(posting, reason="Keliru", by=an_administrator(agency))
    hear(last)

    assert (of(sari).state, of(sari).jp) == ("SHORT", Decimal(0))


def test_ratings_and_their_confirmation_are_counted(agency: Agency, office: Unit, sari: Person) -> None:
    a_requirement(agency, a_competence("K1"), level=3)
    chief = a_person("Ramla", unit=office)
    lead(office, chief)
    counted(agency)
    held = a_round(sari, levels={"K1": 2}, is_finished=True)
    last = hear()
    assert (of(sari).known, of(sari).lacking, of(sari).levels) == (1, 1, 1)

    competence.decide(held, competence="K1", level=3, reason="Saya melihatnya.", by=account_of(chief))
    hear(last)

    assert of(sari).lacking == 0


def test_use_is_counted_where_people_worked_when_they_learned(agency: Agency, office: Unit, sari: Person) -> None:
    chief = a_person("Ramla", unit=office)
    lead(office, chief)
    counted(agency)
    question = a_question(sari, agency=agency)
    if question.completed_on.year != YEAR:
        counted(agency, year=question.completed_on.year)
    see(answer(question), by=chief)
    hear()

    total = UnitFigures.objects.get(unit=office, is_total=True, year=question.completed_on.year)
    assert (total.learned, total.used, total.seen) == (1, 1, 1)


def test_use_without_a_unit_counts_the_agency(agency: Agency) -> None:
    counted(agency)
    a_question(a_person("Budi", agency=an_agency()), agency=agency)
    hear()

    assert waiting("insight.count_agency") == [{"agency_id": str(agency.pk)}]


@pytest.fixture
def completed(agency: Agency, sari: Person) -> Completion:
    """Let Sari complete a course that leads to what her post asks for, after everything was counted."""
    hours.load_rules()
    a_requirement(agency, a_competence("K1"), level=3)
    counted(agency)
    return complete(an_enrolment(sari, a_course(agency=agency, serves=[("K1", 3)])))


def test_a_level_that_is_noted_late_is_counted_all_the_same(completed: Completion, sari: Person) -> None:
    entry = Entry.objects.get(verb="learning.completed", about_id=str(completed.pk))
    learning.post_hours(entry)
    last = hear()
    assert (of(sari).jp, of(sari).known) == (Decimal("0.5"), 0)

    learning.note_evidence(entry)
    hear(last)

    assert of(sari).known == 1


def test_what_a_completed_course_brings_is_counted_once(completed: Completion, sari: Person) -> None:
    entry = Entry.objects.get(verb="learning.completed", about_id=str(completed.pk))
    for listener in (learning.post_hours, learning.note_evidence, practice.plan_question):
        listener(entry)
    hear(leaving="insight.count_person")

    assert waiting("insight.count_person") == [{"person_id": str(sari.pk), "year": YEAR}]
    with CaptureQueriesContext(connection) as made:
        assert work("insight.count_person") == 1
    assert len(made) <= 45
    assert (of(sari).jp, of(sari).known, of(sari).learned) == (Decimal("0.5"), 1, 1)


def test_what_comes_while_somebody_is_counted_is_counted_again(agency: Agency, sari: Person) -> None:
    actions.count_person_soon(sari.pk, year=YEAR)
    actions.count_person_soon(sari.pk, year=YEAR)
    assert len(waiting("insight.count_person")) == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'insight.count_person'")

    actions.count_person_soon(sari.pk, year=YEAR)

    assert len(waiting("insight.count_person")) == 1


def test_the_year_is_that_of_the_agency(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC))
    agency.zone = "Asia/Jakarta"
    agency.save(update_fields=["zone"])
    sari = a_person("Sari", unit=a_unit("Kantor di Barat", agency=agency))

    tasks.count_person(person_id=str(sari.pk))

    assert (clock.today().year, place_from({}, zone=agency.zone).year) == (2027, 2026)
    assert PersonFigures.objects.get(person=sari).year == 2026


def test_units_that_move_count_their_agency_once_however_many(agency: Agency, office: Unit, sari: Person) -> None:
    others = [a_unit(f"Bidang {number}", agency=agency) for number in range(3)]
    counted(agency)
    units_actions.place(others, under=office, by=an_administrator(agency))
    hear()

    assert waiting("insight.count_agency") == [{"agency_id": str(agency.pk)}]
    tasks.count_agency(agency_id=str(agency.pk))
    assert UnitFigures.objects.filter(year=YEAR, parent=office, is_total=True).count() == 3


def test_a_rule_of_the_country_counts_everybody(agency: Agency) -> None:
    other = an_agency()
    listeners.count_everybody(Entry(verb="hours.rule_changed"))

    assert {job["agency_id"] for job in waiting("insight.count_agency")} == {str(agency.pk), str(other.pk)}


def test_an_entry_without_an_agency_is_a_fault() -> None:
    with pytest.raises(ValueError, match="names no agency"):
        listeners.count_agency(Entry(pk=7, verb="people.imported"))
