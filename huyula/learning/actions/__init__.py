"""Every write of learning: what areas above call stands here."""

from huyula.learning.actions.courses import CannotPublish, CannotTakeIn, TakenIn, import_course, publish, take_in
from huyula.learning.actions.enrolments import (
    CannotEnrol,
    CannotTake,
    CannotWithdraw,
    enrol,
    keep_place,
    note_lesson_done,
    refresh,
    refresh_all,
    withdraw,
)

__all__ = [
    "CannotEnrol",
    "CannotPublish",
    "CannotTake",
    "CannotTakeIn",
    "CannotWithdraw",
    "TakenIn",
    "enrol",
    "import_course",
    "keep_place",
    "note_lesson_done",
    "publish",
    "refresh",
    "refresh_all",
    "take_in",
    "withdraw",
]
