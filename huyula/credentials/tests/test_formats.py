"""What is signed is read back; what was changed by one byte is never valid."""

import json
import string
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings

from huyula.credentials import formats
from huyula.credentials.rules import Claim, Outcome, Refusal, claim_in, why_not_issue

SECRET = b"s" * 32
PUBLIC = Ed25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw()
KEYS = {"k1": PUBLIC}
CLAIM = Claim(
    iss="9900",
    no="0001/893.3/BKPSDM/XI/2026",
    title="Menulis Jawaban untuk Warga",
    name="Sari Contoh, S.Kom.",
    jp=Decimal("12.5"),
    on=date(2026, 11, 24),
    id="0b6a4a5e-8f5f-4d0b-9c55-0d6f2b5b9f10",
)
TOKEN = formats.signed(CLAIM, key_id="k1", secret=SECRET)
PLACES = list(range(len(TOKEN)))


def test_what_is_signed_is_read_back() -> None:
    reading = formats.read(TOKEN, keys=KEYS)

    assert (reading.outcome, reading.claim, reading.key_id) == (Outcome.VALID, CLAIM, "k1")


@pytest.mark.parametrize(("jp", "written"), [(None, None), (Decimal("8.00"), 8), (Decimal("0.33"), 0.33)])
def test_hours_keep_their_figure(jp: Decimal | None, written: float | None) -> None:
    claim = Claim("9900", "1", "t", "n", jp, date(2026, 1, 2), "x")

    assert claim.data().get("jp") == written
    assert formats.read(formats.signed(claim, key_id="k1", secret=SECRET), keys=KEYS).claim == claim


@given(place=st.sampled_from(PLACES), byte=st.integers(0, 255))
@example(place=len(TOKEN) - 1, byte=ord("A"))
@settings(max_examples=600, deadline=None)
def test_one_changed_byte_is_never_valid(place: int, byte: int) -> None:
    raw = TOKEN.encode()
    changed = (raw[:place] + bytes([byte]) + raw[place + 1 :]).decode("latin-1")

    assert (formats.read(changed, keys=KEYS).outcome == Outcome.VALID) == (changed == TOKEN)


def neighbours() -> Iterator[str]:
    """Give every token with one character of its signature or its header's end exchanged: none may slip through."""
    alphabet = string.ascii_letters + string.digits + "-_."
    for place in [*PLACES[:8], *PLACES[-90:]]:
        yield from (TOKEN[:place] + letter + TOKEN[place + 1 :] for letter in alphabet if letter != TOKEN[place])


def test_no_spelling_of_the_signature_but_one_is_valid() -> None:
    assert [token for token in neighbours() if formats.read(token, keys=KEYS).outcome == Outcome.VALID] == []


@given(text=st.text(max_size=500))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    assert formats.read(text, keys=KEYS).outcome == Outcome.NOT_OURS


def _coded(data: object) -> str:
    return urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ({"alg": "none", "kid": "k1"}, Outcome.NOT_OURS),
        ({"alg": "HS256", "kid": "k1"}, Outcome.NOT_OURS),
        ({"alg": "EdDSA"}, Outcome.NOT_OURS),
        ({"alg": "EdDSA", "kid": 1}, Outcome.NOT_OURS),
        ({"alg": "EdDSA", "kid": "k1", "crit": ["b64"]}, Outcome.NOT_OURS),
        ([], Outcome.NOT_OURS),
        ({"alg": "EdDSA", "kid": "k9"}, Outcome.UNKNOWN_KEY),
        ({"alg": "EdDSA", "kid": "k1"}, Outcome.ALTERED),
    ],
)
def test_a_header_decides_nothing(header: object, outcome: Outcome) -> None:
    token = f"{_coded(header)}.{_coded({'v': 1, 'x': 1})}.{'A' * 86}"
    assert formats.read(token, keys=KEYS).outcome == outcome


def test_a_key_of_another_curve_is_no_key() -> None:
    other = Ed448PrivateKey.generate().public_key().public_bytes_raw()
    assert formats.read(TOKEN, keys={"k1": other}).outcome == Outcome.ALTERED


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": True},
        {"on": "31-02-2026"},
        {"jp": "12"},
        {"jp": True},
        {"name": None},
        {"iss": 9900},
    ],
)
def test_a_signed_thing_that_is_no_claim_is_not_ours(changes: dict[str, object]) -> None:
    assert claim_in({**CLAIM.data(), **changes}) is None


def test_a_signed_text_that_is_no_claim_is_not_ours() -> None:
    assert claim_in([]) is None
    for payload in (b"[]", b"\xff", b"{"):
        token = formats.signed_bytes(payload, key_id="k1", secret=SECRET)
        assert formats.read(token, keys=KEYS).outcome == Outcome.NOT_OURS


def test_keys_go_out_and_come_back_as_a_jwk_set() -> None:
    text = json.dumps(formats.jwks({"k2": b"2" * 32, **KEYS}))

    assert formats.keys_in(text) == {"k2": b"2" * 32, **KEYS}
    assert json.loads(text)["keys"][1] == {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": "k1",
        "x": urlsafe_b64encode(PUBLIC).rstrip(b"=").decode(),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": 1}',
        '{"keys": [1]}',
        '{"keys": []}',
        '{"keys": [{"kty": "RSA"}]}',
        '{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AAAA"}]}',
        '{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "?"}]}',
    ],
)
def test_what_is_no_list_of_keys_is_refused(text: str) -> None:
    with pytest.raises(formats.NotKeys):
        formats.keys_in(text)


def test_the_code_stays_small_enough_to_be_scanned() -> None:
    address = f"https://huyula.gorontaloprov.go.id/s/{TOKEN}"
    code = segno.make(address, error="m", micro=False)

    assert len(TOKEN) < 420
    assert isinstance(code.version, int)
    assert code.version <= 18
    long = Claim("9900", "0001/893.3/BKPSDM/XI/2026", "T" * 200, "N" * 250, Decimal(8), CLAIM.on, CLAIM.id)
    longest = segno.make(address[:40] + formats.signed(long, key_id="k1", secret=SECRET), error="m", micro=False)
    assert isinstance(longest.version, int)
    assert longest.version <= 28


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"name": " "}, Refusal.NO_NAME),
        ({"name": "N" * 251}, Refusal.NO_NAME),
        ({"title": ""}, Refusal.NO_TITLE),
        ({"title": "T" * 201}, Refusal.NO_TITLE),
        ({"name": "Sari 198609262015051001"}, Refusal.PERSONAL_NUMBER),
        ({"title": "NIP 19860926 201505 1 001"}, Refusal.PERSONAL_NUMBER),
        ({"more": ["7571014101900001"]}, Refusal.PERSONAL_NUMBER),
        ({"more": ["Angkatan 12, 24 November 2026"]}, None),
    ],
)
def test_what_stands_in_the_way_of_a_certificate(changes: dict[str, object], refusal: Refusal | None) -> None:
    words = {"name": "Sari", "title": "Kursus", "more": [], **changes}
    assert why_not_issue(**words) == refusal  # type: ignore[arg-type]  # values of several kinds
