"""The pages of exams."""

from collections.abc import Callable

from django.urls import reverse

from huyula.exams.models import Attempt, Quiz
from huyula.exams.rules.quizzes import Reveal
from huyula.exams.samples import a_quiz, an_attempt, answer, questions_of, right_values, take
from tests.pages.world import Visit, World, account_of, another, numbers


def the_quiz(world: World) -> Quiz:
    """Make one more quiz of the agency, with every kind of question and a clock."""
    title = f"Kuis {world.mark} {next(numbers)}"
    return a_quiz(6, agency=world.agency, title=title, minutes=30, attempts=3, reveal=Reveal.ALWAYS, is_shuffled=True)


def an_open_attempt(world: World) -> Attempt:
    """Let one more person be in the middle of a quiz."""
    attempt = an_attempt(another(world), the_quiz(world))
    for question in questions_of(attempt.quiz)[:3]:
        answer(attempt, question, right_values(question))
    return attempt


def quiz(world: World) -> Visit:
    """Show the rules of a quiz to somebody who has tried it."""
    who, chosen = another(world), the_quiz(world)
    take(who, chosen, right=1)
    return Visit(reverse("exams:quiz", args=[chosen.pk]), account_of(who))


def of_an_open_attempt(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about an open attempt."""

    def visit(world: World) -> Visit:
        attempt = an_open_attempt(world)
        return Visit(reverse(name, args=[attempt.pk]), account_of(attempt.person))

    return visit


def result(world: World) -> Visit:
    """Show a result, question by question."""
    who = another(world)
    worth = take(who, the_quiz(world), right=4)
    return Visit(reverse("exams:result", args=[worth.attempt_id]), account_of(who))


PAGES: dict[str, Callable[[World], Visit]] = {
    "exams:quiz": quiz,
    "exams:attempt": of_an_open_attempt("exams:attempt"),
    "exams:hand_in": of_an_open_attempt("exams:hand_in"),
    "exams:result": result,
}
