"""`huyula grant --name NAME --role ROLE --agency CODE --reason TEXT`: give an account a role over an agency."""

import datetime as dt
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huyula.access import actions, queries
from huyula.access.models import Role


class Command(BaseCommand):
    """Give a role, as the first administrator of a new installation gets theirs."""

    help = "Give an account the role of administrator or operator over an agency."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the account signs in with")
        parser.add_argument("--role", required=True, choices=[role.lower() for role in Role.values])
        parser.add_argument("--agency", required=True, metavar="CODE", help="the official code, see `huyula agencies`")
        parser.add_argument("--since", type=dt.date.fromisoformat, metavar="DAY", help="YYYY-MM-DD, else today")
        parser.add_argument("--until", type=dt.date.fromisoformat, metavar="DAY", help="last day, else further notice")
        parser.add_argument("--reason", required=True, help="e.g. the number of the decree")

    def handle(self, *, name: str, role: str, agency: str, reason: str, **options: dt.date | None) -> None:
        user, over = queries.user_by_name(name), queries.agencies().filter(code=agency).first()
        if user is None:
            raise CommandError(f"No account signs in with {name}: `huyula open-account --name {name}` opens one.")
        if over is None:
            raise CommandError(f"There is no agency {agency}: `huyula agencies` lists them.")
        since = options["since"] or timezone.localdate()
        try:
            made = actions.grant(
                user, role=role.upper(), over=over, since=since, until=options["until"], reason=reason, by=None
            )
        except actions.CannotGrant as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"{Role(made.role).label}, {over.name}, from {made.since}")
