"""`huyula seal-journal`: seal what waits and keep the signed heads, as the worker does."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from huyula.journal import actions, queries


class Command(BaseCommand):
    """Seal now; for when no worker runs. Every other command of ours that writes does this at its end."""

    help = "Seal the journal's entries that wait, and write the signed heads into the data folder."

    def handle(self, *, verbosity: int, **_options: object) -> None:
        sealed = actions.seal_all()
        actions.keep_heads(folder=queries.heads_file().parent, day=timezone.localdate())
        if verbosity:
            self.stdout.write(f"{sealed} entries sealed, {queries.unsealed()} wait.")
