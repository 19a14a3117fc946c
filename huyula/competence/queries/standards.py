"""What classes of posts and single posts ask for, as the administrators of an agency see it."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import Count, F, Q, QuerySet

from huyula.access.models import Agency
from huyula.competence.models import Competence, Framework, Indicator, Requirement
from huyula.competence.queries.levels import class_name
from huyula.competence.rules import CLASSES, PostClass
from huyula.lib.paging import Page, page_of
from huyula.people.models import Position

PAGE = 25
SHOWN = ("agency", "competence", "position")
SHORT = {
    "JPT_MADYA": "JPT madya",
    "JPT_PRATAMA": "JPT pratama",
    "ADMINISTRATOR": "Adm.",
    "PENGAWAS": "Pengawas",
    "PELAKSANA": "Pelaksana",
    "FUNCTIONAL-": "JF",
}


def short_name(of: PostClass) -> str:
    """Give a class in few letters, for the heads of a matrix."""
    return SHORT.get(of.key, f"JF {of.post_level}")


def name_of(of: PostClass) -> str:
    """Name a class in words."""
    return class_name(of.position_class, of.post_level)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Levels by competence (rows) and class (columns, as CLASSES); `unconfirmed` counts rows by the key of a class."""

    rows: Sequence[tuple[Competence, Sequence[int | None]]]
    asked: Mapping[str, int]
    unconfirmed: Mapping[str, int]


def matrix(agency: Agency, day: dt.date) -> Matrix:
    """Give what the classes of an agency's posts ask for on a day. Two queries."""
    competences = list(Competence.objects.order_by("framework", "place", "pk"))
    held = Requirement.objects.standing().in_force(day).filter(agency=agency, position=None)
    levels: dict[tuple[int, str], int] = {}
    asked: Counter[str] = Counter()
    unconfirmed: Counter[str] = Counter()
    for row in held.values_list("competence", "position_class", "post_level", "level", "confirmed"):
        key = PostClass(row[1], row[2]).key
        levels[row[0], key] = row[3]
        asked[key] += bool(row[3])
        unconfirmed[key] += not row[4]
    rows = [(one, [levels.get((one.pk, of.key)) for of in CLASSES]) for one in competences]
    return Matrix(rows, asked, unconfirmed)


@dataclass(frozen=True, slots=True)
class Line:
    """One competence of a class or post: what holds, what holds for the class instead, what is to come."""

    competence: Competence
    held: Requirement | None
    by_class: Requirement | None
    upcoming: Requirement | None


def lines_of(agency: Agency, of: PostClass | Position, day: dt.date) -> list[Line]:
    """Give what a class or a post asks for on a day, by competence; of a post with its class. Two queries."""
    competences = list(Competence.objects.order_by("framework", "place", "pk"))
    whose = Q(position=None, position_class=of.position_class)
    whose &= Q(post_level=of.post_level) if isinstance(of, PostClass) else Q(post_level__in=[of.level, ""])
    if isinstance(of, Position):
        whose |= Q(position=of)
    rows = Requirement.objects.standing().filter(whose, agency=agency).exclude(valid_to__lt=day)
    held: dict[tuple[int, bool, bool], Requirement] = {}
    for row in rows.order_by("post_level", "-valid_from", "pk"):
        held[row.competence_id, row.position_id is not None, row.valid_from > day] = row
    is_post = isinstance(of, Position)
    return [
        Line(
            one,
            held.get((one.pk, is_post, False)),
            held.get((one.pk, False, False)) if is_post else None,
            held.get((one.pk, is_post, True)),
        )
        for one in competences
    ]


def history_of(row: Requirement) -> QuerySet[Requirement]:
    """Give everything that was ever set for the same class or post and competence, the newest first day on top."""
    same = Requirement.objects.filter(
        agency=row.agency_id,
        competence=row.competence_id,
        position=row.position_id,
        position_class=row.position_class,
        post_level=row.post_level,
    )
    return same.order_by("-valid_from", F("replaced_at").desc(nulls_first=True), "-pk")


class PostRow(TypedDict):
    """A post in a list."""

    pk: uuid.UUID
    name: str
    position_class: str
    level: str


def positions_page(agency: Agency, day: dt.date, *, text: str, number: int) -> Page[PostRow]:
    """Give a page of an agency's posts by name, those with a standard of their own first. One query."""
    own = Q(pk__in=Requirement.objects.standing().in_force(day).filter(agency=agency).values("position"))
    rows = Position.objects.filter(agency=agency)
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    wanted = rows.alias(is_own=own) if text else rows.filter(own)
    values = wanted.order_by("name", "pk").values("pk", "name", "position_class", "level")
    return page_of(values, number=number, size=PAGE)


def own_counts(positions: Sequence[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID | None, int]:
    """Count what each of these posts asks for by a standard of its own. One query."""
    rows = Requirement.objects.standing().in_force(day).filter(position__in=positions)
    return dict(rows.values_list("position").annotate(count=Count("pk")).order_by("position"))


@dataclass(frozen=True, slots=True)
class Book:
    """A framework with its competences, and how many acts each has."""

    framework: Framework
    competences: Sequence[tuple[Competence, int]]


def dictionary() -> list[Book]:
    """Give every framework with its competences. Two queries."""
    rows = Competence.objects.annotate(acts=Count("indicators")).order_by("framework", "place", "pk")
    by_framework: dict[int, list[tuple[Competence, int]]] = {}
    for row in rows:
        by_framework.setdefault(row.framework_id, []).append((row, row.acts))
    return [Book(one, by_framework.get(one.pk, [])) for one in Framework.objects.order_by("pk")]


def acts_by_level(competence: Competence) -> list[tuple[int, list[Indicator]]]:
    """Give the acts of a competence, level by level. One query."""
    rows = Indicator.objects.current().filter(competence=competence).order_by("level", "place", "pk")
    found: dict[int, list[Indicator]] = {}
    for row in rows:
        found.setdefault(row.level, []).append(row)
    return list(found.items())


def held_by(agency: Agency, of: PostClass | Position, *, code: str, day: dt.date) -> Requirement | None:
    """Give what a class or a post asks for in a competence on a day by a row of its own. One query."""
    rows = Requirement.objects.standing().in_force(day).filter(agency=agency, competence__code=code)
    if isinstance(of, Position):
        return rows.filter(position=of).first()
    return rows.filter(position=None, position_class=of.position_class, post_level=of.post_level).first()


def as_typed(held: Requirement | None, *, code: str) -> dict[str, Any]:
    """Give what a form about a standard starts with: what holds now."""
    if held is None:
        return {"competence": code}
    return {"competence": code, "level": held.level, "importance": held.importance, "legal_basis": held.legal_basis}


def unconfirmed_in(lines: Sequence[Line]) -> list[Requirement]:
    """Give the rows of these lines that hold and that nobody has confirmed."""
    return [line.held for line in lines if line.held and not line.held.confirmed]
