"""`huyula refresh-figures`: count the figures of agencies anew."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from huyula.access.models import Agency
from huyula.insight import actions


class Command(BaseCommand):
    """Count figures anew; the worker does the same each night, and after each change for what it touches."""

    help = "Count the figures of every agency, or of one, anew from the ledger, the standards and the answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", default="", help="code of one agency")
        parser.add_argument("--year", type=int, help="one year; else those that are kept")

    def handle(self, *, agency: str, year: int | None, **_options: object) -> None:
        rows = Agency.objects.order_by("code", "pk")
        wanted = rows.filter(code=agency) if agency else rows
        if not wanted:
            raise CommandError(f"No agency has the code {agency}.")
        for one in wanted:
            found = actions.count_kept(one) if year is None else [actions.count(one, year=year)]
            years = ", ".join(str(reckoning.year) for reckoning in found if reckoning)
            self.stdout.write(f"{one.code} {one.name}: {years or 'a practice room, not counted'}")
