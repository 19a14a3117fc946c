"""`huyula verify-journal`: find what was changed, lost or chained anew."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huyula.journal import queries


class Command(BaseCommand):
    """Check every seal of the journal, and the signed heads if their file is given."""

    help = "Check the journal: every entry, every seal, and with --heads the signed heads kept outside the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=Path, help="the file heads.jsonl of the data folder, or a copy of it")

    def handle(self, *, heads: Path | None, **_options: object) -> None:
        try:
            faults = list(queries.faults(heads=heads))
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        for found in faults:
            self.stderr.write(f"agency {found.agency or '-'} seal {found.sequence}: {found.what}")
        if faults:
            raise CommandError(f"{len(faults)} faults found.")
        self.stdout.write("The journal holds: nothing was changed, lost or chained anew.")
