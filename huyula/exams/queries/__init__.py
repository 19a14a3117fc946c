"""Reading quizzes, attempts, the answers that stand, and results. What pages show is in `pages`."""

from huyula.exams.queries.attempts import (
    Asked,
    answer_kept,
    asked,
    attempt_of,
    best_result,
    given_of,
    has_passed,
    is_overdue,
    kept_answer,
    locked_attempt,
    overdue,
    own_attempt,
    place_of,
    results_of,
    standing_answers,
    tries_of,
)
from huyula.exams.queries.papers import keys_of

__all__ = [
    "Asked",
    "answer_kept",
    "asked",
    "attempt_of",
    "best_result",
    "given_of",
    "has_passed",
    "is_overdue",
    "kept_answer",
    "keys_of",
    "locked_attempt",
    "overdue",
    "own_attempt",
    "place_of",
    "results_of",
    "standing_answers",
    "tries_of",
]
