"""Somebody before a quiz, as the tests of attempts need her."""

import datetime as dt
import uuid
from dataclasses import dataclass

from huyula.access.models import User
from huyula.exams import actions
from huyula.exams.models import Answer, Attempt, Quiz, Result
from huyula.exams.rules.answers import Value
from huyula.exams.samples import a_quiz, account_of, questions_of
from huyula.people.models import Person
from huyula.people.samples import a_person

NOW = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Desk:
    """A person and a quiz of their agency."""

    sari: Person
    quiz: Quiz

    @property
    def user(self) -> User:
        """Give her account."""
        return account_of(self.sari)


def a_desk(*, minutes: int | None = None, attempts: int | None = None, questions: int = 3) -> Desk:
    """Seat Sari before a quiz."""
    sari = a_person("Sari")
    agency = sari.biodata.get().agency
    return Desk(sari, a_quiz(questions, agency=agency, minutes=minutes, attempts=attempts))


def give(attempt: Attempt, place: int, value: Value, *, sequence: int = 0, by: User | None = None) -> Answer:
    """Answer the question at a place."""
    return actions.give_answer(
        attempt,
        question=questions_of(attempt.quiz)[place - 1],
        value=value,
        key=uuid.uuid4(),
        made_at=NOW,
        sequence=sequence,
        by=by or account_of(attempt.person),
    )


def handed_in(attempt: Attempt) -> Result:
    """Hand in."""
    return actions.hand_in(attempt, key=uuid.uuid4(), by=account_of(attempt.person))
