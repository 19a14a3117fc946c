"""`huyula serve`: serve a real installation at HUYULA_BIND and work off its jobs."""

import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from huyula.site import filling, serving


class Command(BaseCommand):
    """Run web server and worker together until stopped."""

    help = "Serve the pages at HUYULA_BIND (127.0.0.1:8000) and work off the jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="serve this machine only, at this port, whatever HUYULA_BIND says")
        parser.add_argument("--workers", type=int, default=2, help="processes of the web server")

    def handle(self, *, workers: int, **_options: object) -> None:
        if filling.is_behind():
            raise CommandError("The database is older than this version: run `huyula manage migrate` first.")
        host, _, port = os.environ["HUYULA_BIND"].rpartition(":")
        if not host or not port.isdigit():
            raise CommandError(f"HUYULA_BIND is {os.environ['HUYULA_BIND']!r}: write it as ADDRESS:PORT.")
        commands = [serving.web(host, int(port), workers=workers), serving.WORKER]
        code = serving.run_together(commands, host=host, port=int(port), ready=self._tell)
        if code:
            raise SystemExit(code)

    def _tell(self) -> None:
        """Print where it listens."""
        self.stdout.write(f"Huyula serves at {os.environ['HUYULA_BIND']}; Ctrl-C stops it.")
        self.stdout.flush()
