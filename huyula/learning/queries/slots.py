"""What learning shows on pages of other areas: the first page, a gap, a quiz, a posting."""

from typing import Any

from huyula.access.models import User
from huyula.competence.models import Competence
from huyula.credentials.queries import address_of, issued_because
from huyula.exams.models import Attempt, Quiz
from huyula.hours.models import Posting
from huyula.hours.queries import worth_of
from huyula.learning.models import Completion
from huyula.learning.queries.catalogue import courses_for_gap, under_way
from huyula.learning.queries.courses import of_quiz
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.queries import me

MOST = 3


def home(user: User, **_words: Any) -> dict[str, Any]:
    """Give what the user is learning, for the first page; nothing without a person. Three queries."""
    return {"takings": under_way(user)[:MOST]} if me(user).person else {}


def before_quiz(quiz: Quiz, user: User, **_words: Any) -> dict[str, Any]:
    """Give the course of a quiz, so that its page leads back. Four queries."""
    return _around(user, quiz)


def after_quiz(attempt: Attempt, **_words: Any) -> dict[str, Any]:
    """Give the course of a quiz that was handed in, and what it is worth once all is done. Six queries at most."""
    user = attempt.person.user
    found = _around(user, attempt.quiz) if user else {}
    if found and found["taking"].progress.is_complete:
        version = found["taking"].enrolment.version
        found["jp"] = worth_of(version.form, jp=version.jp, on=clock.today()).jp
    return found


def _around(user: User, quiz: Quiz) -> dict[str, Any]:
    found = of_quiz(user, quiz)
    return {"taking": found[0], "lesson": found[1]} if found else {}


def for_gap(competence: Competence, level: int, person: Person, **_words: Any) -> dict[str, Any]:
    """Give the courses of a person's agencies that lead to a level that the post asks for. One query."""
    found = courses_for_gap(competence, level, person=person)
    return {"versions": found[:MOST]} if found else {}


def proof_of(posting: Posting, **_words: Any) -> dict[str, Any]:
    """Give the completed course on which a posting rests, and its certificate. Two queries; none for other proofs."""
    entry = posting.because
    if entry.about != Completion._meta.label_lower:
        return {}
    rows = Completion.objects.select_related("enrolment__version", "agency")
    completion = rows.filter(pk=entry.about_id, enrolment__person=posting.person_id).first()
    if completion is None:
        return {}
    certificate = issued_because(entry.pk, person=posting.person)
    checked_at = address_of(certificate) if certificate else ""
    return {"completion": completion, "certificate": certificate, "checked_at": checked_at}
