"""`huyula logins`: print the log-ins of a demo."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from huyula.site import filling


class Command(BaseCommand):
    """Print the demo's log-ins; a real installation has none to print."""

    help = "Print the demo's log-ins (in a demo folder only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of {name, role, agency, login, password}")

    def handle(self, *, json: bool, **_options: object) -> None:
        rows = filling.logins()
        self.stdout.write(_as_json(rows) if json else filling.as_table(rows))


def _as_json(rows: object) -> str:
    """Write the rows for scripts."""
    return json.dumps(rows, ensure_ascii=False, indent=2)
