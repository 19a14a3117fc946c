"""Who of an agency's people is counted for the target of a year, by legal standing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext

from huyula.access.models import Agency
from huyula.hours.models import DutyRule
from huyula.hours.queries.counting import EACH

STANDINGS = f"SELECT COALESCE(legal_status, ''), count(*) FROM ({EACH}) each_one GROUP BY 1 ORDER BY 1"  # noqa: S608 - nothing typed


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


def standings(agency: Agency, year: int, day: dt.date) -> list[StandingShown]:
    """Give the legal standings of an agency's people on a day, and who of them is counted. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, {"agency": agency.pk, "year": year, "day": day, "people": None})
        counts: Mapping[str, int] = dict(cursor.fetchall())
    known = {rule.legal_status: rule for rule in DutyRule.objects.in_force(day).order_by("legal_status")}
    return [StandingShown(code, people, known.get(code)) for code, people in counts.items()]
