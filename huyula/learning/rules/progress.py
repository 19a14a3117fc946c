"""How far somebody is in a course: one function, from which every screen takes its figure."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext

from huyula.learning.rules.courses import LessonKind


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson of somebody's course, and whether it is done; `number` counts lessons and quizzes apart."""

    lesson: uuid.UUID
    kind: LessonKind
    title: str
    minutes: int
    number: int
    is_done: bool
    quiz: uuid.UUID | None = None
    pass_percent: int | None = None
    best: Decimal | None = None

    @property
    def name(self) -> str:
        """Name it as the completion rule does: lesson 5, quiz 2 (70 %)."""
        if self.kind == LessonKind.QUIZ:
            return gettext("quiz %(number)s (%(percent)s %%)") % {"number": self.number, "percent": self.pass_percent}
        return gettext("lesson %(number)s") % {"number": self.number}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: what is done of all, in whole percent (100 only when everything is), and what is needed."""

    steps: tuple[Step, ...]
    done: int = field(init=False)
    all: int = field(init=False)
    percent: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once."""
        done, count = sum(step.is_done for step in self.steps), len(self.steps)
        object.__setattr__(self, "done", done)
        object.__setattr__(self, "all", count)
        object.__setattr__(self, "percent", 100 * done // count if count else 0)

    @property
    def is_complete(self) -> bool:
        """Say whether the completion rule is met: every lesson done, every quiz passed."""
        return bool(self.steps) and self.done == self.all

    @property
    def needs(self) -> tuple[Step, ...]:
        """Give what is still needed, quizzes last."""
        left = [step for step in self.steps if not step.is_done]
        return tuple(sorted(left, key=lambda step: step.kind == LessonKind.QUIZ))

    @property
    def still_needed(self) -> list[str]:
        """Say what is still needed: lesson 5, quiz 2 (70 %)."""
        return [step.name for step in self.needs]

    @property
    def minutes_left(self) -> int:
        """Add up the minutes of what is still needed."""
        return sum(step.minutes for step in self.steps if not step.is_done)

    @property
    def next_step(self) -> Step | None:
        """Give the first lesson that is not done, or None."""
        return next((step for step in self.steps if not step.is_done), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """A lesson with what is known of one person: whether it was marked as done, and the best result of its quiz."""

    lesson: uuid.UUID
    kind: str
    title: str
    minutes: int
    is_marked: bool
    quiz: uuid.UUID | None = None
    pass_percent: int | None = None
    best: Decimal | None = None
    is_passed: bool = False


def progress(lessons: Iterable[Taken]) -> Progress:
    """Give how far somebody is, from the lessons of their version in order. A quiz is done when it is passed."""
    counted = {LessonKind.QUIZ: 0, LessonKind.TEXT: 0}
    steps = []
    for taken in lessons:
        kind = LessonKind(taken.kind)
        counted[group := LessonKind.QUIZ if kind == LessonKind.QUIZ else LessonKind.TEXT] += 1
        steps.append(
            Step(
                lesson=taken.lesson,
                kind=kind,
                title=taken.title,
                minutes=taken.minutes,
                number=counted[group],
                is_done=taken.is_passed if kind == LessonKind.QUIZ else taken.is_marked,
                quiz=taken.quiz,
                pass_percent=taken.pass_percent,
                best=taken.best,
            )
        )
    return Progress(tuple(steps))


def neighbours(steps: Sequence[Step], lesson: uuid.UUID) -> tuple[Step | None, Step | None]:
    """Give the lessons before and after one."""
    place = next(index for index, step in enumerate(steps) if step.lesson == lesson)
    before = steps[place - 1] if place else None
    return before, steps[place + 1] if place + 1 < len(steps) else None
