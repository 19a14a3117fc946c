"""Reading what agencies let each other see, and what a release would hold."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch, QuerySet

from huyula.access.models import Agency
from huyula.insight import rules
from huyula.insight.models import Reckoning, Release, ReleasedGap, ReleaseQuerySet, UnitFigures
from huyula.insight.queries.gaps import Missed, missed
from huyula.insight.queries.units import reckoning_of

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a release of today would hold; `coarse` is None where so few are counted that nothing may be shown.

    `is_too_close` says that beside an earlier release of the year it would show single persons.
    """

    reckoning: Reckoning | None
    due: int
    coarse: rules.Coarse | None
    mean_jp: Decimal | None
    gaps: Sequence[Missed]
    is_too_close: bool = False


def proposed(agency: Agency, year: int) -> Proposed:
    """Coarsen the figures of an agency and a year as others may see them, who know earlier releases. Six queries."""
    reckoning = reckoning_of(agency, year)
    total = UnitFigures.objects.filter(agency=agency, year=year, is_total=True, unit__isnull=True).first()
    if reckoning is None or total is None:
        return Proposed(None, 0, None, None, ())
    coarse = rules.coarsened(met=total.met, short=total.short, none=total.none)
    if coarse is None:
        return Proposed(reckoning, total.due, None, None, ())
    before = list(Release.objects.filter(agency=agency, year=year).prefetch_related("gaps").order_by("pk"))
    has_mean = coarse.is_whole and rules.may_show_mean(before=[one.due for one in before], now=coarse.due)
    mean = total.mean_jp.quantize(TENTH, ROUND_HALF_UP) if has_mean and total.mean_jp is not None else None
    shown = [row for row in missed(agency, reckoning, unit=None) if _may_show(row, before)]
    is_too_close = any(rules.tells_of_few(one.coarse.counts, coarse.counts) for one in before)
    return Proposed(reckoning, total.due, coarse, mean, shown[: rules.MOST_GAPS_RELEASED], is_too_close)


def _may_show(row: Missed, before: Sequence[Release]) -> bool:
    known = [gap for one in before for gap in one.gaps.all() if gap.competence_id == row.competence.pk]
    return rules.may_show_pair(whole=row.known, part=row.lacking) and not any(
        rules.tells_of_few((gap.known, gap.lacking), (row.known, row.lacking)) for gap in known
    )


def standing_release(agency: Agency | uuid.UUID, year: int) -> Release | None:
    """Give the release of an agency and a year that others see now. One query."""
    return Release.objects.standing().filter(agency=agency, year=year).order_by("-pk").first()


def with_gaps(rows: ReleaseQuerySet) -> QuerySet[Release]:
    """Load releases with their agencies and competences, agency by agency. Two queries when read."""
    gaps = Prefetch("gaps", ReleasedGap.objects.select_related("competence").order_by("place"))
    return rows.select_related("agency", "withdrawal").prefetch_related(gaps).order_by("agency__code", "-at", "pk")


def years_of(rows: ReleaseQuerySet) -> list[int]:
    """Give the years of releases, the newest first. One query."""
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())
