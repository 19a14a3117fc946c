"""Zip archives from strangers: looked through before anybody unpacks them, with flat memory.

The format is PKWARE's APPNOTE 6.3.10; section numbers below are of that text. What is refused is what is known to do
harm: bombs, names that leave the folder, links, two files of one name, archives in archives, names that read otherwise
than they are, and directories that say something else than the bytes they point at.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.lib.refused import Refused

CHUNK = 1 << 16
# Below this many bytes unpacked, no ratio can hurt anybody.
RATIO_MATTERS_FROM = 1 << 20
LONGEST_NAME = 512
# A directory entry takes 46 bytes and its name, extra field and comment; more than this on average is an attack.
DIRECTORY_BYTES_PER_ENTRY = 1024
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NESTED_NAMES = (".zip", ".jar", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".cab", ".iso")
NESTED_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"\xfd7zXZ\x00")
END = struct.Struct("<4s4H2LH")  # 4.3.16
END_64_LOCATOR = struct.Struct("<4sLQL")  # 4.3.15
END_64 = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
LOCAL = struct.Struct("<4s5H3L2H")  # 4.3.7


class Fault(TextChoices):
    """Why an archive is not opened."""

    DAMAGED = "DAMAGED", _("The archive is damaged or incomplete. Please make it again and send it once more.")
    EMPTY = "EMPTY", _("The archive is empty.")
    TOO_MANY = "TOO_MANY", _("The archive holds too many files.")
    BOMB = "BOMB", _("Unpacked, the archive would be far larger than it looks. It is not opened.")
    SLIP = "SLIP", _("A file in the archive would be written outside its folder: %(name)s")
    ABSOLUTE = "ABSOLUTE", _("A file in the archive has an absolute path: %(name)s")
    LINK = "LINK", _("The archive holds a link or a device instead of a file: %(name)s")
    DUPLICATE = "DUPLICATE", _("Two files in the archive have the same name: %(name)s")
    NESTED = "NESTED", _("The archive holds another archive: %(name)s. Please unpack it first.")
    HIDDEN_CHARACTERS = "HIDDEN_CHARACTERS", _("A file name in the archive holds hidden characters: %(name)s")
    LONG_NAME = "LONG_NAME", _("A file name in the archive is too long: %(name)s")
    ENCRYPTED = "ENCRYPTED", _("The archive is protected by a password. Please send it without one.")
    METHOD = "METHOD", _("The archive is packed in a way that is not known here. Please make a plain ZIP.")
    OVERLAP = "OVERLAP", _("Files in the archive lie over each other. It is not opened.")
    LYING = "LYING", _("The archive says something else about a file than what it holds: %(name)s")


class UnsafeArchive(Refused):
    """That an archive is not opened, and why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name with `/`, its size in bytes unpacked and packed."""

    name: str
    size: int
    packed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a safe archive holds, folders left out."""

    members: tuple[Member, ...]
    size: int
    packed: int

    def has(self, ending: str) -> bool:
        """Say whether a file's name ends so, whatever its case."""
        return any(member.name.casefold().endswith(ending.casefold()) for member in self.members)


def inspect_zip(
    source: Path | BinaryIO, *, most_entries: int, most_bytes: int, most_ratio: float, may_nest: bool = False
) -> Report:
    """Look through an archive without writing anything: names first, then each file unpacked once and thrown away.

    `source` is a path or a seekable binary file, which is left at an unknown place. `most_bytes` bounds the sum of the
    unpacked files, `most_ratio` unpacked to packed (asked from 1 MiB unpacked). Takes a few hundred kB of memory
    besides the directory. Raises UnsafeArchive; its `code` is a value of `Fault`.
    """
    with _opened(source) as file:
        infos = _directory(file, most_entries=most_entries)
        _check_names(infos, may_nest=may_nest)
        for info in infos:
            _check_kind(info)
        _check_sums(infos, most_bytes=most_bytes, most_ratio=most_ratio)
        _check_places(file, infos)
        for info in infos:
            _check_content(file, info, may_nest=may_nest)
    files = tuple(Member(info.filename, info.file_size, info.compress_size) for info in infos if not info.is_dir())
    if not files:
        raise UnsafeArchive(Fault.EMPTY)
    return Report(files, size=sum(member.size for member in files), packed=sum(member.packed for member in files))


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _directory(file: BinaryIO, *, most_entries: int) -> list[zipfile.ZipInfo]:
    """Read the central directory, after its size was bounded: the library would hold all of it."""
    entries, size = _end_of_directory(file)
    if entries > most_entries or size > most_entries * DIRECTORY_BYTES_PER_ENTRY:
        raise UnsafeArchive(Fault.TOO_MANY)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error) as fault:
        raise UnsafeArchive(Fault.DAMAGED) from fault
    if len(infos) != entries:
        raise UnsafeArchive(Fault.DAMAGED)
    return infos


