"""Learned and applied, side by side: of units, of a whole agency unit by unit, and as far as colleagues may see it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency, AgencyKind, User
from huyula.lib.choices import AddressChoices
from huyula.people.models import Unit
from huyula.people.queries import units_below
from huyula.practice import policies
from huyula.practice.models import UseQuestion
from huyula.practice.queries.counting import BY_UNIT, OF_A_UNIT, OF_UNITS
from huyula.practice.queries.questions import with_answers
from huyula.practice.rules import Answer, for_others

MONTHS_SHOWN = 12
FIRST_YEAR, YEAR_DIGITS = 2000, 4


class Shown(AddressChoices):
    """Which of the figures of a unit is opened to its rows."""

    LEARNED = "", _("Learned")
    USED = "used", _("Used, says the officer")
    SEEN = "seen", _("Seen by the supervisor")


USED = Q(report__answer=Answer.USED)
SEEN = Q(report__confirmations__is_used=True)


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


def period_from(text: str | None, *, day: dt.date) -> tuple[dt.date, dt.date]:
    """Give the first and last day of the year that an address names; of anything else, the months that figures show."""
    year = int(text) if text and text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS else 0
    if not FIRST_YEAR <= year <= day.year:
        return since(day), day
    return dt.date(year, 1, 1), min(day, dt.date(year, 12, 31))


def of_unit_and_rights(
    unit: Unit, user: User, *, way: Collection[str], day: dt.date, first: dt.date | None = None
) -> tuple[Figures, bool]:
    """Give the figures of a unit with all below it, and whether the user may open them to their rows. One query.

    `first` is the first day that is counted, the first of the last twelve months unless it is given.
    """
    sees, places = policies.who_sees_rows(user, unit, way=way).query.sql_with_params()
    words = {f"place{number}": place for number, place in enumerate(places)}
    sql = OF_A_UNIT.format(sees=sees % tuple(f"%({name})s" for name in words))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"units": [unit.pk], "since": first or since(day), "until": day, **words})
        row = cursor.fetchone() or (0,)
    return Figures(*row[:-1]), bool(row[-1])


def of_units(units: Collection[uuid.UUID], *, since: dt.date, until: dt.date) -> Figures:
    """Add up what was completed in units between two days. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OF_UNITS, {"units": list(units), "since": since, "until": until})
        return Figures(*(cursor.fetchone() or ()))


def rows_of(unit: Unit, shown: Shown, *, since: dt.date, until: dt.date) -> QuerySet[UseQuestion]:
    """Give the rows behind a figure of a unit with all below it, the newest first: as many as it says.

    One query, and another for what hangs below.
    """
    here = UseQuestion.objects.filter(unit__in=units_below([unit.pk], until))
    rows = with_answers(here.filter(completed_on__gte=since, completed_on__lte=until))
    wanted = {Shown.LEARNED: Q(turn=1), Shown.USED: USED, Shown.SEEN: SEEN}[shown]
    return policies.with_presence(rows.filter(wanted)).order_by("-completed_on", "-pk")


def by_unit(agency: Agency, *, since: dt.date, until: dt.date) -> Mapping[uuid.UUID | None, Figures]:
    """Give the figures of each unit by itself, what hangs below it not counted. One query for the whole agency.

    Persons who learned in two units count in both. Completions without a unit stand under None.
    """
    if agency.kind == AgencyKind.PRACTICE:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BY_UNIT, {"agency": agency.pk, "since": since, "until": until})
        return {unit: Figures(*counted) for unit, *counted in cursor.fetchall()}
