"""When a role over a unit is given and ended."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GrantRefusal(TextChoices):
    """Why a role over a unit is not given or not ended."""

    DAYS = "DAYS", _("The last day lies before the first.")
    AGAIN = "AGAIN", _("This person holds the role over this unit on some of these days already.")
    NO_ACCOUNT = "NO_ACCOUNT", _("This person has no account yet. Print a slip first, then give the role.")
    ELSEWHERE = "ELSEWHERE", _("This person has no post in the agency of this unit on the first day.")
    ENDED = "ENDED", _("This role has ended already.")


def why_not_give(
    *,
    since: dt.date,
    until: dt.date | None,
    has_account: bool,
    is_here: bool,
    held: Iterable[tuple[dt.date, dt.date | None]],
) -> GrantRefusal | None:
    """Return what stands in the way of a role from `since` to `until`, or None.

    `is_here` says whether the person has a post in the agency on the first day; `held` are the days on which the
    role is held already, last day included.
    """
    if until and until < since:
        return GrantRefusal.DAYS
    if not has_account:
        return GrantRefusal.NO_ACCOUNT
    if not is_here:
        return GrantRefusal.ELSEWHERE
    last = until or dt.date.max
    if any(start <= last and since <= (end or dt.date.max) for start, end in held):
        return GrantRefusal.AGAIN
    return None


def why_not_end(*, since: dt.date, until: dt.date | None, last_day: dt.date) -> GrantRefusal | None:
    """Return what stands in the way of letting a role end with `last_day`, or None."""
    if last_day < since:
        return GrantRefusal.DAYS
    if until and until <= last_day:
        return GrantRefusal.ENDED
    return None
