"""Figures as sheets of a workbook: units, gaps, people, and what the figures mean."""

import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from huyula.insight.models import PersonFigures, Reckoning, UnitFigures
from huyula.insight.policies import Sight
from huyula.insight.queries.gaps import Missed, missed
from huyula.insight.queries.people import Wanted, every_person
from huyula.insight.queries.units import every_unit
from huyula.lib.tabular import Sheet
from huyula.people.queries import Card
from huyula.ui.filters import day, moment

INDENT = "    "


def units_sheets(sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None) -> list[Sheet]:
    """Give every unit below one as a tree is read, the competences missed most, and what the figures mean.

    Seven queries at most.
    """
    rows = every_unit(sight, reckoning, unit=unit)
    heads = [*_unit_heads(), *(_gap_heads() if sight.sees_gaps else []), _("Learned"), _("Used"), _("Seen in use")]
    sheets = [Sheet(_("Units"), heads, [_unit_cells(depth, row, sight) for depth, row in rows])]
    if sight.sees_gaps:
        found = missed(sight.agency, reckoning, unit=unit)
        sheets.append(Sheet(_("Competence gaps"), _missed_heads(), [_missed_cells(row) for row in found]))
    return [*sheets, explained(sight, reckoning)]


def _unit_heads() -> list[str]:
    return [
        _("Unit"), _("Depth"), _("People"), _("Counted"), _("Target met"), _("Below the target"),
        _("Nothing recorded yet"), _("Not counted"), _("Share that met it (%)"), _("JP together"), _("JP on average"),
        _("JP, structured learning (10)"), _("JP, learning from others (20)"), _("JP, learning at work (70)"),
    ]  # fmt: skip


def _gap_heads() -> list[str]:
    return [_("Rated"), _("Not rated yet"), _("With a gap"), _("Gaps"), _("Levels missing")]


def _unit_cells(depth: int, row: UnitFigures, sight: Sight) -> list[object]:
    gaps = [row.rated, row.unrated, row.with_gap, row.gaps, row.levels] if sight.sees_gaps else []
    return [
        INDENT * depth + (row.name or _("Unit that has gone")), depth, row.people, row.due, row.met, row.short,
        row.none, row.out, _percent(row.share), _plain(row.jp), _plain(row.mean_jp, 1), _plain(row.formal),
        _plain(row.social), _plain(row.work), *gaps, row.learned, row.used, row.seen,
    ]  # fmt: skip


def _missed_heads() -> list[str]:
    return [
        _("Code"), _("Competence"), _("Asked"), _("Rated"), _("Not rated yet"), _("Below the standard"),
        _("Share below (%)"), _("Levels missing on average"),
    ]  # fmt: skip


def _missed_cells(row: Missed) -> list[object]:
    figures = [row.asked, row.known, row.unknown, row.lacking, _percent(row.share), _rounded(row.mean)]
    return [row.competence.code, str(row.competence), *figures]


def people_sheets(sight: Sight, reckoning: Reckoning, *, wanted: Wanted) -> list[Sheet]:
    """Give the people behind a number by name, and what the figures mean. Two queries for every 2,000 people."""
    heads = [
        _("Name"), _("NIP"), _("Post"), _("Unit"), _("State"), _("JP"), _("Target (JP)"),
        *(_person_gap_heads() if sight.sees_gaps else []),
        _("Learned"), _("Used"), _("Seen in use"),
    ]  # fmt: skip
    rows = _person_rows(every_person(sight, reckoning, wanted=wanted), sight)
    return [Sheet(_("People"), heads, rows), explained(sight, reckoning)]


def _person_gap_heads() -> list[str]:
    return [_("Competences asked"), _("Rated"), _("Below the standard"), _("Levels missing")]


def _person_rows(rows: Iterator[tuple[PersonFigures, Card, str]], sight: Sight) -> Iterator[Sequence[object]]:
    for row, card, nip in rows:
        gaps = [row.asked, row.known, row.lacking, row.levels] if sight.sees_gaps else []
        state = [str(row.standing.label), _plain(row.jp), _plain(row.least) if row.is_due else ""]
        yield [card.name, nip, card.post, card.unit_name, *state, *gaps, row.learned, row.used, row.seen]


def explained(sight: Sight, reckoning: Reckoning) -> Sheet:
    """Say whose figures they are, when they were counted, and what each of them means."""
    rows = [
        (_("Agency"), sight.agency.name),
        (_("Year"), reckoning.year),
        (_("Counted"), moment(timezone.localtime(reckoning.at))),
        (_("People and units as of"), day(reckoning.day)),
        (_("Counted"), _("Whoever is asked for a least number of JP by category and legal standing.")),
        (_("Target met"), _("At least the JP that the rules ask for in this year (PP 11/2017 jo. PP 17/2020 Ps 203).")),
        (
            _("Nothing recorded yet"),
            _("No JP stands in Huyula. Unknown, not zero: the training histories of SIASN are not loaded."),
        ),
        (
            _("JP on average"),
            _("JP of all who are counted, divided by their number; who has no record is divided by too."),
        ),
        (_("With a gap"), _("At least one level lies below the standard of the own post, by the source that counts.")),
        (_("Learned"), _("Courses completed in this year, in the unit where people worked then.")),
        (_("Seen in use"), _("Of these, those whose use at work the supervisor has seen.")),
    ]
    return Sheet(_("What the figures mean"), [_("Word"), _("Meaning")], rows)


def _plain(value: Decimal | None, places: int = 2) -> float | str:
    return "" if value is None else round(float(value), places)


def _percent(value: float | None) -> float | str:
    return "" if value is None else round(100 * value, 1)


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 2)
