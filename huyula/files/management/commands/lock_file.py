"""`huyula lock-file`: give a content to nobody, or give it out again."""

import uuid
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from huyula.files import actions
from huyula.files.models import Blob


class Command(BaseCommand):
    """Put a file into quarantine, or take it out."""

    help = "Lock a file because it may do harm, so that nobody gets it; with --release it is given out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=uuid.UUID)
        parser.add_argument("--because", default="", help="why; kept beside the file")
        parser.add_argument("--release", action="store_true")

    def handle(self, *, id: uuid.UUID, because: str, release: bool, **_options: object) -> None:  # noqa: A002  (argparse)
        blob = Blob.objects.filter(pk=id).first()
        if blob is None:
            raise CommandError(f"There is no file {id}.")
        if release:
            actions.release(blob)
            self.stdout.write("Given out again.")
        elif because:
            actions.quarantine(blob, because=because)
            self.stdout.write("Locked.")
        else:
            raise CommandError("Say why with --because.")
