"""What the page of an answer shows, to whom."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from huyula.access.models import User
from huyula.lib import clock
from huyula.people.queries import Card, Supervisor, cards_of, names_of_users
from huyula.practice.models import UseConfirmation, UseReport
from huyula.practice.queries.questions import Asked, asked, leader_of
from huyula.practice.rules import Answer, State


@dataclass(frozen=True, slots=True)
class Said:
    """What a supervisor said of an answer, and who it was."""

    row: UseConfirmation
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as its page shows it: whose, where it stands, what was said of it, who is to look at it."""

    asked: Asked
    card: Card
    is_own: bool
    may_confirm: bool
    may_deny: bool
    said: list[Said]
    leader: Supervisor | None

    @property
    def has_photo(self) -> bool:
        """Say whether there is a photo whose time is not over."""
        photo = self.asked.report.photo if self.asked.report else None
        return photo is not None and photo.gone_at is None


def told_of(report: UseReport, user: User, *, is_leader: bool) -> Told:
    """Give what the page of an answer shows; `report` is loaded with its question and photo.

    `is_leader` says whether the user is to look at it as a supervisor. Three queries for others, six for the person.
    """
    prefetch_related_objects([report], "confirmations")
    question, day = report.question, clock.today()
    standing = asked(question)
    is_own = question.person.user_id == user.pk
    rows = sorted(report.confirmations.all(), key=lambda row: row.at)
    names = names_of_users({row.by_id for row in rows})
    waits = standing.state in {State.REPORTED, State.NOT_SEEN}
    return Told(
        asked=standing,
        card=cards_of([question.person_id], day)[question.person_id],
        is_own=is_own,
        may_confirm=is_leader and waits,
        may_deny=is_leader and standing.state == State.REPORTED,
        said=[Said(row, names.get(row.by_id, "")) for row in rows],
        leader=leader_of(question) if is_own and report.answer == Answer.USED and waits else None,
    )
