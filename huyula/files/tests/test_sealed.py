"""A sealed content opens whole or not at all."""

import io
import os
from typing import BinaryIO

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from huyula.files import formats
from huyula.lib import crypto

CHUNK = formats.CHUNK
HEAD = len(formats.MAGIC) + 2 + 1 + 2 + 12 + 32 + 16  # with the key id t1
OLD, NEW = "old:" + "QUFB" * 10 + "QUE=", "new:" + "QkJC" * 10 + "QkI="


def _sealed(content: bytes) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    poured = formats.pour(io.BytesIO(content), into=out, sealed=True, most=1 << 30)
    return out, poured.sha256


def _opened(file: io.BytesIO, sha256: str) -> bytes:
    return formats.in_clear(file, sealed=True, sha256=sha256).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_was_sealed_is_read_again(size: int) -> None:
    content = os.urandom(size)

    assert _opened(*_sealed(content)) == content


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3 * CHUNK + 100), st.integers(0, CHUNK * 2)), max_size=8))
def test_any_part_is_read_as_from_the_clear_file(parts: list[tuple[int, int]]) -> None:
    content = bytes(range(256)) * 800
    clear, sealed = io.BytesIO(content), _unsealed(content)

    for at, length in parts:
        assert sealed.seek(at) == clear.seek(at)
        assert sealed.read(length) == clear.read(length)
    assert sealed.seek(-5, os.SEEK_END) == clear.seek(-5, os.SEEK_END)
    assert sealed.read() == clear.read()


def _unsealed(content: bytes) -> BinaryIO:
    file, sha256 = _sealed(content)
    return formats.in_clear(file, sealed=True, sha256=sha256)


@pytest.mark.parametrize(
    "harm",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: HEAD + CHUNK + 16],  # cut behind a whole chunk
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[:HEAD] + sealed[HEAD + CHUNK + 16 :],  # the first chunk lost
        lambda sealed: (
            sealed[:HEAD]
            + sealed[HEAD + CHUNK + 16 : HEAD + 2 * (CHUNK + 16)]
            + sealed[HEAD : HEAD + CHUNK + 16]
            + sealed[HEAD + 2 * (CHUNK + 16) :]
        ),  # two swapped
        lambda sealed: sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:],
        lambda sealed: sealed[:10] + bytes([sealed[10] ^ 1]) + sealed[11:],
        lambda sealed: b"HUYS2" + sealed[5:],
        lambda _sealed: b"",
        lambda sealed: sealed[:HEAD],
    ],
)
def test_what_was_changed_does_not_open(harm: object) -> None:
    file, sha256 = _sealed(os.urandom(3 * CHUNK + 10))
    assert callable(harm)

    with pytest.raises(crypto.Unreadable):
        _opened(io.BytesIO(harm(file.getvalue())), sha256)


def test_one_sealed_file_does_not_stand_in_for_another() -> None:
    one, _ = _sealed(b"one")
    _, other = _sealed(b"two")

    with pytest.raises(crypto.Unreadable):
        _opened(one, other)


def test_a_new_key_opens_old_files_as_long_as_the_old_key_is_there() -> None:
    with override_settings(HUYULA_FIELD_KEYS=OLD):
        file, sha256 = _sealed(b"content")

    with override_settings(HUYULA_FIELD_KEYS=f"{NEW},{OLD}"):
        assert _opened(io.BytesIO(file.getvalue()), sha256) == b"content"
    with override_settings(HUYULA_FIELD_KEYS=NEW), pytest.raises(crypto.Unreadable):
        _opened(file, sha256)


def test_equal_contents_are_never_sealed_equally() -> None:
    assert _sealed(b"same")[0].getvalue() != _sealed(b"same")[0].getvalue()


def test_closing_closes_the_file_below() -> None:
    file, sha256 = _sealed(b"content")

    formats.in_clear(file, sealed=True, sha256=sha256).close()

    assert file.closed
