"""`huyula import-course FOLDER --agency CODE`: take in a course folder as a new version."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huyula.access.queries import agencies
from huyula.learning import actions
from huyula.learning.formats.folders import BadCourse
from huyula.lib.refused import Refused


class Command(BaseCommand):
    """Take in a course folder, and publish it if so wished."""

    help = "Take in a course folder (see docs/how-to/write-a-course.md); the same folder again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with course.toml")
        parser.add_argument("--agency", required=True, metavar="CODE", help="the official code, see `huyula agencies`")
        parser.add_argument("--publish", action="store_true", help="open it to learners at once")

    def handle(self, *, folder: Path, agency: str, publish: bool, **_options: object) -> None:
        home = agencies().filter(code=agency).first()
        if home is None:
            raise CommandError(f"There is no agency {agency}: `huyula agencies` lists them.")
        try:
            taken = actions.import_course(folder, agency=home, by=None)
            if publish and not taken.version.is_published:
                actions.publish(taken.version, by=None)
                taken.version.refresh_from_db()
        except BadCourse as bad:
            raise CommandError("\n".join(["The course was not taken in:", *bad.faults])) from bad
        except Refused as refused:
            raise CommandError(refused.detail) from refused
        self._tell(taken)

    def _tell(self, taken: actions.TakenIn) -> None:
        version = taken.version
        news = "taken in" if taken.is_new else "nothing new"
        state = "published" if version.is_published else "a draft"
        self.stdout.write(f"{version.course.code} version {version.number}: {news}, {state}, {version.size} bytes.")
