"""What a row would change about a person, field by field, fit to be shown: restricted values are masked."""

import re

import orjson

from huyula.lib import crypto
from huyula.people.formats.siasn import MASK, Officer
from huyula.people.queries.imports import Facts
from huyula.people.rules.matching import changed_fields

SEALED_FOR = "people_biodata.restricted"
MOST = 300
# Fields whose names say more than their ids.
SHOWN_AS = {"unit_id": "unit"}
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def differences_of(officer: Officer, old: Facts) -> list[tuple[str, str, str]]:
    """Give field, old and new value of whatever a row would change."""
    new = officer._asdict()
    found = [(field, *_shown(field, old, new)) for field in changed_fields(old, new)]
    sealed = old["restricted"]
    before = orjson.loads(crypto.unseal(bytes(sealed), context=SEALED_FOR)) if sealed else {}
    after = orjson.loads(officer.restricted)
    found += [
        (name, MASK if before.get(name) else "", MASK if value else "")
        for name, value in after.items()
        if (before.get(name) or "") != (value or "")
    ]
    return found


def _shown(field: str, old: Facts, new: Facts) -> tuple[str, str]:
    name = SHOWN_AS.get(field, field)
    return shown_text(old[name]), shown_text(new[name])


def shown_text(value: str | None) -> str:
    """Give a value as people write it: days as dd-mm-yyyy, at most 300 characters."""
    text = value or ""
    found = DAY.fullmatch(text)
    return "-".join(reversed(found.groups())) if found else text[:MOST]
