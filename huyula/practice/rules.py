"""When one is asked, what counts as an answer, where a question stands, what others may see. Values in, values out."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEAST_WORDS = 20
MOST_WORDS = 2_000
LONGEST_LINK = 500
MOST_ROUNDS = 2
SMALLEST_GROUP = 5
MOST_DAYS = 1_000
NUMBERS = ("ask_after", "answer_within", "ask_again_after", "keep_photo")


class Answer(TextChoices):
    """What somebody says of what they learned."""

    USED = "USED", _("Yes, I use it")
    NOT_YET = "NOT_YET", _("Not yet, but I will")
    UNSUITED = "UNSUITED", _("It does not fit my tasks")


class Reason(TextChoices):
    """Why something is not used yet."""

    NO_TIME = "NO_TIME", _("No time yet")
    NO_OCCASION = "NO_OCCASION", _("No occasion yet")
    NO_TOOL = "NO_TOOL", _("No tool or no signal")
    NOT_USEFUL = "NOT_USEFUL", _("It was of little use")
    OTHER = "OTHER", _("Something else")


class PhotoNote(TextChoices):
    """What the sender says of faces, identity cards and papers of citizens on a photo."""

    NONE = "NONE", _("No, none")
    COVERED = "COVERED", _("Yes, but I have covered or cut it away")
    VISIBLE = "VISIBLE", _("Yes, and one can see it")


class State(TextChoices):
    """Where a question stands."""

    PLANNED = "PLANNED", _("Not asked yet")
    OPEN = "OPEN", _("Waits for your answer")
    UNANSWERED = "UNANSWERED", _("Not answered")
    REPORTED = "REPORTED", _("Used, says the officer")
    SEEN = "SEEN", _("Used, seen by the supervisor")
    NOT_SEEN = "NOT_SEEN", _("Used, the supervisor has not seen it yet")
    NOT_YET = "NOT_YET", _("Not used yet")
    UNSUITED = "UNSUITED", _("Does not fit the tasks")


class Refusal(TextChoices):
    """Why an answer or a confirmation is not taken, and what to do."""

    TOO_EARLY = "TOO_EARLY", _("This will be asked on %(day)s. Until then you can try out what you learned.")
    ALREADY = "ALREADY", _("This question is answered already.")
    NO_REASON = "NO_REASON", _("Please choose what stands in the way.")
    NO_PROOF = (
        "NO_PROOF",
        _("Please tell in at least %(least)s characters what you did, or send a photo or a link instead."),
    )
    TOO_LONG = "TOO_LONG", _("Please keep it below %(most)s characters.")
    BAD_LINK = "BAD_LINK", _("This is no web address. It has to begin with https:// or http://.")
    NO_NOTE = (
        "NO_NOTE",
        _("Please say whether a face, an identity card or a citizen's papers can be seen on the photo."),
    )
    VISIBLE = (
        "VISIBLE",
        _("Please cover or cut away faces, identity cards and papers in your gallery, then choose the photo again."),
    )
    NOT_USED = "NOT_USED", _("There is nothing to confirm in this answer.")
    SAID = "SAID", _("This was confirmed already.")


class WhyNotChange(TextChoices):
    """Why the days of asking are not changed."""

    TOO_EARLY = "TOO_EARLY", _("The new days have to begin after %(day)s, the first day of the last rule.")
    OUT_OF_RANGE = "OUT_OF_RANGE", _("Each number of days has to lie between 1 and %(most)s.")
    NO_REASON = "NO_REASON", _("Please give the reason; everybody who is asked can read it.")


@dataclass(frozen=True, slots=True)
class Days:
    """When a question is asked, and until when it waits."""

    due_on: dt.date
    closes_on: dt.date


def days_of(start: dt.date, *, after: int, within: int, today: dt.date) -> Days:
    """Count from a day; who is asked late has as many days to answer as everybody."""
    due_on = start + dt.timedelta(days=after)
    return Days(due_on, max(due_on, today) + dt.timedelta(days=within))


def link_of(text: str) -> str | None:
    """Tidy a web address; empty if there is none, None if it is not one that a browser may follow safely."""
    link = text.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return None
    is_clean = link.isprintable() and " " not in link and "@" not in parts.netloc
    return link if is_clean and parts.scheme in {"http", "https"} and host and len(link) <= LONGEST_LINK else None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it was given: `link` is None where it is no address, `note` is empty where there is no photo."""

    answer: Answer
    reason: str = ""
    words: str = ""
    link: str | None = ""
    has_photo: bool = False
    note: str = ""


def why_not_report(said: Said, *, due_on: dt.date, today: dt.date, is_answered: bool) -> Refusal | None:
    """Say what stands against an answer, or None."""
    if is_answered:
        return Refusal.ALREADY
    if today < due_on:
        return Refusal.TOO_EARLY
    return _why_not_words(said) or (_why_not_photo(said) if said.has_photo else None) or _why_not_proof(said)


def _why_not_words(said: Said) -> Refusal | None:
    if len(said.words) > MOST_WORDS:
        return Refusal.TOO_LONG
    return Refusal.BAD_LINK if said.link is None else None


def _why_not_photo(said: Said) -> Refusal | None:
    if not said.note:
        return Refusal.NO_NOTE
    return Refusal.VISIBLE if said.note == PhotoNote.VISIBLE else None


def _why_not_proof(said: Said) -> Refusal | None:
    if said.answer == Answer.NOT_YET and not said.reason:
        return Refusal.NO_REASON
    has_proof = len(said.words) >= LEAST_WORDS or said.link or said.has_photo
    return Refusal.NO_PROOF if said.answer == Answer.USED and not has_proof else None


def why_not_change(since: dt.date, *, first: dt.date, numbers: Iterable[int], reason: str) -> WhyNotChange | None:
    """Say what stands against other days of asking, or None; `first` is the first day of the last rule."""
    if since <= first:
        return WhyNotChange.TOO_EARLY
    if not all(1 <= number <= MOST_DAYS for number in numbers):
        return WhyNotChange.OUT_OF_RANGE
    return None if reason.strip() else WhyNotChange.NO_REASON


def asks_again(answer: Answer, *, turn: int) -> bool:
    """Say whether somebody is asked once more: after "not yet", a single time."""
    return answer == Answer.NOT_YET and turn < MOST_ROUNDS


def why_not_confirm(answer: Answer | str, *, said: Collection[bool], is_used: bool) -> Refusal | None:
    """Say what stands against a confirmation, or None: "seen" may follow "not seen yet", never the other way."""
    if answer != Answer.USED:
        return Refusal.NOT_USED
    return Refusal.SAID if True in said or is_used in said else None


def state_of(answer: str, *, said: Collection[bool], due_on: dt.date, closes_on: dt.date, today: dt.date) -> State:
    """Say where a question stands; `answer` is empty where there is none, `said` is what the supervisor said."""
    if not answer:
        if today < due_on:
            return State.PLANNED
        return State.OPEN if today <= closes_on else State.UNANSWERED
    if answer != Answer.USED:
        return State(answer)
    if True in said:
        return State.SEEN
    return State.NOT_SEEN if said else State.REPORTED


def for_others(count: int, *, persons: int) -> int | None:
    """Coarsen a figure for colleagues: None for fewer than 5 persons, else rounded down to fives.

    Figures of a unit and of the one above it can then not be set against each other to find somebody
    (small-cell suppression, UU 27/2022).
    """
    return None if persons < SMALLEST_GROUP else count - count % SMALLEST_GROUP
