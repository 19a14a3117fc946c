"""`huyula verify-files`: read every kept content once and compare it with its hash."""

from django.core.management.base import BaseCommand, CommandError

from huyula.files import queries
from huyula.files.models import Blob


class Command(BaseCommand):
    """Find contents that are missing, cut or changed."""

    help = "Read every kept file once, sealed ones too, and name those that are missing, cut or changed."

    def handle(self, **_options: object) -> None:
        wrong = 0
        for blob in Blob.objects.standing().order_by("pk").iterator():
            if fault := queries.damaged(blob):
                wrong += 1
                self.stderr.write(f"{blob.pk} {blob.place}: {fault}")
        if wrong:
            raise CommandError(f"{wrong} files can't be read.")
        self.stdout.write("Every file is what it was.")
