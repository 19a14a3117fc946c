"""Reading the people behind a figure: by name, by hours or by gaps, in pages, or all of them for a file."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from huyula.competence.models import Competence
from huyula.competence.rules import Level
from huyula.hours.rules import State
from huyula.insight.models import DUE, PersonFigures, PersonGap, Reckoning
from huyula.insight.policies import Sight
from huyula.insight.queries.units import below
from huyula.insight.rules import OF_GAPS, Group, Stand, key
from huyula.lib.paging import Page, page_of
from huyula.people.models import Identifier, IdentifierKind
from huyula.people.queries import Card, cards_of

PAGE = 25
PARTS = frozenset({Group.FORMAL, Group.SOCIAL, Group.WORK})
PIECE = 2_000
SORTS = frozenset({"jp", "levels", "learned"})
SORTS_OF_GAPS = frozenset({"levels"})
IN_GROUP: Mapping[Group, Q] = {
    Group.ALL: Q(),
    Group.DUE: Q(state__in=DUE),
    Group.MET: Q(state=State.MET),
    Group.SHORT: Q(state=State.SHORT),
    Group.NONE: Q(state=State.NONE),
    Group.OUT: ~Q(state__in=DUE),
    Group.OVER: Q(is_over=True),
    Group.FORMAL: ~Q(formal=0),
    Group.SOCIAL: ~Q(social=0),
    Group.WORK: ~Q(work=0),
    Group.MEETS: Q(known__gt=0, lacking=0),
    Group.GAP: Q(lacking__gt=0),
    Group.RATED: Q(known__gt=0),
    Group.UNRATED: Q(asked__gt=0, known=0),
    Group.NO_STANDARD: Q(asked=0),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures are wanted: of a unit with all below (None = all one sees), of a group, by a competence.

    `is_alone` leaves out what hangs below the unit, `required` keeps to those whose post asks for that level of the
    competence, `standing` to those in a legal standing (code, empty = not on record), `stand` to those who stand so in
    the competence.
    """

    unit: uuid.UUID | None = None
    group: Group = Group.ALL
    competence: Competence | None = None
    required: int | None = None
    is_alone: bool = False
    standing: str | None = None
    stand: Stand = Stand.BELOW

    @property
    def part(self) -> str:
        """Name the figure of the kind of learning by which people are in the list, or nothing."""
        return self.group.value.lower() if self.group in PARTS else ""


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody in a list: who they are today, their figures, and the gap by which they are in it, if it is by one."""

    card: Card
    figures: PersonFigures
    gap: PersonGap | None = None


def people(sight: Sight, reckoning: Reckoning, *, wanted: Wanted) -> QuerySet[PersonFigures]:
    """Give the figures of the people behind a number, in no order; nobody whom the sight does not cover."""
    rows = PersonFigures.objects.filter(agency=sight.agency, year=reckoning.year)
    if wanted.unit is not None and wanted.is_alone:
        rows = rows.filter(unit=wanted.unit)
    elif wanted.unit is not None:
        rows = rows.filter(unit__in=below(wanted.unit, agency=sight.agency, year=reckoning.year))
    if sight.office.among is not None:
        rows = rows.filter(unit__in=sight.office.among)
    if wanted.standing is not None:
        rows = rows.filter(legal_status=wanted.standing)
    if not sight.sees_gaps:
        return rows.none() if wanted.group in OF_GAPS or wanted.competence else rows.filter(IN_GROUP[wanted.group])
    if wanted.competence:
        rows = rows.filter(_stand(reckoning, wanted.competence, wanted.required, wanted.stand))
    return rows.filter(IN_GROUP[wanted.group])


def standings_of(sight: Sight, reckoning: Reckoning) -> dict[str, int]:
    """Count people by their legal standing. One query."""
    rows = people(sight, reckoning, wanted=Wanted()).order_by("legal_status").values_list("legal_status")
    return dict(rows.annotate(Count("pk")))


def _gaps(reckoning: Reckoning, competence: Competence) -> QuerySet[PersonGap]:
    return PersonGap.objects.filter(agency=reckoning.agency_id, year=reckoning.year, competence=competence)


def _stand(reckoning: Reckoning, competence: Competence, required: int | None, stand: Stand) -> Q:
    """Keep those who stand so in a competence, of those whose posts ask for it at this level (None = any)."""
    levels = [required] if required else Level.values
    keys = [key(competence.pk, level) for level in levels]
    gaps = _gaps(reckoning, competence).filter(person=OuterRef("person"), required__in=levels)
    asked, known, below = Q(asked_in__overlap=keys), Q(known_in__overlap=keys), Q(Exists(gaps))
    return {
        Stand.BELOW: below,
        Stand.MEETS: known & ~below,
        Stand.KNOWN: known,
        Stand.UNRATED: asked & ~known,
        Stand.ASKED: asked,
    }[stand]


def _sorted(rows: QuerySet[PersonFigures], sort: str, sight: Sight) -> QuerySet[PersonFigures]:
    """Put people in an order that one may know, else by name."""
    key, is_down = sort.removeprefix("-"), sort.startswith("-")
    if key in SORTS and (sight.sees_gaps or key not in SORTS_OF_GAPS):
        wanted = F(key).desc(nulls_last=True) if is_down else F(key).asc(nulls_first=True)
        return rows.order_by(wanted, "pk")
    return rows.order_by("-name" if is_down and key == "name" else "name", "person")


def people_page(sight: Sight, reckoning: Reckoning, *, wanted: Wanted, sort: str, number: int) -> Page[PersonShown]:
    """Give a page of the people behind a number. Two queries; one more where those below in a competence are."""
    page = page_of(_sorted(people(sight, reckoning, wanted=wanted), sort, sight), number=number, size=PAGE)
    cards = cards_of([row.person_id for row in page.rows], reckoning.day)
    gaps = gaps_of(page.rows, reckoning, wanted.competence if wanted.stand == Stand.BELOW else None)
    rows = [PersonShown(cards[row.person_id], row, gaps.get(row.person_id)) for row in page.rows]
    return Page(rows, page.number, page.has_next)


def gaps_of(
    rows: Collection[PersonFigures], reckoning: Reckoning, competence: Competence | None
) -> dict[uuid.UUID, PersonGap]:
    """Give by person the gap in a competence."""
    if competence is None:
        return {}
    found = _gaps(reckoning, competence).filter(person__in=[row.person_id for row in rows])
    return {gap.person_id: gap for gap in found}


def every_person(sight: Sight, reckoning: Reckoning, *, wanted: Wanted) -> Iterator[tuple[PersonFigures, Card, str]]:
    """Give all people behind a number by name, with their NIP, piece by piece: two queries for every 2,000."""
    nips = Identifier.objects.standing().filter(
        person=OuterRef("person"), kind=IdentifierKind.NIP, valid__upper_inf=True
    )
    rows = people(sight, reckoning, wanted=wanted).annotate(nip=Subquery(nips.values("value")[:1]))
    last: tuple[str, uuid.UUID] | None = None
    while piece := list(_after(rows, last).order_by("name", "person")[:PIECE]):
        cards = cards_of([row.person_id for row in piece], reckoning.day)
        for row in piece:
            yield row, cards[row.person_id], getattr(row, "nip", None) or ""
        last = (piece[-1].name, piece[-1].person_id)


def _after(rows: QuerySet[PersonFigures], last: tuple[str, uuid.UUID] | None) -> QuerySet[PersonFigures]:
    if last is None:
        return rows
    return rows.filter(Q(name__gt=last[0]) | Q(name=last[0], person__gt=last[1]))


def widest_of(people: Sequence[PersonFigures]) -> dict[uuid.UUID, PersonGap]:
    """Give by person the widest of their gaps. One query."""
    if not people:
        return {}
    found = PersonGap.objects.filter(
        year=people[0].year, person__in=[row.person_id for row in people], agency__in={row.agency_id for row in people}
    )
    ordered = found.annotate(width=F("required") - F("attained")).order_by(
        "person", "-width", "competence__place", "pk"
    )
    return {gap.person_id: gap for gap in ordered.distinct("person").select_related("competence")}
