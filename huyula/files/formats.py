"""Bytes in and out: what a content is, and the sealed form in which it may lie on the disk.

A sealed file is `HUYS1`, the length of the wrapped key (2 bytes), the wrapped key, then chunks of 64 KiB, each
encrypted by AES-256-GCM under a key of this file alone, which the field keys wrap. The number of the chunk is its
nonce; number and whether it is the last are bound to it, so that cutting, swapping and joining show (STREAM: Hoang,
Reyhanitabar, Rogaway, Vizár, Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015,
section 7). The wrapped key is bound to the SHA-256 of the clear content, so that no file can stand in for another.
"""

import hashlib
import io
import os
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huyula.files import rules
from huyula.lib import crypto

CHUNK = 1 << 16
TAG = 16
MAGIC = b"HUYS1"
HEAD = 4096
STRAY = 500
OFFICE_PARTS = {"xl/": rules.XLSX, "word/": rules.DOCX, "ppt/": rules.PPTX}
ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")


class TooLarge(Exception):
    """More came than is taken."""


@dataclass(frozen=True, slots=True)
class Poured:
    """What went into a file: the SHA-256 in hexadecimal, and the number of bytes in clear."""

    sha256: str
    size: int


def pour(stream: BinaryIO, *, into: BinaryIO, sealed: bool, most: int) -> Poured:
    """Copy a stream into a file in pieces of 64 KiB, sealed if so wished, while hashing and counting it.

    Raises TooLarge as soon as more than `most` bytes came.
    """
    sealer = _Sealer(into) if sealed else None
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > most:
            raise TooLarge
        digest.update(piece)
        if sealer:
            sealer.write(piece)
        else:
            into.write(piece)
    if sealer:
        sealer.finish(digest.hexdigest())
    return Poured(digest.hexdigest(), size)


class _Sealer:
    """Writes a sealed file: room for the head first, then chunk by chunk, then the head."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._key = AESGCM.generate_key(bit_length=256)
        self._cipher = AESGCM(self._key)
        self._number = 0
        self._buffer = bytearray()
        file.write(bytes(len(self._head("0" * 64))))

    def write(self, piece: bytes) -> None:
        """Take a piece of any size; a full chunk is written once it is known not to be the last."""
        self._buffer += piece
        while len(self._buffer) > CHUNK:
            self._put(bytes(self._buffer[:CHUNK]), is_last=False)
            del self._buffer[:CHUNK]

    def finish(self, sha256: str) -> None:
        """Write the last chunk, then the head."""
        self._put(bytes(self._buffer), is_last=True)
        self._file.seek(0)
        self._file.write(self._head(sha256))

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number), chunk, _bound(self._number, is_last=is_last)))
        self._number += 1

    def _head(self, sha256: str) -> bytes:
        wrapped = crypto.seal(self._key, context=f"files.content:{sha256}")
        return MAGIC + len(wrapped).to_bytes(2, "big") + wrapped


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(number: int, *, is_last: bool) -> bytes:
    return MAGIC + number.to_bytes(8, "big") + (b"L" if is_last else b"-")


class _Unsealer(io.RawIOBase):
    """Reads a sealed file in clear, from any place, holding one chunk."""

    def __init__(self, file: BinaryIO, sha256: str) -> None:
        super().__init__()
        self._file = file
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        if file.read(len(MAGIC)) != MAGIC:
            raise crypto.Unreadable("Not a sealed file.")
        wrapped = file.read(int.from_bytes(file.read(2), "big"))
        self._cipher = AESGCM(crypto.unseal(wrapped, context=f"files.content:{sha256}"))
        self._start = file.tell()
        self._chunks, rest = divmod(length - self._start, CHUNK + TAG)
        self._chunks += 1 if rest else 0
        self._size = length - self._start - self._chunks * TAG
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Give the place in the clear content."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the clear content."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: WriteableBuffer
        """Fill at most to the end of the present chunk."""
        if self._at >= self._size and self._size:
            return 0
        number, inside = divmod(self._at, CHUNK)
        piece = self._chunk(number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file below as well."""
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(self._start + number * (CHUNK + TAG))
            is_last = number == self._chunks - 1
            try:
                clear = self._cipher.decrypt(
                    _nonce(number), self._file.read(CHUNK + TAG), _bound(number, is_last=is_last)
                )
            except (InvalidTag, ValueError) as fault:
                raise crypto.Unreadable("A sealed file was cut or changed.") from fault
            self._held = (number, clear)
        return self._held[1]


