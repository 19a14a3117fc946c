"""Which years are kept, by which day they are counted, what others may see of them, and what is refused."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.lib.choices import AddressChoices

KEPT_YEARS = 3
# A group of fewer persons is never shown to another agency (domain: UU 27/2022, small-cell suppression).
LEAST_GROUP = 5
# Below this, no two groups of that size fit into the whole.
LEAST_WHOLE = 2 * LEAST_GROUP
MOST_GAPS_RELEASED = 5


class View(AddressChoices):
    """What a table of units shows."""

    HOURS = "", _("Learning hours")
    GAPS = "gaps", _("Competence gaps")
    USE = "use", _("Learned and applied")


class Group(AddressChoices):
    """Which people of a unit are listed: by their hours, or by their gaps."""

    ALL = "", _("All people")
    DUE = "DUE", _("Counted for the target")
    MET = "MET", _("Target met")
    SHORT = "SHORT", _("Below the target")
    NONE = "NONE", _("Nothing recorded yet")
    OUT = "OUT", _("Not counted")
    OVER = "OVER", _("Beyond the most")
    FORMAL = "FORMAL", _("Structured learning (10)")
    SOCIAL = "SOCIAL", _("Learning from others (20)")
    WORK = "WORK", _("Learning at work (70)")
    MEETS = "MEETS", _("Rated, without a gap")
    GAP = "GAP", _("With a gap")
    RATED = "RATED", _("Rated")
    UNRATED = "UNRATED", _("Not rated yet")
    NO_STANDARD = "NO_STANDARD", _("Post without a standard")


class Stand(AddressChoices):
    """How people stand in one competence that their posts ask for."""

    BELOW = "", _("Below the standard")
    MEETS = "MEETS", _("Reach it")
    KNOWN = "KNOWN", _("Rated")
    UNRATED = "UNRATED", _("Not rated yet")
    ASKED = "ASKED", _("Post asks for it")


# The number that stands for a competence at the level asked for (0 to 5), in the lists of a person's figures.
KEY_SQL = "{competence} * 10 + {required}"


def key(competence: int, required: int) -> int:
    """Give the same number as `KEY_SQL` for a competence (its id) and a level."""
    return competence * 10 + required


OF_GAPS = frozenset({Group.MEETS, Group.GAP, Group.RATED, Group.UNRATED, Group.NO_STANDARD})


class Refusal(TextChoices):
    """Why figures are not released, withdrawn, or set into a memo."""

    NOT_COUNTED = "NOT_COUNTED", _("The figures of %(year)s have not been counted yet. Please count them first.")
    TOO_FEW = (
        "TOO_FEW",
        _("Fewer than %(least)s people are counted. So few can't be shown to others without showing single persons."),
    )
    TOO_CLOSE = (
        "TOO_CLOSE",
        _(
            "Too little has changed since figures of %(year)s were first released: side by side with those, single "
            "persons could be seen. Please release them when the figures of five or more have changed."
        ),
    )
    STANDING = "STANDING", _("Figures of %(year)s are released already. Please withdraw them first.")
    WITHDRAWN = "WITHDRAWN", _("These figures were withdrawn already.")
    REASON = "REASON", _("Please give the reason.")
    PRACTICE = "PRACTICE", _("This is a practice room: its figures are nobody's.")


def day_of(year: int, *, today: dt.date) -> dt.date:
    """Give the day whose people, units, standards and targets a year is counted by: its last, or today."""
    return min(today, dt.date(year, 12, 31))


def kept_years(today: dt.date) -> list[int]:
    """Give the years whose figures are kept, the newest first."""
    return [today.year - back for back in range(KEPT_YEARS)]


@dataclass(frozen=True, slots=True)
class Coarse:
    """What others may see of how people stand against a target: parts that could show single persons are None."""

    due: int
    met: int | None
    short: int | None
    none: int | None

    @property
    def counts(self) -> Sequence[int | None]:
        """Give its counts, as two releases are compared."""
        return (self.due, self.met, self.short, self.none)

    @property
    def below(self) -> int | None:
        """Count those who have not met it."""
        return None if self.met is None else self.due - self.met

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is left out; only then an average may stand beside it.

        An average times the number of people is the sum of their JP, from which hidden parts could be narrowed down:
        a sum of just 20 JP for each who met the target says that nobody else has any.
        """
        return self.none is not None

    @property
    def share(self) -> float | None:
        """Give the part of those counted who met it."""
        return None if self.met is None else self.met / self.due


def coarsened(*, met: int, short: int, none: int) -> Coarse | None:
    """Coarsen a count until no part of fewer than five persons is shown or can be worked out from the others.

    All three parts are shown if each has at least five; else those below the target together, if both they and those
    who met it are at least five; else only how many are counted; nothing below ten. Parts of a sum are dropped in pairs
    (Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 4: secondary suppression).
    """
    due = met + short + none
    if due < LEAST_WHOLE:
        return None
    if min(met, short, none) >= LEAST_GROUP:
        return Coarse(due, met, short, none)
    if min(met, short + none) >= LEAST_GROUP:
        return Coarse(due, met, None, None)
    return Coarse(due, None, None, None)


def may_show_pair(*, whole: int, part: int) -> bool:
    """Say whether a part and what is left of its whole are both at least five persons."""
    return min(part, whole - part) >= LEAST_GROUP


def tells_of_few(before: Sequence[int | None], now: Sequence[int | None]) -> bool:
    """Say whether two releases of the same counts, side by side, tell of fewer than five persons.

    Whoever saw the earlier one still knows it, though it was withdrawn. Each count and each difference of two must have
    stayed as it was or moved by at least five, and what is left out must be the same (Willenborg and de Waal, as above:
    linked tables).
    """
    if [count is None for count in before] != [count is None for count in now]:
        return True
    moved = [new - old for old, new in zip(before, now, strict=True) if old is not None and new is not None]
    apart = [one - other for one, other in combinations(moved, 2)]
    return any(0 < abs(step) < LEAST_GROUP for step in [*moved, *apart])


def may_show_mean(*, before: Collection[int], now: int) -> bool:
    """Say whether an average may stand beside a count, given the counts of earlier releases.

    Average times count is a sum of JP: between two of nearly the same people its change is what single persons learned.
    """
    return all(abs(now - due) >= LEAST_GROUP for due in before)


def why_not_release(
    *, is_counted: bool, due: int, is_standing: bool, is_practice: bool, is_too_close: bool
) -> Refusal | None:
    """Say what stands in the way of a release, or None."""
    if is_practice:
        return Refusal.PRACTICE
    if not is_counted:
        return Refusal.NOT_COUNTED
    if is_standing:
        return Refusal.STANDING
    if due < LEAST_WHOLE:
        return Refusal.TOO_FEW
    return Refusal.TOO_CLOSE if is_too_close else None
