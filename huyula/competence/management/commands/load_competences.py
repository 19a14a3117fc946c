"""`huyula manage load_competences`: bring in the frameworks that are shipped, and propose standards to agencies."""

from django.core.management.base import BaseCommand, CommandError

from huyula.access.queries import agencies
from huyula.competence import actions
from huyula.competence.actions.frameworks import Reworded


class Command(BaseCommand):
    """Load competences. Running it again changes nothing."""

    help = (
        "Bring in the competences and acts that are shipped. Each agency gets a first standard for every class of"
        " posts and competence where it never had one; what it set itself is left alone."
    )

    def handle(self, **_options: object) -> None:
        try:
            self.stdout.write(f"competences: {actions.load_frameworks()} rows added")
        except Reworded as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"standards: {sum(actions.seed_standards(each) for each in agencies())} rows added")
