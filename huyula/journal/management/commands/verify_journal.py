"""`huyula verify-journal`: find what was changed, lost or chained anew."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huyula.journal import queries

SOON = dt.timedelta(minutes=15)


class Command(BaseCommand):
    """Check every entry and every seal of the journal, and the signed heads of the data folder."""

    help = "Check the journal: every entry, every seal, and the signed heads that are kept outside the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=Path, help="a copy of the data folder's heads.jsonl, kept elsewhere")

    def handle(self, *, heads: Path | None, **_options: object) -> None:
        own = queries.heads_file()
        files = [path for path in (own if own.exists() else None, heads) if path]
        try:
            faults = [
                f"agency {one.agency or '-'} seal {one.sequence}: {one.what}" for one in queries.faults(heads=files)
            ]
        except OSError as fault:
            raise CommandError(str(fault)) from fault
        if not own.exists() and queries.has_seal_before(timezone.now() - SOON):
            faults.append(f"{own} is missing: seals that were cut off from the end would not be noticed")
        for found in faults:
            self.stderr.write(found)
        waiting, unmarked = queries.unsealed(), queries.unmarked()
        self.stdout.write(
            f"{waiting} entries are not sealed yet; an entry that was deleted before its seal leaves no trace."
        )
        if unmarked:
            self.stdout.write(f"{unmarked} entries are from before there were marks: they rest on their seals alone.")
        if faults:
            raise CommandError(f"{len(faults)} faults found.")
        self.stdout.write("The journal holds: nothing was changed, lost or chained anew.")
