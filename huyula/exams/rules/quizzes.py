"""What makes a quiz sound, and every sentence with which this area says no."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.exams.rules.short_answers import compact

MOST_QUESTIONS = 100
MOST_OPTIONS = 12
MOST_POINTS = 100
MOST_MINUTES = 600
MOST_TYPOS = 2


class QuestionKind(TextChoices):
    """How a question is answered."""

    SINGLE = "SINGLE", _("One right answer")
    SEVERAL = "SEVERAL", _("Several right answers")
    SHORT = "SHORT", _("Short answer")


class Reveal(TextChoices):
    """When the right answers and the author's explanations are shown."""

    ALWAYS = "ALWAYS", _("After each attempt you see the right answers and why.")
    WHEN_DONE = "WHEN_DONE", _("You see the right answers and why once you have passed or no attempt is left.")
    NEVER = "NEVER", _("You see your points for each question, but not the right answers.")


class Refusal(TextChoices):
    """Why a quiz is not made, an attempt not opened, an answer not taken, or an attempt not handed in."""

    NO_TITLE = "NO_TITLE", _("Give the quiz a title of at most 200 characters.")
    PASS_MARK = "PASS_MARK", _("The pass mark lies between 1 and 100 percent.")
    MINUTES = "MINUTES", _("Give 1 to 600 minutes, or none for a quiz without a clock.")
    ATTEMPTS = "ATTEMPTS", _("Give 1 to 50 attempts, or none for as many as one likes.")
    NO_QUESTION = "NO_QUESTION", _("A quiz has 1 to 100 questions.")
    NO_PROMPT = "NO_PROMPT", _("Question %(place)s asks nothing.")
    POINTS = "POINTS", _("Question %(place)s gives 1 to 100 points.")
    OPTIONS = "OPTIONS", _("Question %(place)s needs 2 to 12 options.")
    OPTION_TEXT = "OPTION_TEXT", _("Question %(place)s has an option that is empty or stands there twice.")
    ONE_RIGHT = "ONE_RIGHT", _("Question %(place)s needs exactly one right option.")
    SOME_RIGHT = "SOME_RIGHT", _("Question %(place)s needs at least one right option.")
    KEYS = "KEYS", _("Question %(place)s needs at least one key with a letter, digit or sign to compare.")
    NOT_BOTH = "NOT_BOTH", _("Question %(place)s has either options or keys, as its kind says.")
    TYPOS = "TYPOS", _("Question %(place)s: 0 to 2 slips of the pen, and only for short answers.")
    NEWER = "NEWER", _("This quiz has a newer version already.")

    NOT_PUBLISHED = "NOT_PUBLISHED", _("This quiz has not been published.")
    PASSED = "PASSED", _("You have passed this quiz already.")
    NO_ATTEMPT_LEFT = "NO_ATTEMPT_LEFT", _("No attempt is left: you have used all %(most)s.")

    CLOSED = "CLOSED", _("This attempt is closed. What had reached the server before counts.")
    TOO_LATE = "TOO_LATE", _("The time of this attempt is over. What reached the server in time counts.")
    OTHER_QUIZ = "OTHER_QUIZ", _("This question does not belong to this quiz.")
    OTHER_OPTION = "OTHER_OPTION", _("This option does not belong to this question.")
    ONE_OPTION = "ONE_OPTION", _("Choose one option.")
    NOT_TEXT = "NOT_TEXT", _("This question is answered by choosing.")
    NOT_OPTIONS = "NOT_OPTIONS", _("This question is answered in writing.")
    TOO_LONG = "TOO_LONG", _("Write at most 500 characters; these are %(length)s.")
    SEQUENCE = "SEQUENCE", _("The number of this answer is not one that a device gives.")
    EMPTY = "EMPTY", _("Nothing has been answered yet. Answer at least one question, then hand in.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a quiz, and with which question of it (counted from 1; 0 = the quiz itself)."""

    refusal: Refusal
    place: int = 0


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a question as its author writes it."""

    text: str
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """A question as its author writes it: `options` for SINGLE and SEVERAL, `keys` for SHORT.

    Prompt and feedback are HTML, cleaned when the quiz is made.
    """

    kind: QuestionKind
    prompt: str
    options: tuple[OptionSpec, ...] = ()
    keys: tuple[str, ...] = ()
    points: int = 1
    feedback: str = ""
    typos: int = 0


@dataclass(frozen=True, slots=True)
class QuizSpec:
    """A quiz as its author writes it. `minutes` and `attempts` None = without limit."""

    title: str
    questions: tuple[QuestionSpec, ...]
    pass_percent: int = 70
    minutes: int | None = None
    attempts: int | None = None
    language: str = "id"
    reveal: Reveal = Reveal.WHEN_DONE
    is_shuffled: bool = False


def fault_of(spec: QuizSpec) -> Fault | None:
    """Return the first thing that is wrong with a quiz, or None."""
    if refusal := _fault_of_frame(spec):
        return Fault(refusal)
    for place, question in enumerate(spec.questions, start=1):
        if refusal := _fault_of_question(question):
            return Fault(refusal, place)
    return None


def _fault_of_frame(spec: QuizSpec) -> Refusal | None:
    checks = (
        (0 < len(spec.title.strip()) <= 200, Refusal.NO_TITLE),
        (1 <= spec.pass_percent <= 100, Refusal.PASS_MARK),
        (spec.minutes is None or 1 <= spec.minutes <= MOST_MINUTES, Refusal.MINUTES),
        (spec.attempts is None or 1 <= spec.attempts <= 50, Refusal.ATTEMPTS),
        (1 <= len(spec.questions) <= MOST_QUESTIONS, Refusal.NO_QUESTION),
    )
    return next((refusal for is_sound, refusal in checks if not is_sound), None)


def _fault_of_question(question: QuestionSpec) -> Refusal | None:
    is_short = question.kind == QuestionKind.SHORT
    checks = (
        (bool(_bare(question.prompt)), Refusal.NO_PROMPT),
        (1 <= question.points <= MOST_POINTS, Refusal.POINTS),
        (0 <= question.typos <= (MOST_TYPOS if is_short else 0), Refusal.TYPOS),
        (not (question.options if is_short else question.keys), Refusal.NOT_BOTH),
    )
    found = next((refusal for is_sound, refusal in checks if not is_sound), None)
    return found or (_fault_of_keys(question.keys) if is_short else _fault_of_options(question))


def _fault_of_keys(keys: Sequence[str]) -> Refusal | None:
    is_sound = keys and all(compact(key) and len(key) <= 200 for key in keys)
    return None if is_sound else Refusal.KEYS


def _fault_of_options(question: QuestionSpec) -> Refusal | None:
    texts = [option.text.strip() for option in question.options]
    right = sum(option.is_right for option in question.options)
    if not 2 <= len(texts) <= MOST_OPTIONS:
        return Refusal.OPTIONS
    if not all(0 < len(text) <= 500 for text in texts) or len(set(texts)) < len(texts):
        return Refusal.OPTION_TEXT
    if question.kind == QuestionKind.SINGLE:
        return None if right == 1 else Refusal.ONE_RIGHT
    return None if right else Refusal.SOME_RIGHT


def _bare(html: str) -> str:
    """Give what is left to read of HTML; a picture counts as something to read."""
    return html.strip() if "<img" in html else re.sub(r"<[^>]*>|&nbsp;|\s", "", html)
