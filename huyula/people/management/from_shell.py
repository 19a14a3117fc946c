"""Taking a file in at the shell: the same actions as on the page, done at once and without a worker."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huyula.access.models import Agency
from huyula.access.queries import agencies
from huyula.files.actions import CannotKeep
from huyula.people.actions import imports, working
from huyula.people.models import Import, ImportKind, ImportState
from huyula.people.queries import reports


class ImportCommand(BaseCommand):
    """Check a file, say what it means, and take it in unless only a dry run is wanted."""

    kind: ImportKind

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be typed."""
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--agency", required=True, metavar="CODE", help="the official code, see `huyula agencies`")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and wrong cells as JSON")
        parser.add_argument("--on", type=dt.date.fromisoformat, metavar="DAY", help="when it was drawn, else today")
        parser.add_argument("--set-aside", action="store_true", help="set an open import of the agency aside first")

    def handle(
        self, *, file: Path, agency: str, dry_run: bool, report: Path | None, set_aside: bool, **options: dt.date | None
    ) -> None:
        """Take the file in, or resume the same file where a killed run has left it."""
        home = agencies().filter(code=agency).first()
        if home is None:
            raise CommandError(f"There is no agency {agency}: `huyula agencies` lists them.")
        try:
            batch = self._begun(file, home, on=options["on"], set_aside=set_aside)
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}") from fault
        except (imports.CannotImport, CannotKeep) as refusal:
            self._write(report, reports.refused(refusal.code, refusal.detail))
            raise CommandError(refusal.detail) from refusal
        working.check(batch)
        batch.refresh_from_db()
        self._write(report, reports.report(batch))
        if batch.state == ImportState.FAILED:
            raise CommandError(reports.why_failed(batch))
        self._decide(batch, dry_run=dry_run)

    def _begun(self, file: Path, agency: Agency, *, on: dt.date | None, set_aside: bool) -> Import:
        open_one = imports.open_import(agency)
        if open_one and set_aside:
            imports.discard(open_one, by=None)
        elif open_one and imports.is_resumable(open_one, file, kind=self.kind):
            self.stdout.write("Going on where the last run was stopped.")
            return open_one
        with file.open("rb") as stream:
            return imports.begin(
                stream, name=file.name, agency=agency, by=None, kind=self.kind, holds_on=on, in_background=False
            )

    def _decide(self, batch: Import, *, dry_run: bool) -> None:
        self.stdout.write(
            f"{batch.rows} rows: {batch.new} new, {batch.changed} changed, {batch.same} the same, {batch.wrong} wrong. "
            f"Known here, but not in the file: {batch.absent}."
        )
        if dry_run or not batch.fresh:
            imports.discard(batch, by=None)
            self.stdout.write("Dry run: nothing was taken in." if dry_run else "The file says nothing new.")
            return
        imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
        working.take_in(batch)
        batch.refresh_from_db()
        if batch.state != ImportState.APPLIED:
            raise CommandError(reports.why_failed(batch))
        self.stdout.write(f"Taken in as import {batch.pk}.")

    def _write(self, path: Path | None, content: reports.Report) -> None:
        if path:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
