"""`huyula init gorontalo`: start a real installation with the agencies of a territory, and nobody in it."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from huyula.access import actions
from huyula.access.models import Agency
from huyula.calendar.actions import keep_up
from huyula.competence import actions as competence
from huyula.hours import actions as hours
from huyula.site import filling

TERRITORIES = {"gorontalo": Path(actions.__file__).parent.parent / "data" / "agencies.json"}


class Command(BaseCommand):
    """Establish the agencies of a territory. Running it again changes nothing."""

    help = "Enter the agencies of a territory by their official codes; no people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("territory", choices=sorted(TERRITORIES))

    def handle(self, *, territory: str, **_options: object) -> None:
        filling.bring_up_to_date()
        listed = json.loads(TERRITORIES[territory].read_text(encoding="utf-8"))["agencies"]
        made = actions.establish(listed)
        keep_up()
        for agency in made:
            self.stdout.write(f"{agency.code} {agency.name}")
        self.stdout.write(f"{len(made)} agencies entered, {len(listed) - len(made)} were there already.")
        hours.load_rules()
        rows = competence.load_frameworks() + sum(map(competence.seed_standards, Agency.objects.order_by("pk")))
        self.stdout.write(f"{rows} rows of competences and first standards entered.")
        self.stdout.write("Next: `huyula open-account --name NAME`, then `huyula grant ... --role administrator`.")
