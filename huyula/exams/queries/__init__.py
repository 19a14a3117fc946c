"""Reading quizzes, attempts, the answers that stand, and results. What pages show is in `pages`."""

from huyula.exams.queries.attempts import (
    Asked,
    asked,
    attempt_of,
    best_result,
    given_of,
    has_passed,
    is_overdue,
    keys_of,
    overdue,
    place_of,
    results_of,
    standing_answers,
    tries_of,
)

__all__ = [
    "Asked",
    "asked",
    "attempt_of",
    "best_result",
    "given_of",
    "has_passed",
    "is_overdue",
    "keys_of",
    "overdue",
    "place_of",
    "results_of",
    "standing_answers",
    "tries_of",
]
