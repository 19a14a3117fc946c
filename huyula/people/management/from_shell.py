"""Taking a file in at the shell: the same actions as on the page, done at once and without a worker."""

import datetime as dt
import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from huyula.access.models import Agency
from huyula.access.queries import agencies
from huyula.files.actions import CannotKeep
from huyula.people.actions import imports, working
from huyula.people.models import Import, ImportKind, ImportState
from huyula.people.queries import reports
from huyula.people.queries.newcomers import new_units
from huyula.people.rules.imports import Refusal


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
            words = {"code": agency, "command": "huyula agencies"}
            raise CommandError(_("There is no agency %(code)s. The command %(command)s lists them.") % words)
        try:
            with _opened(file) as stream:
                batch = self._begun(stream, file.name, home, on=options["on"], set_aside=set_aside, dry_run=dry_run)
            if batch.state != ImportState.APPLYING:
                self._work(batch, working.check, report=report)
                self._decide(batch, dry_run=dry_run)
            if batch.state == ImportState.APPLYING:
                self._work(batch, working.take_in, report=report)
                self._say_end(batch)
        except (imports.CannotImport, CannotKeep) as refusal:
            self._write(report, reports.refused(refusal.code, refusal.detail))
            raise CommandError(refusal.detail) from refusal

    def _begun(
        self, stream: BinaryIO, name: str, agency: Agency, *, on: dt.date | None, set_aside: bool, dry_run: bool
    ) -> Import:
        open_one = imports.open_import(agency)
        is_decided = open_one is not None and open_one.state == ImportState.APPLYING
        if open_one and set_aside:
            imports.discard(open_one, by=None)
        elif open_one and not (dry_run and is_decided) and imports.is_resumable(open_one, stream, kind=self.kind):
            imports.take_up(open_one)
            self.stdout.write(_("Going on where the last run was stopped."))
            return open_one
        stream.seek(0)
        return imports.begin(
            stream, name=name, agency=agency, by=None, kind=self.kind, holds_on=on, in_background=False
        )

    def _work(self, batch: Import, work: Callable[[Import], None], *, report: Path | None) -> None:
        """Work on an import; if that goes wrong and the import says why, so do we."""
        try:
            work(batch)
        except Exception as fault:
            batch.refresh_from_db()
            if not batch.failure:
                raise
            raise CommandError(reports.why_failed(batch)) from fault
        finally:
            batch.refresh_from_db()
            self._write(report, reports.report(batch))

    def _decide(self, batch: Import, *, dry_run: bool) -> None:
        if batch.state != ImportState.STAGED:
            raise CommandError(reports.why_failed(batch) or batch.get_state_display())
        self.stdout.write(
            _(
                "%(rows)s rows: %(new)s new, %(changed)s changed, %(same)s the same, %(wrong)s wrong. "
                "Known here, but not in the file: %(absent)s."
            )
            % {name: getattr(batch, name) for name in ("rows", "new", "changed", "same", "wrong", "absent")}
        )
        if (made := new_units(batch)).count:
            self.stdout.write(_("%(count)s new units will be made.") % {"count": made.count})
        if dry_run or not batch.fresh:
            imports.discard(batch, by=None)
            self.stdout.write(_("Dry run: nothing was taken in.") if dry_run else _("The file says nothing new."))
            return
        imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)

    def _say_end(self, batch: Import) -> None:
        if batch.state != ImportState.APPLIED:
            raise CommandError(reports.why_failed(batch) or batch.get_state_display())
        self.stdout.write(_("Taken in as import %(number)s.") % {"number": batch.pk})

    def _write(self, path: Path | None, content: reports.Report) -> None:
        if path:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as fault:
        raise imports.CannotImport(Refusal.NO_FILE, path=path) from fault
    except OSError as fault:
        raise imports.CannotImport(Refusal.UNREADABLE, path=path) from fault
