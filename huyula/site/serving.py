"""Serving pages and working off jobs: the children of one process, which end together and leave nobody behind."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from types import FrameType

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 100
THREADS = 2  # of each worker: more of them wait for each other rather than for the database
GRACE = 10.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

OURSELVES = (sys.executable, "-m", "huyula.site.cli", "manage")
WORKER = (*OURSELVES, "procrastinate", "worker", "--shutdown-graceful-timeout", "5")


class NoPort(Exception):
    """Why there is no address to serve at, in one line that says what to do."""


class Stopped(BaseException):
    """Somebody asked us to stop."""


def free_port(asked: int | None) -> int:
    """Return the port that was asked for, or the first free one from 8000 on. Raises NoPort."""
    if asked is not None:
        if not 0 < asked < 65536:
            raise NoPort(f"{asked} is no port: choose one from 1 to 65535.")
        if not _is_free(asked):
            raise NoPort(f"Port {asked} can't be used (taken, or not ours to use): choose another with --port.")
        return asked
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        if _is_free(port):
            return port
    raise NoPort(f"The ports {DEFAULT_PORT} to {DEFAULT_PORT + TRIES - 1} are all taken: choose another with --port.")


def _is_free(port: int) -> bool:
    """Say whether we could listen there. A port in TIME_WAIT counts as free, as it does for the web server."""
    with closing(socket.socket()) as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        probe.listen()
        return True
    return False


def web(host: str, port: int, *, workers: int = 2) -> list[str]:
    """Return the command of the web server (granian, WSGI)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *(
            "--workers",
            str(workers),
            "--blocking-threads",
            str(THREADS),
            "--no-ws",
            "--http",
            "1",
            "--log-level",
            "warning",
        ),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "huyula.site.wsgi:application"),
    ]


def run_together(commands: Sequence[Sequence[str]], *, host: str, port: int, ready: Callable[[], None]) -> int:
    """Run the commands until we are asked to stop (0) or one of them ends (1).

    The first is the web server; the others start, and `ready` is called, once it answers.
    """
    children: list[subprocess.Popen[bytes]] = []
    before = {number: signal.signal(number, _ask_to_stop) for number in STOPPING}
    try:
        children.append(_child(commands[0]))
        if _answers(children, host, port):
            children += [_child(command) for command in commands[1:]]
            ready()
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
        first = next(_named(child) for child in children if child.returncode is not None)
    except Stopped:
        return 0
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        _end(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    sys.stderr.write(f"huyula: a part ended by itself, so all were stopped: {first}\n")
    return 1


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _child(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a child out of reach of the terminal's Ctrl-C; the kernel ends it if we are killed."""
    leash = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
    return subprocess.Popen([*leash, *command], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own


def _answers(children: Sequence[subprocess.Popen[bytes]], host: str, port: int) -> bool:
    """Wait until the web server answers, or a child ends."""
    while all(child.poll() is None for child in children):
        with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection, suppress(OSError, ValueError):
            connection.request("GET", "/")
            connection.getresponse()
            return True
        time.sleep(0.05)
    return False


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each child to end; kill, with all it started, what has not ended in time."""
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _named(child: subprocess.Popen[bytes]) -> str:
    """Give the end of a child's command line and its exit code."""
    words = child.args if isinstance(child.args, list) else [str(child.args)]
    return f"{' '.join(str(word) for word in words[-6:])} (exit code {child.returncode})"
