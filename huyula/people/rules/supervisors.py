"""How a supervisor is found and said, and when one is not set."""

import datetime as dt
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(StrEnum):
    """From where a supervisor is known, strongest first."""

    CHOSEN = "CHOSEN"
    PLH = "PLH"
    PLT = "PLT"
    PJ = "PJ"
    LEADER = "LEADER"
    POST = "POST"
    OFFICER = "OFFICER"
    ADMINISTRATOR = "ADMINISTRATOR"
    NOBODY = "NOBODY"


class Why(TextChoices):
    """Why somebody is the supervisor, in a sentence."""

    CHOSEN = "CHOSEN", _("Set by the personnel office since %(since)s.")
    PLH = "PLH", _("Proposed from the tree of units: acting by the day (Plh) as head of %(unit)s.")
    PLT = "PLT", _("Proposed from the tree of units: acting (Plt) as head of %(unit)s.")
    PJ = "PJ", _("Proposed from the tree of units: interim (Pj) as head of %(unit)s.")
    LEADER = "LEADER", _("Proposed from the tree of units: head of %(unit)s.")
    POST = "POST", _("Proposed from the posts: holds the highest structural post in %(unit)s.")
    OFFICER = "OFFICER", _("No head is known for this unit or above it: the unit's personnel officer stands in.")
    ADMINISTRATOR = (
        "ADMINISTRATOR",
        _("Neither a head nor a personnel officer is known for this unit: the agency's administrator stands in."),
    )
    NOBODY = "NOBODY", _("Nobody else can act: no head, no personnel officer and no other administrator is known yet.")


class ChoiceRefusal(TextChoices):
    """Why a supervisor is not set."""

    ONESELF = "ONESELF", _("Nobody can be their own supervisor.")
    ELSEWHERE = "ELSEWHERE", _("%(name)s has no post in this agency on %(since)s.")
    CIRCLE = "CIRCLE", _("%(name)s would then be led by the person they lead. Choose somebody else.")
    LONG_AGO = "LONG_AGO", _("A supervisor is set from a day of the last year at the earliest.")


class ObjectionRefusal(TextChoices):
    """Why an objection is not taken or not answered."""

    OPEN = "OPEN", _("Your note is with the personnel officer already.")
    ANSWERED = "ANSWERED", _("This note was answered already.")
    NO_PLACE = "NO_PLACE", _("You have no post today, so nobody can look into it here.")


class DelegationRefusal(TextChoices):
    """Why acts of a supervisor are not handed to somebody else."""

    ONESELF = "ONESELF", _("Choose somebody else than yourself.")
    DAYS = "DAYS", _("The last day lies before the first.")
    PAST = "PAST", _("Hand over from today on, not for days that have passed.")
    LONG = "LONG", _("Hand over for at most one year.")
    ELSEWHERE = "ELSEWHERE", _("%(name)s has no post in your agency today.")
    AGAIN = "AGAIN", _("On some of these days somebody acts for you already. End that first.")
    ENDED = "ENDED", _("This has ended already.")


A_YEAR = dt.timedelta(days=366)


def why_not_choose(
    *, is_oneself: bool, is_here: bool, is_led_by_person: bool, since: dt.date, today: dt.date
) -> ChoiceRefusal | None:
    """Return what stands in the way of a supervisor from `since` on, or None.

    `is_here`: the supervisor has a post in the agency that day; `is_led_by_person`: the person is set as the
    supervisor's own supervisor.
    """
    states = [
        (is_oneself, ChoiceRefusal.ONESELF),
        (since < today - A_YEAR, ChoiceRefusal.LONG_AGO),
        (not is_here, ChoiceRefusal.ELSEWHERE),
        (is_led_by_person, ChoiceRefusal.CIRCLE),
    ]
    return next((refusal for holds, refusal in states if holds), None)


def why_not_delegate(
    *, is_oneself: bool, is_here: bool, is_taken: bool, since: dt.date, until: dt.date, today: dt.date
) -> DelegationRefusal | None:
    """Return what stands in the way of handing over a supervisor's acts from `since` to `until`, or None."""
    states = [
        (is_oneself, DelegationRefusal.ONESELF),
        (until < since, DelegationRefusal.DAYS),
        (since < today, DelegationRefusal.PAST),
        (until - since > A_YEAR, DelegationRefusal.LONG),
        (not is_here, DelegationRefusal.ELSEWHERE),
        (is_taken, DelegationRefusal.AGAIN),
    ]
    return next((refusal for holds, refusal in states if holds), None)
