"""Every write about quizzes: making them, opening attempts, keeping answers, handing in."""

from huyula.exams.actions.attempts import (
    CannotAnswer,
    CannotHandIn,
    CannotOpen,
    close_all_overdue,
    close_if_overdue,
    give_answer,
    hand_in,
    open_attempt,
)
from huyula.exams.actions.quizzes import CannotMake, make_quiz

__all__ = [
    "CannotAnswer",
    "CannotHandIn",
    "CannotMake",
    "CannotOpen",
    "close_all_overdue",
    "close_if_overdue",
    "give_answer",
    "hand_in",
    "make_quiz",
    "open_attempt",
]
