"""`huyula dev`: the demo for those who change the code: pages reload, styles and scripts are rebuilt as you save."""

import os
import shutil
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from huyula.site import filling, serving
from huyula.site.management.commands.demo import add_options


class Command(BaseCommand):
    """Serve a demo with Django's reloading server and Vite's watcher."""

    help = "Serve the demo with reloading, for those who change the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)

    def handle(self, *, people: int | None, **_options: object) -> None:
        filling.fill(people=people, say=self.stdout.write)
        os.environ["HUYULA_DEBUG"] = "1"
        host, _, port = os.environ["HUYULA_BIND"].rpartition(":")
        commands = [[*serving.OURSELVES, "runserver", f"{host}:{port}"], list(serving.WORKER)]
        vite = settings.ROOT / "node_modules" / ".bin" / "vite"
        if vite.exists() and shutil.which("node"):
            commands.append([str(vite), "build", "--watch", str(settings.ROOT)])
        code = serving.run_together(commands, host=host, port=int(port), ready=self._tell)
        if code:
            raise SystemExit(code)

    def _tell(self) -> None:
        """Print the log-ins and the address."""
        self.stdout.write(f"\n{filling.as_table(filling.logins())}\n\nHuyula is at {os.environ['HUYULA_ADDRESS']}/\n")
