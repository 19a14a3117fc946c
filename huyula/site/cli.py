"""The command `huyula`: brings up folder, keys and database, then hands over to Django's commands.

`huyula a-b` is for people at the shell, `huyula manage a_b` the same door for operators (and for Django's own).
"""

import ast
import os
import signal
import sys
from argparse import ArgumentError, ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.core.management import ManagementUtility, call_command

from huyula.site import data_folder, serving
from huyula.site.data_folder import DataFolder, NoFolder
from huyula.site.postgres import CannotStart, launched

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = frozenset({"demo", "dev"})
ALONE = frozenset({"help", "verify_certificate"})  # they need neither folder nor database
SERVING = DEMO | {"serve"}
# Whatever else is done at the shell may add to the journal, and perhaps no worker runs that would seal it.
UNSEALED = (
    ALONE | SERVING | {"logins", "openapi", "put_clock_forward", "seal_journal", "verify_files", "verify_journal"}
)

HELP = """\
huyula: how a province of Indonesia develops its civil servants for the digital era

  huyula COMMAND ...         {command} --help says what each takes
  huyula manage COMMAND ...  the same, and Django's own commands (migrate, shell ...)

Commands
{commands}

Environment
  HUYULA_DATA      the folder with everything an installation keeps (now: {data})
  DATABASE_URL     a PostgreSQL of your own; without it one is started in the folder
  HUYULA_POSTGRES  auto, system or wheel: which PostgreSQL is started
  HUYULA_SECRET_KEY, HUYULA_FIELD_KEYS, HUYULA_SIGNING_KEYS  the keys (a demo has its own)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code. What stands in the way is told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huyula.site.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(_help())
        return 0
    is_operator, words = words[0] == "manage", words[words[0] == "manage" :]
    name = words[0] if words and is_operator else words[0].replace("-", "_") if words else "help"
    if not is_operator and name not in commands():
        sys.stderr.write(f"huyula: there is no command {words[0]!r}: `huyula --help` lists them.\n")
        return 2
    signal.signal(signal.SIGTERM, _leave)
    try:
        with _surroundings(name, words[1:]):
            ManagementUtility(["huyula", name, *words[1:]]).execute()
            if name in commands().keys() - UNSEALED and not {"-h", "--help"} & set(words):
                call_command("seal_journal", verbosity=0)
    except (CannotStart, NoFolder, serving.NoPort) as fault:
        sys.stderr.write(f"huyula: {fault}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def commands() -> dict[str, str]:
    """List our commands with the first line of their module, read without starting anything."""
    found = {}
    for path in sorted(PACKAGE.glob("*/management/commands/[!_]*.py"), key=lambda path: path.stem):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem] = text.partition("\n")[0].rpartition("`: ")[2]
    return found


@contextmanager
def _surroundings(name: str, words: Sequence[str]) -> Iterator[None]:
    """Set what the settings read, and hold the database open while the command runs."""
    if name in ALONE or {"-h", "--help"} & set(words):
        os.environ.update({name: value for name, value in data_folder.new_keys().items() if name not in os.environ})
        yield
        return
    asked = _asked(words) if name in SERVING else Namespace(port=None, data=None, no_serve=True)
    if name in SERVING and not asked.no_serve:
        _choose_address(asked.port, is_demo=name in DEMO)
    path = Path(asked.data).absolute() if asked.data else data_folder.default_path()
    folder = _folder(name, path, is_chosen=bool(asked.data or os.environ.get("HUYULA_DATA")))
    os.environ["HUYULA_DATA"] = str(folder.path if folder else path)
    data_folder.load_keys(folder)
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with launched(Path(os.environ["HUYULA_DATA"])) as address:
        os.environ["DATABASE_URL"] = address
        os.environ["HUYULA_LAUNCHED"] = "1"
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"], os.environ["HUYULA_LAUNCHED"]


def _asked(words: Sequence[str]) -> Namespace:
    """Read the options that matter before Django is up; the command itself checks them all. Raises NoFolder."""
    parser = ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--port", type=int)
    parser.add_argument("--data")
    parser.add_argument("--no-serve", action="store_true")
    try:
        return parser.parse_known_args(list(words))[0]
    except ArgumentError as fault:
        raise NoFolder(str(fault)) from fault


def _choose_address(port: int | None, *, is_demo: bool) -> None:
    """Choose where to serve, before anything slow is done. A demo serves this machine only."""
    if not is_demo and port is None:
        os.environ.setdefault("HUYULA_BIND", f"{serving.LOOPBACK}:{serving.DEFAULT_PORT}")
        return
    free = serving.free_port(port)
    if port is None and free != serving.DEFAULT_PORT:
        sys.stdout.write(f"Port {serving.DEFAULT_PORT} is taken; using {free}.\n")
    os.environ["HUYULA_BIND"] = f"{serving.LOOPBACK}:{free}"
    os.environ["HUYULA_ADDRESS"] = f"http://{os.environ['HUYULA_BIND']}"


def _folder(name: str, path: Path, *, is_chosen: bool) -> DataFolder | None:
    """Open the data folder, or make it for the commands that begin an installation."""
    if name == "init":
        data_folder.load_keys(None)
        return data_folder.made(path, kind="install")
    if name not in DEMO:
        is_elsewhere = bool(os.environ.get("DATABASE_URL")) and not (path / data_folder.MARKER).exists()
        return None if is_elsewhere else data_folder.opened(path)
    if is_chosen:
        return data_folder.made(path, kind="demo")
    folder = data_folder.next_free(path, kind="demo")
    if folder.path != path:
        sys.stdout.write(f"{path} is taken; using {folder.path} (set HUYULA_DATA to it for other commands).\n")
    return folder


def _help() -> str:
    """Write the page of help."""
    width = max(map(len, commands()), default=0)
    lines = [f"  {name.replace('_', '-'):{width}}  {text}" for name, text in commands().items()]
    return HELP.format(commands="\n".join(lines), command="huyula COMMAND", data=data_folder.default_path())


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """End in good order when asked to, so that the database is stopped too."""
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main())
