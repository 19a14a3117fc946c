"""How a level follows from acts, which source counts, what is asked first, and when something is refused."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

MOST_ASKED = 7
HIGHEST = 5
FAR = 2
FRESH = dt.timedelta(days=365)
BETWEEN_ROUNDS = dt.timedelta(days=30)
A_YEAR = dt.timedelta(days=366)
ONE_DAY = dt.timedelta(days=1)
# Unhurried reading on a phone, and a moment to choose; a round must stay under eight minutes.
WORDS_A_MINUTE = 170
SECONDS_AN_ACT = 3


class Kind(TextChoices):
    """What sort of competence it is (PermenPANRB 38/2017; digital ones are an addition of our own)."""

    MANAGERIAL = "MANAGERIAL", _("Managerial")
    SOCIO_CULTURAL = "SOCIO_CULTURAL", _("Socio-cultural")
    DIGITAL = "DIGITAL", _("Digital")


class Pillar(TextChoices):
    """The four pillars of the national digital literacy programme."""

    SKILLS = "SKILLS", _("Digital skills")
    CULTURE = "CULTURE", _("Digital culture")
    ETHICS = "ETHICS", _("Digital ethics")
    SAFETY = "SAFETY", _("Digital safety")


class Level(IntegerChoices):
    """How far somebody is, in the five levels of PermenPANRB 38/2017; 0 = not even the first was shown."""

    NONE = 0, _("Not shown yet")
    AWARE = 1, _("Aware")
    BASIC = 2, _("Basic")
    INTERMEDIATE = 3, _("Intermediate")
    ADVANCED = 4, _("Advanced")
    EXPERT = 5, _("Expert")


class Importance(IntegerChoices):
    """How much a post depends on a competence."""

    LITTLE = 1, _("Little")
    SOME = 2, _("Some")
    USUAL = 3, _("Usual")
    MUCH = 4, _("Much")
    DECISIVE = 5, _("Decisive")


class Frequency(TextChoices):
    """How often somebody does what an indicator describes."""

    NEVER = "NEVER", _("Never")
    SOMETIMES = "SOMETIMES", _("Sometimes")
    USUALLY = "USUALLY", _("Usually")


class RatedBy(TextChoices):
    """Whose word a rating is."""

    SELF = "SELF", _("Oneself")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")


class Source(TextChoices):
    """From where a level is known."""

    SELF = "SELF", _("Own rating")
    SUPERVISOR = "SUPERVISOR", _("Supervisor")
    ASSESSMENT = "ASSESSMENT", _("Assessment centre")
    PROASN = "PROASN", _("ProASN (BKN)")
    COURSE = "COURSE", _("Course completed")
    TEST = "TEST", _("Test passed")
    USE = "USE", _("Used at work")


# Who says "this is the level", and what proves "at least this level".
STATING = frozenset({Source.SUPERVISOR, Source.ASSESSMENT, Source.PROASN})
RAISING = frozenset({Source.COURSE, Source.TEST, Source.USE})


class RoundRefusal(TextChoices):
    """Why no round is opened, or an answer or a round is not taken."""

    NO_POST = "NO_POST", _("You have no post today, so there is no standard to rate yourself against.")
    NO_STANDARD = "NO_STANDARD", _("Your agency has set no standard for your post yet.")
    NOTHING = "NOTHING", _("Nothing is to be rated now: every level that your post asks for was confirmed this year.")
    TOO_SOON = "TOO_SOON", _("Your last rating is new. You can rate yourself again from %(day)s.")
    FINISHED = "FINISHED", _("You have finished this rating already. Its answers stay as you sent them.")
    NOT_ASKED = "NOT_ASKED", _("This competence is not part of this rating.")
    OTHER_ACTS = "OTHER_ACTS", _("Answer each act that is shown. If they have changed, load the page again.")
    UNANSWERED = "UNANSWERED", _("Some competences are not answered yet.")


class ConfirmRefusal(TextChoices):
    """Why a supervisor's word is not taken."""

    NOT_FINISHED = "NOT_FINISHED", _("This rating is not finished yet.")
    DONE = "DONE", _("Everything here was confirmed already.")
    FAR = "FAR", _("What is left differs much from what was expected. Please look at it one by one.")
    NO_REASON = "NO_REASON", _("Another level than the person's own needs a reason.")
    NOT_ASKED = "NOT_ASKED", _("This competence is not part of this rating.")


class StandardRefusal(TextChoices):
    """Why a standard is not changed."""

    LONG_AGO = "LONG_AGO", _("A standard is set from a day of the last year at the earliest.")
    SAME = "SAME", _("From this day the same level and importance hold already.")
    NOT_OURS = "NOT_OURS", _("This post belongs to another agency.")
    ENDED = "ENDED", _("This has ended already, or another row took its place.")
    NOT_OWN = "NOT_OWN", _("The level of a class is replaced, not ended. Only a post's own level can be ended.")


@dataclass(frozen=True, slots=True)
class PostClass:
    """A class of posts, of functional posts with their level (jenjang; empty = not known)."""

    position_class: str
    post_level: str = ""

    @property
    def key(self) -> str:
        """Name it as addresses and data do: PELAKSANA, FUNCTIONAL-MU."""
        is_functional = self.position_class == FUNCTIONAL
        return f"{self.position_class}-{self.post_level}" if is_functional else self.position_class


