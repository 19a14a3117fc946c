"""Learned and applied, side by side: of units, of a whole agency unit by unit, and as far as colleagues may see it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Q, QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency, AgencyKind, User
from huyula.people.models import Unit
from huyula.people.queries.units import BELOW
from huyula.practice import policies
from huyula.practice.models import UseQuestion
from huyula.practice.queries.questions import with_answers
from huyula.practice.rules import Answer, for_others

MONTHS_SHOWN = 12


class Shown(TextChoices):
    """Which of the figures of a unit is opened to its rows."""

    LEARNED = "", _("Learned")
    USED = "used", _("Used, says the officer")
    SEEN = "seen", _("Seen by the supervisor")

    @classmethod
    def from_address(cls, text: str | None) -> "Shown":
        """Read which one an address asks for; anything odd asks for all."""
        return cls(text) if text in cls.values else cls.LEARNED


USED = Q(report__answer=Answer.USED)
SEEN = Q(report__confirmations__is_used=True)
OF_ALL = {
    "learned": Count("because", distinct=True),
    "learners": Count("person", distinct=True),
    "used": Count("because", distinct=True, filter=USED),
    "users": Count("person", distinct=True, filter=USED),
    "seen": Count("because", distinct=True, filter=SEEN),
    "shown": Count("person", distinct=True, filter=SEEN),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Completions, how many of them are used by the officer's word, and how many the supervisor has seen used.

    `learners`, `users` and `shown` count the persons behind them.
    """

    learned: int = 0
    learners: int = 0
    used: int = 0
    users: int = 0
    seen: int = 0
    shown: int = 0

    def for_others(self) -> "Coarse":
        """Give what colleagues may see of them."""
        return Coarse(
            for_others(self.learned, persons=self.learners),
            for_others(self.used, persons=self.users),
            for_others(self.seen, persons=self.shown),
        )


@dataclass(frozen=True, slots=True)
class Coarse:
    """Figures rounded down to fives; None = fewer than five persons, not shown."""

    learned: int | None
    used: int | None
    seen: int | None


def since(day: dt.date) -> dt.date:
    """Give the first of the twelve months that figures show."""
    months = day.year * 12 + day.month - MONTHS_SHOWN
    return dt.date(months // 12, months % 12 + 1, 1)


def completed(units: "Collection[uuid.UUID] | RawSQL", *, since: dt.date, until: dt.date) -> QuerySet[UseQuestion]:
    """Give the questions about what was completed in units between two days, the second ones too."""
    return UseQuestion.objects.filter(unit__in=units, completed_on__gte=since, completed_on__lte=until)


def below(unit: Unit, day: dt.date) -> RawSQL:
    """Give a unit and all that hangs below it on a day, as part of another query."""
    return RawSQL(BELOW, [[unit.pk], day])  # noqa: S611 - nothing typed in it


def of_unit_and_rights(unit: Unit, user: User, *, way: Collection[str], day: dt.date) -> tuple[Figures, bool]:
    """Give the figures of a unit with all below it, and whether the user may open them to their rows. One query.

    Where nothing was learned there is nothing to open, and the second is false.
    """
    rows = completed(below(unit, day), since=since(day), until=day)
    found = rows.aggregate(**OF_ALL, sees_rows=BoolOr(policies.sees_rows(user, unit, way=way)))
    sees_rows = bool(found.pop("sees_rows"))
    return Figures(**found), sees_rows


def of_units(units: "Collection[uuid.UUID] | RawSQL", *, since: dt.date, until: dt.date) -> Figures:
    """Add up what was completed in units between two days. One query."""
    return Figures(**completed(units, since=since, until=until).aggregate(**OF_ALL))


def rows_of(unit: Unit, shown: Shown, *, since: dt.date, until: dt.date) -> QuerySet[UseQuestion]:
    """Give the rows behind a figure of a unit with all below it, the newest first: as many as the figure says."""
    rows = with_answers(completed(below(unit, until), since=since, until=until))
    wanted = {Shown.LEARNED: Q(turn=1), Shown.USED: USED, Shown.SEEN: SEEN}[shown]
    return rows.filter(wanted).order_by("-completed_on", "-pk")


def by_unit(agency: Agency, *, since: dt.date, until: dt.date) -> Mapping[uuid.UUID | None, Figures]:
    """Give the figures of each unit by itself, what hangs below it not counted. One query for the whole agency.

    Persons who learned in two units count in both. Completions without a unit stand under None.
    """
    if agency.kind == AgencyKind.PRACTICE:
        return {}
    rows = UseQuestion.objects.filter(agency=agency, completed_on__gte=since, completed_on__lte=until)
    names = [field.name for field in fields(Figures)]
    counted = rows.order_by("unit").values("unit").annotate(**OF_ALL).values_list("unit", *names)
    return {unit: Figures(*numbers) for unit, *numbers in counted}
