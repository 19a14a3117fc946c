"""Reading the lists of competences and the first standards that are shipped in `data/`."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from huyula.competence.rules import BY_KEY, Kind, PostClass

DATA = Path(__file__).parent / "data"
FRAMEWORKS = ("managerial.toml", "digital.toml")


@dataclass(frozen=True, slots=True)
class ListedCompetence:
    """A competence of a list: its names, and its acts level by level (empty = none written yet)."""

    code: str
    kind: str
    pillar: str
    title: str
    title_en: str
    acts: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class ListedFramework:
    """A list of competences with its source."""

    code: str
    title: str
    title_en: str
    legal_basis: str
    source: str
    confirmed: bool
    edition: int
    competences: Sequence[ListedCompetence]


@dataclass(frozen=True, slots=True)
class ListedStandard:
    """The first level that a class of posts asks for."""

    competence: str
    of: PostClass
    level: int
    importance: int
    since: dt.date
    legal_basis: str
    confirmed: bool


def frameworks() -> list[ListedFramework]:
    """Read the frameworks that are shipped."""
    return [framework(_read(name)) for name in FRAMEWORKS]


def framework(told: Mapping[str, Any]) -> ListedFramework:
    """Read one framework from what its file says."""
    return ListedFramework(
        code=told["code"],
        title=told["title"],
        title_en=told["title_en"],
        legal_basis=told["legal_basis"],
        source=told["source"],
        confirmed=told["confirmed"],
        edition=told["edition"],
        competences=[
            ListedCompetence(
                code=one["code"],
                kind=one.get("kind", Kind.DIGITAL),
                pillar=one.get("pillar", ""),
                title=one["title"],
                title_en=one["title_en"],
                acts=one.get("acts", ()),
            )
            for one in told["competence"]
        ],
    )


@cache
def standards() -> Sequence[ListedStandard]:
    """Read the first standards of every class of posts, for every competence that is shipped."""
    told = _read("standards.toml")
    found: list[ListedStandard] = []
    for listed in frameworks():
        for one in listed.competences:
            part = told["digital" if one.kind == Kind.DIGITAL else "managerial"]
            importance = told["importance"].get(one.code, told["importance"]["usual"])
            own = part.get("levels", {}).get(one.code, {})
            for is_confirmed, word in ((True, "confirmed"), (False, "proposed")):
                for key, level in part.get(word, {}).items():
                    found.append(
                        ListedStandard(
                            competence=one.code,
                            of=BY_KEY[key],
                            level=own.get(key, level),
                            importance=importance,
                            since=part["since"],
                            legal_basis=part["legal_basis"],
                            confirmed=is_confirmed,
                        )
                    )
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