def _end_of_directory(file: BinaryIO) -> tuple[int, int]:
    """Give the number of entries and the bytes of the central directory, from the end record."""
    length = file.seek(0, 2)
    file.seek(max(0, length - END.size - 0xFFFF - END_64_LOCATOR.size - END_64.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END.size:
        raise UnsafeArchive(Fault.DAMAGED)
    _sign, disk, start_disk, _here, entries, size, _offset, comment = END.unpack_from(tail, at)
    if len(tail) - at - END.size != comment or (disk, start_disk) not in {(0, 0), (0xFFFF, 0xFFFF)}:
        raise UnsafeArchive(Fault.DAMAGED)
    larger = at - END_64_LOCATOR.size - END_64.size
    if larger >= 0 and tail[at - END_64_LOCATOR.size :].startswith(b"PK\x06\x07"):
        _sign, _size, _by, _needs, _disk, _start, _here, entries, size, _offset = END_64.unpack_from(tail, larger)
    return entries, size


def _check_names(infos: list[zipfile.ZipInfo], *, may_nest: bool) -> None:
    files: set[str] = set()
    folders: set[str] = set()
    for info in infos:
        _check_name(info.orig_filename)
        key = _as_a_disk_sees_it(info.filename)
        if not may_nest and key.endswith(NESTED_NAMES):
            raise UnsafeArchive(Fault.NESTED, name=shown(info.filename))
        if key in files or (key in folders and not info.is_dir()):
            raise UnsafeArchive(Fault.DUPLICATE, name=shown(info.filename))
        (folders if info.is_dir() else files).add(key)
        folders.update(str(parent) for parent in PurePosixPath(key).parents)
    if both := files & folders:
        raise UnsafeArchive(Fault.DUPLICATE, name=shown(min(both)))


def _check_name(name: str) -> None:
    faults: list[tuple[Fault, Callable[[str], bool]]] = [
        (Fault.LONG_NAME, lambda text: len(text) > LONGEST_NAME),
        (Fault.HIDDEN_CHARACTERS, lambda text: any(c in BIDI or unicodedata.category(c) in {"Cc", "Cs"} for c in text)),
        (Fault.ABSOLUTE, lambda text: bool(PureWindowsPath(text).anchor)),
        (Fault.SLIP, lambda text: ".." in text.replace("\\", "/").split("/")),
        (Fault.SLIP, lambda text: "\\" in text or not text.strip("/. ")),
    ]
    for fault, is_so in faults:
        if is_so(name):
            raise UnsafeArchive(fault, name=shown(name))


def _as_a_disk_sees_it(name: str) -> str:
    """Fold what file systems take for the same name: case, composition, dots and spaces at the end."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "/".join(part.rstrip(". ") for part in folded.split("/") if part)


def shown(name: str) -> str:
    """Make a name fit to be shown: hidden characters as `?`, at most 80 characters."""
    return "".join("?" if c in BIDI or not c.isprintable() else c for c in name[:80])


def _check_kind(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x2041:  # encrypted, strongly encrypted, masked header (4.4.4)
        raise UnsafeArchive(Fault.ENCRYPTED)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnsafeArchive(Fault.LINK, name=shown(info.filename))
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnsafeArchive(Fault.METHOD)


def _check_sums(infos: list[zipfile.ZipInfo], *, most_bytes: int, most_ratio: float) -> None:
    size, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if size > most_bytes or (size > RATIO_MATTERS_FROM and size > most_ratio * max(packed, 1)):
        raise UnsafeArchive(Fault.BOMB)


def _check_places(file: BinaryIO, infos: list[zipfile.ZipInfo]) -> None:
    """See that the files lie one after the other from the first byte on, and leave nothing before them."""
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < end:
            raise UnsafeArchive(Fault.OVERLAP)
        if end == 0 and info.header_offset != 0:
            raise UnsafeArchive(Fault.DAMAGED)
        end = _start_of_content(file, info) + info.compress_size


def _start_of_content(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Read the header before a file's bytes and give where they begin; it must name the same file as the directory."""
    file.seek(info.header_offset)
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise UnsafeArchive(Fault.DAMAGED)
    lengths: tuple[int, int] = LOCAL.unpack(header)[-2:]
    name_length, extra_length = lengths
    if file.read(name_length) != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437"):
        raise UnsafeArchive(Fault.LYING, name=shown(info.filename))
    return info.header_offset + LOCAL.size + name_length + extra_length


def _check_content(file: BinaryIO, info: zipfile.ZipInfo, *, may_nest: bool) -> None:
    """Unpack a file piece by piece: its size, its checksum and its first bytes must be what the directory says."""
    size, checksum, start = 0, 0, b""
    for piece in _unpacked(file, info):
        if len(start) < 8:
            start += piece[:8]
            if not may_nest and start.startswith(NESTED_STARTS):
                raise UnsafeArchive(Fault.NESTED, name=shown(info.filename))
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if size > info.file_size:
            break
    if size != info.file_size or checksum != info.CRC:
        raise UnsafeArchive(Fault.LYING, name=shown(info.filename))


def _unpacked(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the bytes of a file in pieces of about 64 kB, however small they were packed."""
    pieces = _packed(file, info)
    if info.compress_type == zipfile.ZIP_STORED:
        yield from pieces
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in pieces:
            rest = packed
            while rest and not inflate.eof:
                yield inflate.decompress(rest, CHUNK)
                rest = inflate.unconsumed_tail
            if inflate.unused_data or (inflate.eof and rest):
                raise UnsafeArchive(Fault.LYING, name=shown(info.filename))
        yield inflate.flush()
    except zlib.error as fault:
        raise UnsafeArchive(Fault.DAMAGED) from fault
    if not inflate.eof:
        raise UnsafeArchive(Fault.DAMAGED)


def _packed(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the bytes of a file as they lie in the archive."""
    file.seek(_start_of_content(file, info))
    left = info.compress_size
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        yield packed
    if left:
        raise UnsafeArchive(Fault.DAMAGED)
