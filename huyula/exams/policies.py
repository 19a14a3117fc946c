"""Who sees quizzes and attempts, who may open, answer and make them."""

import uuid

from django.db.models import Q, QuerySet

from huyula.access.models import Agency, User
from huyula.access.policies import is_administrator
from huyula.exams.models import Attempt, Quiz
from huyula.people.models import Person
from huyula.people.policies import Reach, reach


def visible_quizzes(user: User) -> QuerySet[Quiz]:
    """Let everybody see the published quizzes of an agency where they work or that they administer.

    Whoever has tried one sees it for good, wherever they work since. One query more.
    """
    return visible_quizzes_of(reach(user))


def visible_quizzes_of(mine: Reach) -> QuerySet[Quiz]:
    """Let it be those that a reach covers."""
    here = Q(agency__in=mine.agencies | mine.administered)
    tried = Attempt.objects.filter(person=mine.person).values("quiz")
    return Quiz.objects.filter(here | Q(pk__in=tried), published_at__isnull=False)


def attempts_of(user: uuid.UUID) -> QuerySet[Attempt]:
    """Let only their author, the account with this id, see an attempt and its answers.

    Others see results where a higher area shows them.
    """
    return Attempt.objects.filter(person__user=user, person__user__is_active=True)


def may_open(user: User, person: Person, quiz: Quiz) -> bool:
    """Let everybody try a quiz for themselves, in an agency where they work or that they administer. One query."""
    if person.user_id != user.pk:
        return False
    mine = reach(user)
    return quiz.agency_id in mine.agencies or quiz.agency_id in mine.administered


def may_answer(user: User, attempt: Attempt) -> bool:
    """Let only its author answer and hand in an attempt."""
    return attempt.person.user_id == user.pk


def may_make(user: User | None, agency: Agency) -> bool:
    """Let administrators of an agency make its quizzes; None is the shell."""
    return user is None or is_administrator(user, agency)
