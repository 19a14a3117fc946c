"""`huyula set-asking-days`: from a day on, ask about the use of what was learned after other days."""

import datetime as dt
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from huyula.practice import actions


class Command(BaseCommand):
    """Let another rule of asking follow the present one; questions that are planned keep their days."""

    help = "Change after how many days people are asked whether they use what they learned, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=dt.date.fromisoformat, required=True, help="first day, YYYY-MM-DD")
        parser.add_argument("--ask-after", type=int, help="days from completing to the question")
        parser.add_argument("--answer-within", type=int, help="days until the question is closed")
        parser.add_argument("--ask-again-after", type=int, help="days from a 'not yet' to the second question")
        parser.add_argument("--keep-photo", type=int, help="days for which a photo is kept")
        parser.add_argument("--because", required=True, help="why, in Indonesian; everybody who is asked can read it")
        parser.add_argument("--basis", default="", help="the decision or regulation")

    def handle(self, *, since: dt.date, because: str, basis: str, **options: int | None) -> None:
        names = ("ask_after", "answer_within", "ask_again_after", "keep_photo")
        days = {name: number for name in names if (number := options[name]) is not None}
        try:
            rule = actions.change_rule(since=since, days=days, reason=because, legal_basis=basis)
        except actions.CannotChangeRule as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(
            f"From {rule.valid_from} on: asked after {rule.ask_after} days, open for {rule.answer_within}."
        )
