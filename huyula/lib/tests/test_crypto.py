"""Keys: what is sealed opens under any key of the ring, and only where it belongs."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from huyula.lib import crypto


def _key(name: str, byte: int) -> str:
    return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}"


def test_a_sealed_value_opens_again() -> None:
    sealed = crypto.seal(b"rahasia", context="a.b")

    assert crypto.unseal(sealed, context="a.b") == b"rahasia"
    assert b"rahasia" not in sealed


@pytest.mark.parametrize("place", range(40))
def test_a_value_with_one_byte_changed_stays_closed(place: int) -> None:
    sealed = bytearray(crypto.seal(b"0123456789", context="a.b"))
    sealed[place % len(sealed)] ^= 1

    with pytest.raises(crypto.Unreadable):
        crypto.unseal(bytes(sealed), context="a.b")


def test_a_value_moved_to_another_column_stays_closed() -> None:
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(crypto.seal(b"x", context="a.b"), context="a.c")


def test_nothing_is_not_a_sealed_value() -> None:
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(b"", context="a.b")


def test_keys_rotate(settings: Settings) -> None:
    settings.HUYULA_FIELD_KEYS = _key("k1", 1)
    old, index = crypto.seal(b"x", context="a.b"), crypto.blind_index("x", purpose="p")
    settings.HUYULA_FIELD_KEYS = f"{_key('k2', 2)},{_key('k1', 1)}"

    assert crypto.unseal(old, context="a.b") == b"x"
    assert crypto.seal(b"x", context="a.b")[:3] == b"\x02k2"
    assert index in crypto.blind_indexes("x", purpose="p")
    assert crypto.blind_index("x", purpose="p") != index


def test_an_index_is_tied_to_its_purpose() -> None:
    assert crypto.blind_index("1", purpose="nik") != crypto.blind_index("1", purpose="sign-in")


def test_a_signature_holds_for_one_message_under_one_key() -> None:
    key, signature = crypto.sign(b"hello")
    public = crypto.public_keys()[key]

    assert crypto.is_signed(b"hello", signature, public=public)
    assert not crypto.is_signed(b"hellO", signature, public=public)
    assert not crypto.is_signed(b"hello", signature, public=b"")


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "empty"), ("k1:%%%", "not base64"), ("k1:YWJj", "32 bytes"), (":" + _key("", 1)[1:], "an id of")],
)
def test_a_bad_ring_is_refused_without_showing_the_key(text: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault) as caught:
        crypto.ring(text)
    assert "YWJj" not in str(caught.value)


def test_bytes_compare_and_streams_are_digested() -> None:
    assert crypto.same(b"a", b"a")
    assert not crypto.same(b"a", b"b")
    assert crypto.digest_of([b"a", b"b"]) == crypto.digest_of([b"ab"])
