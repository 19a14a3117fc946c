"""`huyula seed-holidays`: make years known from the kept package."""

from argparse import ArgumentParser
from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandError

from huyula.access.queries import agencies
from huyula.calendar import actions
from huyula.calendar.formats import FIRST_YEAR, LAST_YEAR


class Command(BaseCommand):
    """Propose the holidays of years, and hours to agencies that have none."""

    help = (
        "Enter Indonesia's holidays of these years from the kept package. Moon-dependent days and collective leave "
        "stay unconfirmed until the year's decree is entered. Agencies without hours get the national ones."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=int, nargs="+", required=True)

    def handle(self, *, years: Sequence[int], **_options: object) -> None:
        if strange := [year for year in years if not FIRST_YEAR <= year <= LAST_YEAR]:
            raise CommandError(f"Years from {FIRST_YEAR} to {LAST_YEAR}, not {strange}.")
        for year in years:
            self.stdout.write(f"{year}: {actions.seed_year(year)} days added")
        rows = sum(actions.seed_hours(agency) for agency in agencies())
        self.stdout.write(f"hours: {rows} rows added")
