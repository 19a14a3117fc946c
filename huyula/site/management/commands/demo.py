"""`huyula demo`: build the demo province and serve it on this machine, with its log-ins printed."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from huyula.site import filling, serving


def add_options(parser: ArgumentParser) -> None:
    """Declare what demo and dev both take; --port, --data and --no-serve were already obeyed by site/cli.py."""
    parser.add_argument("--port", type=int, help="serve at this port (else 8000 or the next free one)")
    parser.add_argument("--data", metavar="DIR", help="the demo's folder (else HUYULA_DATA, else .huyula)")
    parser.add_argument("--people", type=int, metavar="N", help=f"how many people to invent (else {filling.PEOPLE})")


class Command(BaseCommand):
    """Fill a demo folder and serve it on the loopback address."""

    help = "Build the demo province and serve it on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)
        parser.add_argument("--no-serve", action="store_true", help="build only; serve nothing")

    def handle(self, *, people: int | None, no_serve: bool, **_options: object) -> None:
        filling.fill(people=people, say=self._say)
        if no_serve:
            self._say(f"The demo stands in {filling.demo_folder().path}. `huyula demo` serves it.")
            return
        host, _, port = os.environ["HUYULA_BIND"].rpartition(":")
        commands = [serving.web(host, int(port)), serving.WORKER]
        code = serving.run_together(commands, host=host, port=int(port), ready=self._tell)
        if code:
            raise SystemExit(code)

    def _tell(self) -> None:
        """Print the log-ins and the address."""
        self._say(f"\n{filling.as_table(filling.logins())}\n")
        self._say(f"Huyula (CONTOH) is at {os.environ['HUYULA_ADDRESS']}/ - Ctrl-C stops it.")

    def _say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()
