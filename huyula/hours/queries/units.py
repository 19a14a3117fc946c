"""Who of an agency's people is counted for the target of a year, by legal standing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from huyula.hours.models import DutyRule


@dataclass(frozen=True, slots=True)
class StandingShown:
    """How many people are in a legal standing, and the rule that says whether they are counted (None = no rule)."""

    code: str
    people: int
    rule: DutyRule | None

    @property
    def name(self) -> str:
        """Name the standing."""
        if self.rule:
            return self.rule.name
        return gettext("Code %(code)s, without a rule") % {"code": self.code} if self.code else gettext("Not on record")


def standings(counts: Mapping[str, int], day: dt.date) -> list[StandingShown]:
    """Say who is counted on a day: of legal standings (codes, empty = not on record) and how many are in each.

    One query.
    """
    known = {rule.legal_status: rule for rule in DutyRule.objects.in_force(day).order_by("legal_status")}
    return [StandingShown(code, people, known.get(code)) for code, people in sorted(counts.items())]
