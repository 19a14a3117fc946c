"""Decisions, value by value."""

import datetime as dt

import pytest

from huyula.access import rules
from huyula.access.rules import CodeRefusal, Gate, GrantRefusal, NameKind, TokenRefusal, Tried

NOW = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 24)
LATER = NOW + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "kind", "plain"),
    [
        ("199001012015031901", NameKind.NIP, "199001012015031901"),
        ("19900101 201503 1 901", NameKind.NIP, "199001012015031901"),
        ("'199001012015031901", NameKind.NIP, "199001012015031901"),
        (" Sari@Contoh.go.id ", NameKind.EMAIL, "sari@contoh.go.id"),
        (" Admin ", NameKind.NAME, "admin"),
        ("12345", NameKind.NAME, "12345"),
        ("١٩٩٠٠١٠١٢٠١٥", NameKind.NAME, "١٩٩٠٠١٠١٢٠١٥"),
    ],
)
def test_a_name_is_known_by_its_looks(typed: str, kind: NameKind, plain: str) -> None:
    assert rules.kind_of(typed) == kind
    assert rules.normalised(kind, typed) == plain


def test_a_code_is_read_as_people_copy_it() -> None:
    assert rules.plain_code(" k7pq 3mxw-9rta ") == "K7PQ3MXW9RTA"
    assert rules.written_code("K7PQ3MXW9RTA") == "K7PQ-3MXW-9RTA"


def test_a_code_has_sixty_bits_and_no_signs_that_look_alike() -> None:
    assert len(set(rules.ALPHABET)) == 32
    assert rules.CODE_SIGNS * 5 == 60
    assert not set("01IO") & set(rules.ALPHABET)


@pytest.mark.parametrize(
    ("states", "refusal"),
    [
        ({}, None),
        ({"found": False}, CodeRefusal.UNKNOWN),
        ({"used": True}, CodeRefusal.USED),
        ({"replaced": True}, CodeRefusal.REPLACED),
        ({"expires_at": NOW}, CodeRefusal.EXPIRED),
        ({"active": False}, CodeRefusal.INACTIVE),
    ],
)
def test_a_code_opens_only_what_it_should(states: dict[str, object], refusal: CodeRefusal | None) -> None:
    good = {"found": True, "used": False, "replaced": False, "expires_at": LATER, "active": True}
    assert rules.why_not_open(**{**good, **states}, now=NOW) == refusal  # type: ignore[arg-type]  # values of several kinds


def test_one_waits_for_the_gate_that_opens_last() -> None:
    within = Tried(Gate.DEVICE, Gate.DEVICE.value, NOW)
    device = Tried(Gate.DEVICE, Gate.DEVICE.value + 1, NOW)
    account = Tried(Gate.ACCOUNT, Gate.ACCOUNT.value + 1, NOW + dt.timedelta(minutes=5))

    assert rules.wait_until([within]) is None
    assert rules.wait_until([device]) == NOW + rules.WINDOW
    assert rules.wait_until([device, account]) == NOW + dt.timedelta(minutes=5) + rules.WINDOW


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unix:", ""),
    ],
)
def test_a_subscriber_counts_as_one_address(address: str, group: str) -> None:
    assert rules.address_group(address) == group


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, None),
        ({"until": DAY}, None),
        ({"until": DAY - dt.timedelta(days=1)}, GrantRefusal.DAYS),
        ({"active": False}, GrantRefusal.INACTIVE),
        ({"held": [(DAY - dt.timedelta(days=9), None)]}, GrantRefusal.AGAIN),
        ({"held": [(DAY - dt.timedelta(days=9), DAY - dt.timedelta(days=1))]}, None),
        ({"until": DAY, "held": [(DAY + dt.timedelta(days=1), None)]}, None),
        ({"held": [(DAY + dt.timedelta(days=1), None)]}, GrantRefusal.AGAIN),
    ],
)
def test_a_role_is_held_once_at_a_time(words: dict[str, object], refusal: GrantRefusal | None) -> None:
    good: dict[str, object] = {"since": DAY, "until": None, "active": True, "held": []}
    assert rules.why_not_grant(**{**good, **words}) == refusal  # type: ignore[arg-type]  # values of several kinds


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, None),
        ({"until": DAY}, None),
        ({"ended": True}, GrantRefusal.ENDED),
        ({"until": DAY - dt.timedelta(days=1)}, GrantRefusal.ENDED),
        ({"others": 0}, GrantRefusal.LAST),
        ({"others": 0, "by_shell": True}, None),
    ],
)
def test_somebody_stays_administrator(words: dict[str, object], refusal: GrantRefusal | None) -> None:
    good = {"until": None, "ended": False, "today": DAY, "others": 1, "by_shell": False}
    assert rules.why_not_end(**{**good, **words}) == refusal  # type: ignore[arg-type]  # values of several kinds


@pytest.mark.parametrize(
    ("scopes", "expires_on", "refusal"),
    [
        (["hours:read"], DAY, None),
        (["hours:read"], DAY + dt.timedelta(days=366), None),
        ([], DAY, TokenRefusal.SCOPE),
        (["all"], DAY, TokenRefusal.SCOPE),
        (["hours:read"], DAY - dt.timedelta(days=1), TokenRefusal.DAYS),
        (["hours:read"], DAY + dt.timedelta(days=367), TokenRefusal.DAYS),
    ],
)
def test_a_token_has_known_scopes_and_an_end(
    scopes: list[str], expires_on: dt.date, refusal: TokenRefusal | None
) -> None:
    assert rules.why_no_token(scopes=scopes, known={"hours:read"}, expires_on=expires_on, today=DAY) == refusal


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Android, Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Windows, Edge"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "iPhone, Safari"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_by_what_it_says_of_itself(agent: str, name: str) -> None:
    assert rules.device_name(agent) == name
