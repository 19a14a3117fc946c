"""Decisions about names, codes, attempts, grants and replays. Values in, values out."""

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# 32 signs of 5 bits; none that is mistaken for another on paper (0 and O, 1 and I).
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_SIGNS = 12
CODE_GROUP = 4
WINDOW = dt.timedelta(minutes=15)
KEPT_ANSWERS = dt.timedelta(days=90)
LEAST_NIP_DIGITS = 9


class NameKind(StrEnum):
    """What sort of name somebody typed; the values are those of `models.SignInKind`."""

    NIP = "NIP"
    EMAIL = "EMAIL"
    NAME = "NAME"


class NameRefusal(TextChoices):
    """Why an account is not given a name to sign in with."""

    EMPTY = "EMPTY", _("There is no name in what was given.")
    TAKEN = "TAKEN", _("Another account signs in with this name already.")


class CodeRefusal(TextChoices):
    """Why a code opens nothing."""

    UNKNOWN = "UNKNOWN", _("This code is not right. Look at the slip again: it has 12 signs in three groups.")
    USED = "USED", _("This code was used already. Ask your unit's personnel officer for a new slip.")
    REPLACED = "REPLACED", _("A newer slip took the place of this one. Use the newest.")
    EXPIRED = "EXPIRED", _("This code has expired. Ask your unit's personnel officer for a new slip.")
    INACTIVE = "INACTIVE", _("This account is closed. Ask your agency's administrator.")


class GrantRefusal(TextChoices):
    """Why a role is not given or not ended."""

    DAYS = "DAYS", _("The last day lies before the first.")
    AGAIN = "AGAIN", _("This account holds this role on some of these days already.")
    INACTIVE = "INACTIVE", _("This account is closed.")
    ENDED = "ENDED", _("This role has ended already.")
    LAST = "LAST", _("Somebody has to stay administrator of the agency. Give the role to another account first.")


class TokenRefusal(TextChoices):
    """Why a token is not made."""

    SCOPE = "SCOPE", _("Choose at least one thing that the program may do, from the list.")
    DAYS = "DAYS", _("The last day has to lie between today and a year from now.")


class ReplayRefusal(TextChoices):
    """Why something that arrived again is not taken."""

    OTHER_BODY = "OTHER_BODY", _("This number was used for something else before. Nothing was changed.")


class MeansRefusal(TextChoices):
    """Why a way to sign in is not taken away or not added."""

    LAST = "LAST", _("This is the only way into your account. Set a password first.")
    WRONG = "WRONG", _("This is not right. Try again.")


class WaitRefusal(TextChoices):
    """Why somebody has to wait."""

    TOO_MANY = "TOO_MANY", _("There were too many attempts. You may try again at %(clock)s.")


def kind_of(typed: str) -> NameKind:
    """Tell from what somebody typed which sort of name it is: with @ an address, mostly digits a NIP."""
    if "@" in typed:
        return NameKind.EMAIL
    rest = re.sub(r"[\s.'’-]", "", typed)
    return NameKind.NIP if rest.isascii() and rest.isdigit() and len(rest) >= LEAST_NIP_DIGITS else NameKind.NAME


def normalised(kind: NameKind | str, typed: str) -> str:
    """Write a name as it is compared: a NIP in digits only, anything else in small letters without space around."""
    if kind == NameKind.NIP:
        return re.sub(r"[^0-9]", "", typed)
    return typed.strip().lower()


def plain_code(typed: str) -> str:
    """Read a code as people copy it from paper: any case, with spaces and dashes."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())


def written_code(code: str) -> str:
    """Write a code in groups of four: K7PQ-3MXW-9RTA."""
    return "-".join(code[place : place + CODE_GROUP] for place in range(0, len(code), CODE_GROUP))


def why_not_open(
    *, found: bool, used: bool, replaced: bool, expires_at: dt.datetime, now: dt.datetime, active: bool
) -> CodeRefusal | None:
    """Return what stands in the way of a code, or None."""
    states = [
        (not found, CodeRefusal.UNKNOWN),
        (used, CodeRefusal.USED),
        (replaced, CodeRefusal.REPLACED),
        (expires_at <= now, CodeRefusal.EXPIRED),
        (not active, CodeRefusal.INACTIVE),
    ]
    return next((refusal for holds, refusal in states if holds), None)


class Gate(Enum):
    """What attempts are counted by, and how many may fail in 15 minutes.

    An office of two hundred stands behind one address, so an address may fail more often than a device.
    """

    DEVICE = 8
    ADDRESS = 60
    ACCOUNT = 10


@dataclass(frozen=True, slots=True)
class Tried:
    """How often was tried at a gate, this time included, and since when."""

    gate: Gate
    count: int
    since: dt.datetime


def wait_until(tries: Iterable[Tried]) -> dt.datetime | None:
    """Give the moment from which it may be tried again, or None if it may be tried now."""
    return max((tried.since + WINDOW for tried in tries if tried.count > tried.gate.value), default=None)


def address_group(address: str) -> str:
    """Give what counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber owns (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def why_not_grant(
    *, since: dt.date, until: dt.date | None, active: bool, held: Iterable[tuple[dt.date, dt.date | None]]
) -> GrantRefusal | None:
    """Return what stands in the way of a role from `since` to `until`; `held` are the days it is held already."""
    if until and until < since:
        return GrantRefusal.DAYS
    if not active:
        return GrantRefusal.INACTIVE
    last = until or dt.date.max
    if any(start <= last and since <= (end or dt.date.max) for start, end in held):
        return GrantRefusal.AGAIN
    return None


def why_not_end(
    *, until: dt.date | None, ended: bool, today: dt.date, others: int, by_shell: bool
) -> GrantRefusal | None:
    """Return what stands in the way of ending a role today; `others` hold the same role over the agency after today."""
    if ended or (until and until < today):
        return GrantRefusal.ENDED
    if not others and not by_shell:
        return GrantRefusal.LAST
    return None


def why_no_token(
    *, scopes: Iterable[str], known: Iterable[str], expires_on: dt.date, today: dt.date
) -> TokenRefusal | None:
    """Return what stands in the way of a token; it lives at most a year."""
    wanted = set(scopes)
    if not wanted or not wanted <= set(known):
        return TokenRefusal.SCOPE
    if not today <= expires_on <= today + dt.timedelta(days=366):
        return TokenRefusal.DAYS
    return None


SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


def device_name(agent: str) -> str:
    """Name a device by what its browser says of itself: "Android, Chrome"."""
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    return ", ".join(filter(None, (system, browser)))
