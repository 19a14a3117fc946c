"""`huyula agencies [--json]`: list the agencies with code, name and SIASN id."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from huyula.access import queries


class Command(BaseCommand):
    """List the agencies."""

    help = "List the agencies by their official codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a JSON list of code, name, siasn_id")

    def handle(self, **options: object) -> None:
        rows = list(queries.agencies().values("code", "name", "siasn_id"))
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['code']:<6} {row['siasn_id']:<34} {row['name']}")
