"""What a certificate claims, how a check of it can end, and what is refused. Values in, values out."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VERSION = 1
LONGEST_NAME = 250
LONGEST_TITLE = 200
NUMBER_OF_A_PERSON = re.compile(r"(?:\d[ .]?){16,}")  # NIP has 18 digits, NIK 16
KINDS: dict[str, type] = {"v": int, "iss": str, "no": str, "title": str, "name": str, "on": str, "id": str}


class Outcome(TextChoices):
    """How the check of a certificate ended."""

    VALID = "VALID", _("The certificate is genuine")
    REVOKED = "REVOKED", _("The certificate was revoked")
    UNKNOWN_KEY = "UNKNOWN_KEY", _("Signed with a key that is not known here")
    ALTERED = "ALTERED", _("The code was changed")
    NOT_OURS = "NOT_OURS", _("This is no certificate of ours")


class Refusal(TextChoices):
    """Why a certificate is not issued, revoked or issued anew."""

    NO_PATTERN = (
        "NO_PATTERN",
        _("The organiser has no number pattern for certificates on %(day)s. An administrator can enter one."),
    )
    NO_NAME = "NO_NAME", _("Please give the name as it is to be printed, at most %(most)s characters.")
    NO_TITLE = "NO_TITLE", _("Please say for what the certificate is, in at most %(most)s characters.")
    PERSONAL_NUMBER = "PERSONAL_NUMBER", _("A certificate carries no NIP and no NIK. Please leave the number out.")
    REVOKED = "REVOKED", _("This certificate is revoked already.")
    REASON = "REASON", _("Please give the reason.")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is signed: issuing agency (SIASN code), number, title, name, JP, day, and the id in the register."""

    iss: str
    no: str
    title: str
    name: str
    jp: Decimal | None
    on: dt.date
    id: str

    def data(self) -> dict[str, Any]:
        """Give it as JSON has it: short names, no JP where there are none."""
        hours = {} if self.jp is None else {"jp": int(self.jp) if self.jp == int(self.jp) else float(self.jp)}
        return {
            "v": VERSION,
            "iss": self.iss,
            "no": self.no,
            "title": self.title,
            "name": self.name,
            **hours,
            "on": self.on.isoformat(),
            "id": self.id,
        }


def claim_in(data: object) -> Claim | None:
    """Read a claim from what its JSON held, or None if it is not one of this version."""
    if not isinstance(data, dict) or any(type(data.get(key)) is not kind for key, kind in KINDS.items()):
        return None
    jp = data.get("jp")
    if data["v"] != VERSION or not (jp is None or type(jp) in {int, float}):
        return None
    try:
        on = dt.date.fromisoformat(data["on"])
    except ValueError:
        return None
    exact = None if jp is None else Decimal(str(jp))
    return Claim(data["iss"], data["no"], data["title"], data["name"], exact, on, data["id"])


def why_not_issue(*, name: str, title: str, more: Iterable[str]) -> Refusal | None:
    """Say what is wrong with the words of a certificate, or None."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        return Refusal.NO_NAME
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        return Refusal.NO_TITLE
    if any(NUMBER_OF_A_PERSON.search(text) for text in (name, title, *more)):
        return Refusal.PERSONAL_NUMBER
    return None