def in_clear(file: BinaryIO, *, sealed: bool, sha256: str) -> BinaryIO:
    """Give a content in clear, seekable; closing it closes the file. Raises crypto.Unreadable, at once or when read."""
    if not sealed:
        file.seek(0)
        return file
    return io.BufferedReader(_Unsealer(file, sha256), CHUNK)


def media_type_of(content: BinaryIO) -> str:
    """Say by its bytes what a content is; one of the types in `rules`, or `rules.UNKNOWN`."""
    content.seek(0)
    head = content.read(HEAD)
    found = _signatures(head)
    if head.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return rules.OLD_OFFICE
    for known in (rules.JPEG, rules.PNG, rules.WEBP, rules.PDF, rules.MP3):
        if known in found and (known != rules.PDF or head.startswith(b"%PDF-")):
            return known
    if found & {rules.HTML, "image/svg+xml", "application/xhtml+xml"}:
        return rules.HTML
    return rules.CSV if _is_text(head) else rules.UNKNOWN


def _signatures(head: bytes) -> set[str]:
    try:
        return {found.mime_type for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _office_type(content: BinaryIO) -> str:
    """Say which Office document a zip archive is. Look through it by `lib.archives` before trusting it further."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError):
        return rules.ZIP
    if "[Content_Types].xml" not in names:
        return rules.ZIP
    return next(
        (kind for part, kind in OFFICE_PARTS.items() if any(name.startswith(part) for name in names)), rules.ZIP
    )


def _is_text(head: bytes) -> bool:
    """Say whether bytes read as text: UTF-16 with its mark, UTF-8, or an 8-bit code.

    One control character in 500 is let through: it spoils a cell of a table, which its reader names.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    allowed = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}
    return bool(head) and sum(octet < 0x20 and octet not in allowed for octet in head) * STRAY <= len(head)


def is_encrypted_office(content: BinaryIO) -> bool:
    """Say whether an old Office container is a new document under a password ([MS-OFFCRYPTO] section 2.3.4.4)."""
    return _holds(content, ["EncryptedPackage".encode("utf-16-le")])


def pdf_fault(content: BinaryIO) -> rules.Refusal | None:
    """Say what is wrong with a PDF: under a password, holding scripts or files, or broken off.

    Words in packed object streams are not seen: what is served is sandboxed all the same.
    """
    content.seek(-min(HEAD, content.seek(0, os.SEEK_END)), os.SEEK_END)
    if b"%%EOF" not in content.read():
        return rules.Refusal.DAMAGED
    if _holds(content, [b"/Encrypt"]):
        return rules.Refusal.ENCRYPTED_DOCUMENT
    return rules.Refusal.ACTIVE_CONTENT if _holds(content, [*_as_names(ACTIVE_PDF)]) else None


def _as_names(words: tuple[bytes, ...]) -> list[bytes]:
    """Give each name with what may end it (ISO 32000-1 section 7.2.2), so that /JS is not found in /JSON."""
    return [word + end for word in words for end in (b" ", b"(", b"<", b"/", b"[", b"\r", b"\n")]


def _holds(content: BinaryIO, words: list[bytes]) -> bool:
    """Say whether any of the words stands in a content, read in pieces."""
    longest = max(map(len, words))
    content.seek(0)
    tail = b""
    while piece := content.read(CHUNK):
        window = tail + piece
        if any(word in window for word in words):
            return True
        tail = window[-longest:]
    return False


def has_macros(content: BinaryIO) -> bool:
    """Say whether the list of parts of an Office document names a macro part ([MS-OFFMACRO2] section 2.2)."""
    content.seek(0)
    with zipfile.ZipFile(content) as archive, archive.open("[Content_Types].xml") as parts:
        text = parts.read(1 << 20).lower()
    return b"macroenabled" in text or b"vbaproject" in text
