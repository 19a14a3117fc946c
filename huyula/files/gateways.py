"""The wire to the disk: contents lie in the data folder, written whole or not at all."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

STAGED = "staged"


class Lying(NamedTuple):
    """A file in the folder: where, and when it was last written (seconds since 1970)."""

    place: str
    written_at: float


def folder() -> Path:
    """Give the folder of contents; it belongs to the account that runs us alone."""
    path = Path(settings.HUYULA_DATA) / "files"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Staged(NamedTuple):
    """A file that has no place yet, open for writing and reading."""

    file: BinaryIO
    path: Path


@contextmanager
def staging() -> Iterator[Staged]:
    """Give a file to write into, which is gone afterwards unless `settle` gave it a place."""
    room = folder() / STAGED
    room.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=room)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield Staged(file, Path(name))
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def settle(staged: Staged, *, place: str) -> None:
    """Give a staged file its place: on the disk (fsync) first, then renamed, then the folder is on the disk."""
    target = folder() / place
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged.file.flush()
    os.fsync(staged.file.fileno())
    staged.path.replace(target)
    _sync(target.parent)


def opened(place: str) -> BinaryIO:
    """Open a content for reading. Raises FileNotFoundError."""
    return (folder() / place).open("rb")


def erase(place: str) -> bool:
    """Delete a content; says whether it was there."""
    try:
        (folder() / place).unlink()
    except FileNotFoundError:
        return False
    return True


def lying() -> Iterator[Lying]:
    """Give every file in the folder, staged ones too, in no order."""
    root = folder()
    for path in root.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield Lying(path.relative_to(root).as_posix(), path.stat().st_mtime)


def age(found: Lying) -> float:
    """Give how many seconds ago a file was written."""
    return time.time() - found.written_at


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
