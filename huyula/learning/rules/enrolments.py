"""When somebody takes part, what is taken from a device, and why a course is offered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Refusal(TextChoices):
    """Why somebody does not take part, or something is not taken from them."""

    NOT_PUBLISHED = "NOT_PUBLISHED", _("This course is not open yet.")
    OLD = "OLD", _("There is a newer version of this course. Begin with that one.")
    AGAIN = "AGAIN", _("You are taking part in this course already.")
    COMPLETED = "COMPLETED", _("You have completed this course already.")
    PREREQUISITE = "PREREQUISITE", _("First complete: %(course)s.")

    OTHER_COURSE = "OTHER_COURSE", _("This lesson belongs to another course or version.")
    WITHDRAWN = "WITHDRAWN", _("You have left this course. Begin it again to go on.")
    QUIZ = "QUIZ", _("A quiz is done when it is passed; it can't be marked as done.")


def why_not_enrol(
    *, is_published: bool, is_newest: bool, is_open: bool, has_completed: bool, has_missing: bool
) -> Refusal | None:
    """Return what stands in the way of taking part, or None.

    `is_open`: in some version already; `has_completed`: this version; `has_missing`: a prerequisite is not completed.
    """
    checks = (
        (not is_published, Refusal.NOT_PUBLISHED),
        (is_open, Refusal.AGAIN),
        (has_completed, Refusal.COMPLETED),
        (not is_newest, Refusal.OLD),
        (has_missing, Refusal.PREREQUISITE),
    )
    return next((refusal for stands, refusal in checks if stands), None)


def why_not_withdraw(*, is_withdrawn: bool, is_completed: bool) -> Refusal | None:
    """Return what stands in the way of leaving a course, or None."""
    if is_withdrawn:
        return Refusal.WITHDRAWN
    return Refusal.COMPLETED if is_completed else None


def why_not_take(*, is_of_version: bool, is_withdrawn: bool, is_quiz: bool = False) -> Refusal | None:
    """Return why "done" or a place in a lesson is not taken, or None."""
    if not is_of_version:
        return Refusal.OTHER_COURSE
    if is_withdrawn:
        return Refusal.WITHDRAWN
    return Refusal.QUIZ if is_quiz else None


def moment_of(made_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """Give the moment by which two devices are compared: their own time, but never later than the server's."""
    return min(made_at, now)


class WhyOffered(TextChoices):
    """Why a course stands first."""

    GAP = "GAP", "GAP"
    LEADS_TO = "LEADS_TO", "LEADS_TO"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a course is offered: it closes a gap (from a level to another), or opens the way to a course that does."""

    why: WhyOffered
    name: str
    attained: int | None = None
    level: int | None = None
    risk: float = 0


@dataclass(frozen=True, slots=True)
class Lack:
    """A gap as far as a course is concerned: competence, what is attained (None = nobody knows), what is required."""

    competence: int
    name: str
    attained: int | None
    required: int
    risk: float


def reasons_for(serves: Sequence[tuple[int, int]], lacks: Sequence[Lack]) -> list[Reason]:
    """Give the gaps that a course closes or narrows, the riskiest first. `serves` pairs competences with levels."""
    levels = dict(serves)
    found = [
        Reason(WhyOffered.GAP, lack.name, lack.attained, min(levels[lack.competence], lack.required), lack.risk)
        for lack in lacks
        if levels.get(lack.competence, 0) > (lack.attained or 0)
    ]
    return sorted(found, key=lambda reason: -reason.risk)
