"""The story of a gap: what every source said about one competence of somebody, who said it, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from huyula.competence.models import Evidence
from huyula.competence.queries.levels import Gap, Said, required
from huyula.competence.rules import Source
from huyula.people.models import Biodata, Person
from huyula.people.rules.names import titled

# Who gave the answer behind a row of evidence, as `titled` takes it.
NAMES = (
    Biodata.objects.standing()
    .filter(person__user=OuterRef("rating__by"))
    .order_by("-recorded", "pk")
    .values(name_parts=JSONObject(name="name", front="front_titles", back="back_titles"))[:1]
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One source's word as it is told: who said it, and why if that may be read here."""

    said: Said
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """A gap with everything that was said about it, newest first."""

    gap: Gap
    chapters: Sequence[Chapter]


def story_of(person: Person, code: str, day: dt.date, *, sees_all: bool) -> Story | None:
    """Tell what every source said about a competence (code) that somebody's post asks for; None if it doesn't.

    Levels follow the person to another agency; who said them there, and why, is told to the person alone (`sees_all`).
    Two queries.
    """
    asked = next((one for one in required(person, day) if one.competence.code == code), None)
    if asked is None:
        return None
    rows = Evidence.objects.filter(person=person, competence=asked.competence, on__lte=day).select_related("rating")
    told = []
    for row in rows.annotate(who=Subquery(NAMES)).order_by("on", "pk"):
        said = Said(row.competence_id, row.level, row.source, row.on, row.place)
        is_told = row.rating is not None and (sees_all or row.agency_id == asked.row.agency_id)
        by = titled(**row.who) if row.who and is_told and row.source == Source.SUPERVISOR else ""
        told.append(Chapter(said, by, row.rating.reason if row.rating and is_told else ""))
    return Story(Gap(asked, [one.said for one in told]), told[::-1])
