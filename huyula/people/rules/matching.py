"""Whether a row speaks about somebody we know, and what it would change."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from huyula.people.rules.cells import Fault

# Fields of a row that are compared one by one; the others follow from them.
COMPARED = (
    "nip",
    "siasn_id",
    "name",
    "front_titles",
    "back_titles",
    "born_on",
    "sex",
    "email",
    "office_email",
    "phone",
    "old_nip",
    "education_level",
    "education_id",
    "education",
    "graduated_in",
    "category",
    "legal_status",
    "staff_kind",
    "joined_on",
    "joined_decree",
    "joined_decree_on",
    "decree",
    "decree_on",
    "rank_code",
    "rank_name",
    "rank_entry",
    "service_years",
    "service_months",
    "position_id",
    "position",
    "position_kind",
    "placed_from",
    "place",
    "home_agency",
    "unit_id",
)


@dataclass(frozen=True, slots=True)
class Match:
    """Who a row speaks about: a known person, nobody yet (None), or a fault with the column it stands in."""

    person: uuid.UUID | None = None
    fault: Fault | None = None
    column: str = ""


def match(
    *,
    by_siasn_id: uuid.UUID | None,
    by_nip: uuid.UUID | None,
    by_nik: tuple[uuid.UUID, str | None] | None,
    born_on: str,
    has_other_id: bool = False,
) -> Match:
    """Find whom the numbers of a row stand for.

    The SIASN id and the NIP must not stand for two persons; `has_other_id` says that whoever bears the NIP has another
    SIASN id. Where both are new, the NIK tells a PPPK who became PNS and got a new NIP; the birthday must agree.
    """
    if by_nip and (by_siasn_id != by_nip if by_siasn_id else has_other_id):
        return Match(fault=Fault.IDENTITY_CLASH, column="nip_baru")
    if found := by_siasn_id or by_nip:
        return Match(found)
    if by_nik is None:
        return Match()
    person, born = by_nik
    return Match(person) if born in {None, born_on} else Match(fault=Fault.NIK_CLASH, column="nik")


def changed_fields(old: Mapping[str, str | None], new: Mapping[str, str]) -> list[str]:
    """Give the fields whose values differ, days as yyyy-mm-dd; an empty text and nothing are the same.

    The day of a rank counts, unless it lies before the person came here from another agency.
    """
    found = [field for field in COMPARED if (old[field] or None) != (new[field] or None)]
    rank_from, since = new["rank_from"], old["rank_from"]
    if since != rank_from and not (old["is_newcomer"] and _is_earlier(rank_from, since)):
        found.append("rank_from")
    return found


def _is_earlier(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and left < right
