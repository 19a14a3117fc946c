"""Reading questions and answers: where each stands, whose it is, who is to look at it."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.formats import date_format

from huyula.access.models import Agency
from huyula.lib import clock
from huyula.people.models import Person, Placement
from huyula.people.policies import OWN_FIRST, place_of
from huyula.people.queries import Card, Supervisor, cards_of, supervisor_of
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.rules import Reason, State, state_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, if there is one, and where it stands."""

    question: UseQuestion
    report: UseReport | None
    state: State
    card: Card | None = None
    may_open: bool = False

    @property
    def reason(self) -> str:
        """Say what stands in the way, if somebody said so."""
        return str(Reason(self.report.reason).label) if self.report and self.report.reason else ""


def with_answers(rows: QuerySet[UseQuestion]) -> QuerySet[UseQuestion]:
    """Load questions with their answers and what the supervisor said. One query more when read."""
    return rows.select_related("agency", "report", "report__photo").prefetch_related("report__confirmations")


def asked(question: UseQuestion) -> Asked:
    """Say where a question stands that was loaded with its answer. No query."""
    report = getattr(question, "report", None)
    said = [each.is_used for each in report.confirmations.all()] if report else []
    state = state_of(
        report.answer if report else "",
        said=said,
        due_on=question.due_on,
        closes_on=question.closes_on,
        today=clock.today(question.agency.zone),
    )
    return Asked(question, report, state)


def with_names(questions: Sequence[UseQuestion], *, seen: Collection[uuid.UUID], day: dt.date) -> list[Asked]:
    """Say where questions stand and whose they are; `seen` are those (ids) whose answer the user sees. One query."""
    cards = cards_of({question.person_id for question in questions}, day)
    return [
        replace(asked(question), card=cards.get(question.person_id), may_open=question.pk in seen)
        for question in questions
    ]


def of_person(person: Person | uuid.UUID) -> QuerySet[UseQuestion]:
    """Give what a person was, is and will be asked, the newest first."""
    wanted = person.pk if isinstance(person, Person) else person
    return with_answers(UseQuestion.objects.filter(person=wanted)).order_by("-due_on", "-made_at", "pk")


def unit_of(person: Person, *, agency: Agency, day: dt.date) -> uuid.UUID | None:
    """Give the unit of an agency in which a person worked on a day. One query."""
    here = Placement.objects.as_of(day).filter(person=person, agency=agency).order_by(OWN_FIRST, "-valid", "pk")
    found: uuid.UUID | None = here.values_list("unit_id", flat=True).first()
    return found


def leader_of(question: UseQuestion) -> Supervisor | None:
    """Give who leads the person today, as long as they work in the question's agency. Four queries."""
    day = clock.today(question.agency.zone)
    place = place_of(question.person_id, day=day)
    if place is None or place.agency != question.agency_id:
        return None
    found = supervisor_of(question.person_id, day)
    return found if found.account else None


def written(day: dt.date) -> str:
    """Write a day as pages do."""
    return date_format(day)
