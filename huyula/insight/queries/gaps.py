"""Reading gaps: which competences are missed most, and one of them by the level that posts ask for and by unit."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from huyula.access.models import Agency
from huyula.competence.models import Competence
from huyula.competence.rules import Kind, Level
from huyula.insight.models import GapFigures, Reckoning, UnitFigures

MOST_UNITS = 20
FIGURES = ("asked", "known", "lacking", "levels")


@dataclass(frozen=True, slots=True)
class Missed:
    """How people stand in a competence, or one of its levels: how many are asked, known, too low, and by how much."""

    competence: Competence
    asked: int
    known: int
    lacking: int
    levels: int
    required: int = 0

    @property
    def meets(self) -> int:
        """Count those who reach what is asked."""
        return self.known - self.lacking

    @property
    def unknown(self) -> int:
        """Count those whose level nobody knows."""
        return self.asked - self.known

    @property
    def share(self) -> float | None:
        """Give the part of those known who are too low; None where nobody is known."""
        return self.lacking / self.known if self.known else None

    @property
    def mean(self) -> float | None:
        """Give how many levels are missing on average where one is too low."""
        return self.levels / self.lacking if self.lacking else None

    @property
    def is_digital(self) -> bool:
        """Say whether it is one of the digital ones."""
        return self.competence.kind == Kind.DIGITAL

    @property
    def level(self) -> str:
        """Name the level that is asked for."""
        return str(Level(self.required).label)


def _of(agency: Agency, year: int, unit: uuid.UUID | None) -> QuerySet[GapFigures]:
    here = Q(unit__isnull=True) if unit is None else Q(unit=unit)
    return GapFigures.objects.filter(here, agency=agency, year=year, is_total=True)


def missed(agency: Agency, reckoning: Reckoning, *, unit: uuid.UUID | None) -> list[Missed]:
    """Give every competence that posts ask for, what most people miss first. Two queries."""
    rows = _of(agency, reckoning.year, unit).order_by("competence").values_list("competence")
    sums = {pk: figures for pk, *figures in rows.annotate(*(Sum(name) for name in FIGURES))}
    known = Competence.objects.filter(pk__in=sums).order_by("pk")
    return in_order(Missed(one, *sums[one.pk]) for one in known)


def in_order(rows: Iterable[Missed]) -> list[Missed]:
    """Put first what most people miss; of equal ones the larger share, then as the framework lists them."""
    return sorted(
        rows, key=lambda row: (-row.lacking, -(row.share or 0), row.is_digital, row.competence.place, row.competence.pk)
    )


def by_level(agency: Agency, reckoning: Reckoning, competence: Competence, *, unit: uuid.UUID | None) -> list[Missed]:
    """Give how people stand in a competence, by the level that their posts ask for, the highest first. One query."""
    rows = _of(agency, reckoning.year, unit).filter(competence=competence).order_by("-required")
    return [Missed(competence, row.asked, row.known, row.lacking, row.levels, required=row.required) for row in rows]


def by_unit(
    agency: Agency, reckoning: Reckoning, competence: Competence, *, unit: uuid.UUID | None
) -> Sequence[tuple[UnitFigures, Missed]]:
    """Give the units directly below one in which most people miss a competence, at most 20. Two queries."""
    here = Q(parent__isnull=True) if unit is None else Q(parent=unit)
    units = UnitFigures.objects.filter(
        here, agency=agency, year=reckoning.year, is_total=True, unit__isnull=False, with_gap__gt=0
    )
    counted = GapFigures.objects.filter(
        agency=agency, year=reckoning.year, is_total=True, competence=competence, unit__in=units.values("unit")
    )
    sums: Any = counted.values_list("unit").annotate(*(Sum(name) for name in FIGURES))
    most = list(sums.filter(lacking__sum__gt=0).order_by("-lacking__sum", "unit")[:MOST_UNITS])
    named = {row.unit_id: row for row in units.filter(unit__in=[row[0] for row in most])}
    return [(named[pk], Missed(competence, *figures)) for pk, *figures in most]
