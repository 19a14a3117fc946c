"""Whom a row speaks about, and what it would change, as rules on values."""

import uuid

import pytest

from huyula.people.rules.cells import Fault
from huyula.people.rules.matching import COMPARED, Match, changed_fields, match

SARI, BUDI = uuid.uuid4(), uuid.uuid4()
BORN = "1990-05-01"
ROW = dict.fromkeys(COMPARED, "same") | {"rank_from": "2024-04-01"}


@pytest.mark.parametrize(
    ("by_siasn_id", "by_nip", "by_nik", "found"),
    [
        (None, None, None, Match()),
        (SARI, None, None, Match(SARI)),
        (None, SARI, None, Match(SARI)),
        (SARI, SARI, (BUDI, BORN), Match(SARI)),
        (SARI, BUDI, None, Match(fault=Fault.IDENTITY_CLASH, column="nip_baru")),
        (None, None, (SARI, BORN), Match(SARI)),
        (None, None, (SARI, None), Match(SARI)),
        (None, None, (SARI, "1990-05-02"), Match(fault=Fault.NIK_CLASH, column="nik")),
    ],
)
def test_numbers_stand_for_one_person_or_nobody_yet(
    by_siasn_id: uuid.UUID | None, by_nip: uuid.UUID | None, by_nik: tuple[uuid.UUID, str | None] | None, found: Match
) -> None:
    assert match(by_siasn_id=by_siasn_id, by_nip=by_nip, by_nik=by_nik, born_on=BORN) == found


def test_a_nip_whose_bearer_has_another_siasn_id_is_a_clash() -> None:
    clash = match(by_siasn_id=None, by_nip=SARI, by_nik=None, born_on=BORN, has_other_id=True)

    assert clash.fault == Fault.IDENTITY_CLASH


@pytest.mark.parametrize(
    ("is_newcomer", "told", "stands", "changed"),
    [
        ("yes", "2020-04-01", "2024-04-01", []),
        ("yes", "2025-04-01", "2024-04-01", ["rank_from"]),
        ("yes", "2025-04-01", None, ["rank_from"]),
        (None, "2020-04-01", "2024-04-01", ["rank_from"]),
        (None, "2024-04-01", "2024-04-01", []),
    ],
)
def test_the_day_of_a_rank_from_before_a_transfer_is_no_change(
    is_newcomer: str | None, told: str, stands: str | None, changed: list[str]
) -> None:
    old = {**ROW, "rank_from": stands, "is_newcomer": is_newcomer}

    assert changed_fields(old, ROW | {"rank_from": told}) == changed


def test_nothing_and_an_empty_text_are_the_same() -> None:
    old = {**ROW, "phone": None, "email": "sari@contoh.go.id", "is_newcomer": None}

    assert changed_fields(old, ROW | {"phone": "", "email": ""}) == ["email"]
