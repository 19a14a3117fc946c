"""The one table of columns: what each column of the Export Data ASN is called, how it is classed, what is needed."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parent.parent / "data"


class Privacy(TextChoices):
    """Class of a column (UU 27/2022; domain of the agency's record of processing)."""

    PUBLIC = "PUBLIC", _("Public")
    INTERNAL = "INTERNAL", _("Internal")
    RESTRICTED = "RESTRICTED", _("Restricted: kept sealed, shown masked")
    DROPPED = "DROPPED", _("Dropped: never stored")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the export; `is_needed` = no row may leave it empty."""

    name: str
    privacy: Privacy
    is_needed: bool
    label_id: str
    label_en: str

    @property
    def label(self) -> str:
        """Give the name for people, in their language."""
        return self.label_en if get_language() == "en" else self.label_id


def _columns() -> tuple[Column, ...]:
    with (DATA / "columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Column(row["column"], Privacy(row["class"]), row["needed"] == "yes", row["label"], row["label_en"])
            for row in csv.DictReader(file)
        )


COLUMNS = _columns()
BY_NAME = {column.name: column for column in COLUMNS}
KEPT = tuple(column for column in COLUMNS if column.privacy != Privacy.DROPPED)
RESTRICTED = frozenset(column.name for column in COLUMNS if column.privacy == Privacy.RESTRICTED)


@cache
def codes(name: str) -> dict[str, str]:
    """Give a list of SIASN codes by id: echelons, ranks, position_kinds, staff_kinds, appointments, legal_statuses."""
    with (DATA / "siasn_codes.json").open(encoding="utf-8") as file:
        return {row["id"]: row["nama"] or "" for row in json.load(file)[name]}


@dataclass(frozen=True, slots=True)
class FunctionalPost:
    """A functional post of SIASN's list: its level, and the age of retirement in years (None = not told)."""

    level: str
    retirement_age: int | None


@cache
def functional_posts() -> dict[str, FunctionalPost]:
    """Give the functional posts by SIASN id and by name in small letters."""
    posts: dict[str, FunctionalPost] = {}
    with (DATA / "functional_posts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            post = FunctionalPost(row["level"].replace("XX", ""), int(row["retirement_age"]) or None)
            posts[row["id"]] = post
            posts.setdefault(row["name"].casefold(), post)
    return posts
