"""`huyula open-account --name NAME`: open an account at the shell and print the code that lets its owner in, once."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from huyula.access import actions, queries, rules
from huyula.access.models import CodePurpose


class Command(BaseCommand):
    """Open an account, or let the owner of one in again."""

    help = (
        "Open an account that signs in with NAME (a NIP, an e-mail address or a word) and print its activation code. "
        "An account that has the name already gets a new code, which replaces every way in that it had."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="NIP, e-mail address or a word to sign in with")
        parser.add_argument("--label", default="", help="how the account is called, e.g. 'Administrator BKPSDM'")

    @transaction.atomic
    def handle(self, *, name: str, label: str, **_options: object) -> None:
        user, purpose = queries.user_by_name(name), CodePurpose.RESET
        if user is None:
            purpose = CodePurpose.ACTIVATION
            try:
                user = actions.open_account(sign_in=[(rules.kind_of(name), name)], label=label)
            except actions.CannotName as refusal:
                raise CommandError(refusal.detail) from refusal
        issued = actions.issue_code(user, purpose=purpose)
        self.stdout.write(f"Account {user.pk}\nCode {issued.plain} (once, until {issued.row.expires_at:%Y-%m-%d})")
