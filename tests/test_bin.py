"""The commands of the house: folders, keys, ports and children, what `huyula` says, what bin/ and the locks hold."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from huyula.site import cli, data_folder, serving
from huyula.site.data_folder import NoFolder

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted(path for path in (ROOT / "bin").iterdir() if not path.name.startswith("_"))
SERVER = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1"]
DRIVER = """
import sys
from huyula.site import serving
commands = [line.split("|") for line in sys.argv[2:]]
ready = lambda: print("ready", flush=True)
sys.exit(serving.run_together(commands, host="127.0.0.1", port=int(sys.argv[1]), ready=ready))
"""


@pytest.fixture
def keyless(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Give an environment without keys, folder and database; restore it afterwards."""
    for name in (
        *data_folder.SECRETS,
        "HUYULA_DATA",
        "DATABASE_URL",
        "HUYULA_IS_DEMO",
        "HUYULA_BIND",
        "HUYULA_ADDRESS",
    ):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


def huyula(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without keys or database."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUYULA_", "DATABASE_", "DJANGO_"))
    }
    environment = {**kept, "HUYULA_DATA": str(folder), "HUYULA_POSTGRES": "wheel"}
    command = [sys.executable, "-m", "huyula.site.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


# -- the data folder ---------------------------------------------------------------------------------------------


def test_a_demo_folder_is_marked_and_has_keys_of_its_own(keyless: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = data_folder.made(tmp_path / "demo", kind="demo")
    data_folder.load_keys(folder)

    assert json.loads((folder.path / "huyula.json").read_text())["kind"] == "demo"
    assert (folder.path / "keys.env").stat().st_mode & 0o777 == 0o600
    assert os.environ["HUYULA_IS_DEMO"] == "1"
    assert all(os.environ[name] for name in data_folder.SECRETS)
    assert data_folder.made(tmp_path / "demo", kind="demo") == folder


def test_a_real_installation_names_the_key_that_is_missing(keyless: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = data_folder.made(tmp_path / "real", kind="install")
    keyless.setenv("HUYULA_SECRET_KEY", "a" * 50)

    with pytest.raises(NoFolder, match=r"^HUYULA_FIELD_KEYS is not set"):
        data_folder.load_keys(folder)
    assert not (folder.path / "keys.env").exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(NoFolder, match=r"not empty \(thesis.txt"):
        data_folder.made(tmp_path, kind="demo")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("huyula.json")] == ["thesis.txt"]


def test_a_demo_never_moves_into_a_real_installation(tmp_path: Path) -> None:
    data_folder.made(tmp_path / "it", kind="install")
    with pytest.raises(NoFolder, match="holds a real installation, not a demo"):
        data_folder.made(tmp_path / "it", kind="demo")


def test_the_next_free_folder_is_taken(tmp_path: Path) -> None:
    data_folder.made(tmp_path / "it", kind="install")
    (tmp_path / "it-2").write_text("a file")
    assert data_folder.next_free(tmp_path / "it", kind="demo").path == tmp_path / "it-3"


def test_a_folder_that_is_a_file_or_broken_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "huyula.json").write_text("{")
    for name, words in {"file": "can't be used", "broken": "can't be read", "nothing": "no installation"}.items():
        with pytest.raises(NoFolder, match=words) as refusal:
            data_folder.opened(tmp_path / name) if name == "nothing" else data_folder.made(tmp_path / name, kind="demo")
        assert "\n" not in str(refusal.value)


# -- ports and children ------------------------------------------------------------------------------------------


def free() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_that_is_taken_is_told_when_it_was_asked_for() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serving.NoPort, match=f"Port {port} can't be used .* choose another with --port"):
            serving.free_port(port)


def test_nobody_asked_so_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(serving, "DEFAULT_PORT", taken)
        assert taken < serving.free_port(None) < taken + serving.TRIES


@contextmanager
def drive(port: int, *commands: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run commands together in a process of their own."""
    words = [sys.executable, "-c", DRIVER, str(port), *("|".join(command) for command in commands)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        try:
            yield it
        finally:
            it.terminate()


def is_there(mark: str) -> bool:
    """Say whether a process with this mark on its command line is alive."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in path.read_text(errors="replace").split("\0"):
                return True
        except (FileNotFoundError, ProcessLookupError):
            continue
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_end_together_when_asked(how: signal.Signals, tmp_path: Path) -> None:
    port = free()
    with drive(
        port, [*SERVER, "--directory", str(tmp_path), str(port)], ["sh", "-c", "sleep 987 & wait", str(tmp_path)]
    ) as it:
        assert it.stdout is not None
        assert "ready\n" in iter(it.stdout.readline, "")
        it.send_signal(how)
        assert it.wait(15) == 0
    assert not is_there(str(tmp_path))


def test_all_end_when_one_ends_by_itself(tmp_path: Path) -> None:
    port = free()
    with drive(port, [*SERVER, "--directory", str(tmp_path), str(port)], ["sh", "-c", "exit 3"]) as it:
        _, said = it.communicate(timeout=15)
    assert it.returncode == 1
    assert "a part ended by itself" in said
    assert "exit code 3" in said
    assert not is_there(str(tmp_path))


# -- the command huyula ------------------------------------------------------------------------------------------


def test_help_lists_what_people_can_do(tmp_path: Path) -> None:
    said = huyula("--help", folder=tmp_path / "none")
    assert said.returncode == 0
    for name in ("demo", "serve", "logins", "verify-journal"):
        assert re.search(rf"^  {name} +\S", said.stdout, re.MULTILINE), name
    assert not (tmp_path / "none").exists()


def test_every_command_says_in_its_first_line_what_it_does() -> None:
    assert [name for name, text in cli.commands().items() if not text] == []


def test_a_command_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    said = huyula("improt-people", folder=tmp_path / "none")
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert "there is no command 'improt-people'" in said.stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("logins",), "no installation"),
        (("demo", "--port", "many"), "invalid int value"),
        (("init", "gorontalo"), "HUYULA_SECRET_KEY is not set"),
        (("demo", "--port", "70000"), "choose one from 1 to 65535"),
    ],
)
def test_what_stands_in_the_way_is_told_in_a_line(words: tuple[str, ...], answer: str, tmp_path: Path) -> None:
    said = huyula(*words, folder=tmp_path / "none")
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert answer in said.stderr


# -- bin/ and the locks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_by_a_plain_shell(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/bin/sh\n# ")
    subprocess.run(["sh", "-n", script], check=True)


def test_the_locks_name_packages_and_hashes_but_no_place() -> None:
    for path in [*ROOT.glob("requirements*.lock"), ROOT / ".npmrc"]:
        assert not re.search(r"://|--(extra-)?index-url|--find-links|^-e |@ *file", path.read_text(), re.MULTILINE), (
            path
        )
    assert "resolved" not in {
        key for package in json.loads((ROOT / "package-lock.json").read_text())["packages"].values() for key in package
    }


def test_every_locked_python_package_has_its_hash() -> None:
    for path in ROOT.glob("requirements*.lock"):
        bare = re.findall(r"^([\w.-]+==[^\s\\]+)(?: ;[^\\\n]*)?\s*$", path.read_text(), re.MULTILINE)
        assert bare == [], path
