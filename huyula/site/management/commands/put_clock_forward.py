"""`huyula put-clock-forward --days N`: let a demo see what comes later."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from huyula.lib import clock


class Command(BaseCommand):
    """Put the clock of a demo forward, counted from the true time."""

    help = "Demo only: put the clock forward by N days in all (0 = back to the true time)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, required=True, help="days ahead of the true time, 0 to 3650")

    def handle(self, *, days: int, **_options: object) -> None:
        try:
            day = clock.put_forward(days)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"The demo now believes it is {day.isoformat()}.")
