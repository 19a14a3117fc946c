"""What an answer and an attempt are worth. The rule in words is printed; `RULE` names its version in each result."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huyula.exams.rules.answers import Given
from huyula.exams.rules.quizzes import QuestionKind
from huyula.exams.rules.short_answers import says

RULE = "exams-1"
CENT = Decimal("0.01")
SEVERAL_IN_WORDS: Promise = _(
    "All right ones and no wrong one give full points. Otherwise the share of right ones chosen, less the same share"
    " for each wrong one; never below 0."
)


@dataclass(frozen=True, slots=True)
class Key:
    """What is right: the right options, or the keys of a short answer."""

    kind: QuestionKind
    points: int
    right: frozenset[int] = frozenset()
    texts: tuple[str, ...] = ()
    typos: int = 0


@dataclass(frozen=True, slots=True)
class Worth:
    """What an attempt is worth: points of most, in percent, and whether that passes."""

    points: Decimal
    most: Decimal
    percent: Decimal
    is_passed: bool


def mark(given: Given | None, key: Key) -> Decimal:
    """Give the points of an answer, to the hundredth.

    SINGLE and SHORT: all or nothing. SEVERAL: points x (right chosen - wrong chosen) / right, never below 0.
    """
    if given is None or given.is_empty:
        return Decimal(0)
    if key.kind == QuestionKind.SHORT:
        return Decimal(key.points if says(given.text, key.texts, typos=key.typos) else 0)
    chosen = frozenset(given.options)
    if key.kind == QuestionKind.SINGLE:
        return Decimal(key.points if chosen == key.right else 0)
    share = Decimal(len(chosen & key.right) - len(chosen - key.right)) / len(key.right)
    return (max(Decimal(0), share) * key.points).quantize(CENT, ROUND_HALF_UP)


def worth(points: Collection[Decimal], *, most: int, pass_percent: int) -> Worth:
    """Add up the points of an attempt. Passing is decided by points, before the percentage is rounded."""
    total = sum(points, Decimal(0))
    percent = (total * 100 / most).quantize(CENT, ROUND_HALF_UP)
    return Worth(total, Decimal(most), percent, total * 100 >= pass_percent * most)