FUNCTIONAL = "FUNCTIONAL"
# From the top of the house down, as the matrix shows them.
CLASSES = (
    *(PostClass(name) for name in ("JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "PELAKSANA")),
    *(PostClass(FUNCTIONAL, level) for level in ("UT", "MA", "MU", "PT", "PY", "MH", "TR", "PM", "")),
)
BY_KEY = {one.key: one for one in CLASSES}


def level_of(answers: Iterable[tuple[int, Frequency]]) -> int:
    """Give the level that follows from acts: (level of the act, how often it is done).

    A level is reached when none of its acts is never done and at least half of them are usually done; the level is
    the highest that is reached with all those below it that were asked. 0 = not even the first.
    """
    by_level: dict[int, list[Frequency]] = {}
    for level, frequency in answers:
        by_level.setdefault(level, []).append(frequency)
    reached = 0
    for level in sorted(by_level):
        done = by_level[level]
        if Frequency.NEVER in done or 2 * done.count(Frequency.USUALLY) < len(done):
            break
        reached = level
    return reached


def asked_up_to(required: int) -> int:
    """Give the highest level whose acts are asked: one above what the post requires."""
    return min(required + 1, HIGHEST)


def minutes_for(acts: Sequence[str]) -> int:
    """Estimate how many minutes these acts take to read and answer, at least one."""
    words = sum(len(act.split()) for act in acts)
    return max(1, math.ceil(words / WORDS_A_MINUTE + len(acts) * SECONDS_AN_ACT / 60))


class Word(Protocol):
    """One source's word on a level."""

    @property
    def level(self) -> int:
        """Give the level, 0 to 5."""

    @property
    def source(self) -> str:
        """Give the source."""

    @property
    def on(self) -> dt.date:
        """Give the day."""

    @property
    def place(self) -> int:
        """Give the order in which it was noted, for words of one day."""


W = TypeVar("W", bound=Word)


def deciding(words: Iterable[W]) -> W | None:
    """Give the word that counts, None when nobody said anything.

    The newest word of supervisor, assessment centre or ProASN states the level. A course, a test or proof of use that
    came after it raises the level and never lowers it. Only where there is none of these does the own rating count.
    """
    ordered = sorted(words, key=lambda word: (word.on, word.place))
    stated = next((word for word in reversed(ordered) if word.source in STATING), None)
    after = ordered[ordered.index(stated) + 1 :] if stated else ordered
    raising = [word for word in after if word.source in RAISING]
    raised = max(raising, key=lambda word: (word.level, word.on, word.place), default=None)
    if raised and (stated is None or raised.level > stated.level):
        return raised
    return stated or next((word for word in reversed(ordered) if word.source == Source.SELF), None)


def distance(required: int, attained: int | None) -> int:
    """Give how many levels are missing, never below 0; an unknown level counts as the whole way."""
    return max(required - (attained or 0), 0)


def risk(*, importance: int, required: int, attained: int | None) -> int:
    """Give the risk that a missing level means for the work: importance times distance, 0 to 25."""
    return importance * distance(required, attained)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A competence that could be asked: its code, its risk, and when a source last spoke of it (None = never)."""

    code: str
    risk: int
    last_on: dt.date | None


def to_ask(candidates: Iterable[Candidate], *, today: dt.date) -> list[str]:
    """Choose at most seven codes: the greatest risk first, then what nobody has spoken of for the longest time.

    Left out is what shows no risk and was spoken of within a year.
    """
    open_ones = [one for one in candidates if one.risk or one.last_on is None or today - one.last_on >= FRESH]
    ordered = sorted(open_ones, key=lambda one: (-one.risk, one.last_on or dt.date.min, one.code))
    return [one.code for one in ordered[:MOST_ASKED]]


def is_far(own: int, expected: int) -> bool:
    """Say whether an own rating lies two levels or more from what was expected, above or below."""
    return abs(own - expected) >= FAR


def why_not_open(
    *, has_post: bool, has_standard: bool, last_on: dt.date | None, asked: Sequence[str], today: dt.date
) -> RoundRefusal | None:
    """Return what stands in the way of a new round, or None. `last_on` is when the last one was finished."""
    states = [
        (not has_post, RoundRefusal.NO_POST),
        (not has_standard, RoundRefusal.NO_STANDARD),
        (last_on is not None and today < last_on + BETWEEN_ROUNDS, RoundRefusal.TOO_SOON),
        (not asked, RoundRefusal.NOTHING),
    ]
    return next((refusal for holds, refusal in states if holds), None)


def why_not_rate(
    *, is_finished: bool, is_asked: bool, shown: Mapping[int, int], answered: Mapping[int, Frequency]
) -> RoundRefusal | None:
    """Return why an answer is not taken, or None. `shown` are the acts by id with their level."""
    states = [
        (is_finished, RoundRefusal.FINISHED),
        (not is_asked, RoundRefusal.NOT_ASKED),
        (set(shown) != set(answered), RoundRefusal.OTHER_ACTS),
    ]
    return next((refusal for holds, refusal in states if holds), None)


def why_not_decide(*, is_finished: bool, own: int | None, level: int, reason: str) -> ConfirmRefusal | None:
    """Return why a supervisor's level is not taken, or None. `own` is the person's, None if it was not asked."""
    states = [
        (not is_finished, ConfirmRefusal.NOT_FINISHED),
        (own is None, ConfirmRefusal.NOT_ASKED),
        (own != level and not reason.strip(), ConfirmRefusal.NO_REASON),
    ]
    return next((refusal for holds, refusal in states if holds), None)


def why_not_set(*, since: dt.date, today: dt.date, is_same: bool, is_ours: bool) -> StandardRefusal | None:
    """Return what stands in the way of a standard from a day on, or None."""
    states = [
        (not is_ours, StandardRefusal.NOT_OURS),
        (since < today - A_YEAR, StandardRefusal.LONG_AGO),
        (is_same, StandardRefusal.SAME),
    ]
    return next((refusal for holds, refusal in states if holds), None)
