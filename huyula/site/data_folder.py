"""The folder in which an installation keeps what is its own: database, files, heads of the journal, a demo's keys.

A marker file says which folder is ours and whether it is a demo; a demo writes its own keys into it at its making.
"""

import base64
import datetime as dt
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

MARKER = "huyula.json"
KEYS = "keys.env"
SECRETS = ("HUYULA_SECRET_KEY", "HUYULA_FIELD_KEYS", "HUYULA_SIGNING_KEYS")

Kind = Literal["demo", "install"]


class NoFolder(Exception):
    """Why a folder can't be used, in one line that says what to do."""


@dataclass(frozen=True)
class DataFolder:
    """A folder of ours: where, of which kind, made when (ISO), and with how many people its demo was filled."""

    path: Path
    kind: Kind
    created: str
    filled: int | None = None

    @property
    def is_demo(self) -> bool:
        """Say whether it was marked as a demo when it was made."""
        return self.kind == "demo"


def default_path() -> Path:
    """Return HUYULA_DATA, else `.huyula` beside the checkout, else in the current folder."""
    root = Path(__file__).resolve().parent.parent.parent
    beside = root if (root / "pyproject.toml").exists() else Path.cwd()
    return Path(os.environ.get("HUYULA_DATA") or beside / ".huyula").absolute()


def opened(path: Path) -> DataFolder:
    """Read the marker of a folder that was made before. Raises NoFolder."""
    try:
        words = json.loads((path / MARKER).read_text(encoding="utf-8"))
        return DataFolder(path, words["kind"], words["created"], words.get("filled"))
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise NoFolder(
            f"There is no installation in {path}: begin with `huyula demo` or `huyula init`, or set HUYULA_DATA."
        ) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise NoFolder(f"{path / MARKER} can't be read: restore it from a copy.") from fault
    except PermissionError as fault:
        raise NoFolder(f"{path} belongs to another user: choose another folder, or run as that user.") from fault


def made(path: Path, *, kind: Kind) -> DataFolder:
    """Return the folder, made and marked if it is not there or empty. Raises NoFolder if it is somebody else's."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            if not (path / MARKER).exists():
                _mark_new(path, kind=kind)
    except NotADirectoryError as fault:
        raise NoFolder(f"{path} is not a folder: choose another one.") from fault
    except OSError as fault:
        raise NoFolder(f"{path} can't be used ({fault.strerror}): choose another folder.") from fault
    folder = opened(path)
    if folder.kind != kind:
        raise NoFolder(f"{path} holds a {_called(folder.kind)}, not a {_called(kind)}: choose another folder.")
    return folder


def next_free(path: Path, *, kind: Kind) -> DataFolder:
    """Make the folder, or the first of `path-2`, `path-3` ... that nobody else has taken. Raises NoFolder."""
    for number in range(2, 100):
        with suppress(NoFolder):
            return made(path if number == 2 else path.with_name(f"{path.name}-{number - 1}"), kind=kind)
    raise NoFolder(f"{path} and the 97 names after it are taken: choose a folder with --data.")


def noted_as_filled(folder: DataFolder, *, people: int) -> DataFolder:
    """Write into the marker that the demo's province stands, and with how many people."""
    folder = replace(folder, filled=people)
    _write(folder)
    return folder


@contextmanager
def held(folder: DataFolder) -> Iterator[DataFolder]:
    """Hold the folder alone while it is filled, and read its marker once it is ours."""
    with _alone(folder.path):
        yield opened(folder.path)


def load_keys(folder: DataFolder | None) -> None:
    """Bring the keys into the environment: a demo has its own; all else must have them there. Raises NoFolder."""
    os.environ["HUYULA_IS_DEMO"] = "1" if folder and folder.is_demo else "0"
    if folder and folder.is_demo:
        for line in (folder.path / KEYS).read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            os.environ[name] = value
        return
    if missing := [name for name in SECRETS if not os.environ.get(name)]:
        raise NoFolder(f"{missing[0]} is not set: a real installation takes its keys from the environment only.")


def new_keys() -> dict[str, str]:
    """Draw fresh keys: 32 bytes for each ring, with an id that names the day."""
    ring = f"{dt.datetime.now(tz=dt.UTC):%Y%m%d}"
    return {
        "HUYULA_SECRET_KEY": secrets.token_urlsafe(48),
        "HUYULA_FIELD_KEYS": f"{ring}:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "HUYULA_SIGNING_KEYS": f"{ring}:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


def _mark_new(path: Path, *, kind: Kind) -> None:
    """Mark an empty folder; the marker comes last, so that a folder with one is whole."""
    ours = {MARKER + ".new", MARKER + ".lock", KEYS, "postgres.lock", "postgres.users"}
    if strangers := sorted(entry.name for entry in path.iterdir() if entry.name not in ours):
        raise NoFolder(f"{path} is not empty ({strangers[0]} ...) and not ours: choose another folder.")
    if kind == "demo":
        keys = "".join(f"{name}={value}\n" for name, value in new_keys().items())
        (path / KEYS).touch(mode=0o600)
        (path / KEYS).write_text(keys, encoding="utf-8")
    _write(DataFolder(path, kind, dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")))


def _write(folder: DataFolder) -> None:
    """Write the marker beside its place and move it there whole."""
    words = {"kind": folder.kind, "created": folder.created, "filled": folder.filled}
    new = folder.path / (MARKER + ".new")
    new.write_text(json.dumps(words) + "\n", encoding="utf-8")
    new.replace(folder.path / MARKER)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the folder's own lock: making and filling happen one at a time."""
    with (path / (MARKER + ".lock")).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _called(kind: Kind) -> str:
    """Give the word for people."""
    return "demo" if kind == "demo" else "real installation"
