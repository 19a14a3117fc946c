"""Which attempt may be opened, what is an answer, and which of several counts."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from huyula.exams.rules.quizzes import QuestionKind, Refusal, Reveal

Value = list[int] | str
GRACE = dt.timedelta(seconds=90)
LONGEST_TEXT = 500
LONGEST_ID = 20
MOST_SEQUENCE = 2**53


def why_not_open(*, is_published: bool, has_passed: bool, used: int, most: int | None) -> Refusal | None:
    """Return what stands in the way of one more attempt, or None."""
    if not is_published:
        return Refusal.NOT_PUBLISHED
    if has_passed:
        return Refusal.PASSED
    return Refusal.NO_ATTEMPT_LEFT if most is not None and used >= most else None


def reveals(reveal: Reveal | str, *, has_passed: bool, has_attempts: bool) -> bool:
    """Say whether the right answers of a closed attempt are shown to its author."""
    if reveal == Reveal.WHEN_DONE:
        return has_passed or not has_attempts
    return reveal == Reveal.ALWAYS


def is_over(closes_at: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Say whether nothing more is taken: the deadline and the grace for what was under way have passed."""
    return closes_at is not None and now > closes_at + GRACE


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is kept: chosen options or text. Both empty = the answer was taken back."""

    options: tuple[int, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether it answers nothing."""
        return not self.options and not self.text


def read(value: Value, *, kind: QuestionKind | str, options: Iterable[int]) -> Given | Refusal:
    """Read what a device sent as an answer to a question with these options, or return why it is none."""
    if kind == QuestionKind.SHORT:
        return _read_text(value)
    chosen = _ids(value)
    if chosen is None:
        return Refusal.NOT_TEXT
    if not set(chosen) <= set(options):
        return Refusal.OTHER_OPTION
    if kind == QuestionKind.SINGLE and len(chosen) > 1:
        return Refusal.ONE_OPTION
    return Given(options=chosen)


def _ids(value: Value) -> tuple[int, ...] | None:
    """Give the ids of options; a form sends a single one as text."""
    if not isinstance(value, str):
        return tuple(sorted(set(value)))
    if value.isascii() and value.isdecimal() and len(value) < LONGEST_ID:
        return (int(value),)
    return None if value else ()


def _read_text(value: Value) -> Given | Refusal:
    if not isinstance(value, str):
        return Refusal.NOT_OPTIONS if value else Given()
    text = " ".join("".join(letter for letter in value if letter.isprintable() or letter.isspace()).split())
    return Refusal.TOO_LONG if len(text) > LONGEST_TEXT else Given(text=text)


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as far as its order goes. `device` is the sign-in on which it was made."""

    event: uuid.UUID
    device: str
    sequence: int
    received_at: dt.datetime


def standing(answers: Iterable[Sent]) -> Sent | None:
    """Return the answer that counts among those to one question, or None if there is none.

    Of one device's answers that with the highest sequence stands, in whatever order they arrived. Sequences of two
    devices can't be compared, so among these the one that the server received last counts.
    """
    latest: dict[str, Sent] = {}
    for sent in answers:
        known = latest.get(sent.device)
        if known is None or _order(sent) > _order(known):
            latest[sent.device] = sent
    return max(latest.values(), key=lambda sent: (sent.received_at, sent.event), default=None)


def _order(sent: Sent) -> tuple[int, dt.datetime, uuid.UUID]:
    return sent.sequence, sent.received_at, sent.event
