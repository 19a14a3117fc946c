"""What posts ask of persons, what every source says, and the gap: for one person, or set-based for many.

The standard of somebody is that of the own post (the definitive one, else where they stand in): what is set for the
post itself comes before what is set for its class with its level (jenjang), and that before its class without one.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext

from huyula.competence import rules
from huyula.competence.models import Competence, Evidence, Requirement
from huyula.competence.rules import Kind, Pillar, Source
from huyula.people.models import Person, PositionClass
from huyula.people.queries import names_of_users

# Where each person stands on a day. Names: %(people)s an array of ids, %(day)s.
OWN = """
    SELECT DISTINCT ON (p.person_id) p.person_id, p.agency_id, p.unit_id, p.position_id
    FROM people_placement p
    WHERE {0} AND upper_inf(p.recorded) AND p.valid @> %(day)s::date
    ORDER BY p.person_id, p.kind <> 'D', p.kind = 'TT', p.valid DESC, p.id
"""
# What each post of `own` asks for, one row for each competence.
REQUIRED = """
    SELECT DISTINCT ON (s.position_id, r.competence_id) s.position_id, r.competence_id, r.id, r.level, r.importance
    FROM (SELECT DISTINCT o.position_id, t.agency_id, t.position_class, t.level
        FROM own o JOIN people_position t ON t.id = o.position_id) s
    JOIN competence_requirement r ON r.agency_id = s.agency_id AND r.replaced_at IS NULL
        AND r.valid_from <= %(day)s AND (r.valid_to IS NULL OR r.valid_to >= %(day)s)
        AND (r.position_id = s.position_id OR (r.position_id IS NULL AND r.position_class = s.position_class
            AND r.post_level IN (s.level, '')))
    ORDER BY s.position_id, r.competence_id, r.position_id IS NULL, r.post_level = ''
"""
STANDARDS = f"""
    WITH own AS ({OWN.format("p.person_id = ANY(%(people)s)")}), required AS ({REQUIRED})
    SELECT o.person_id, array_agg(q.id ORDER BY q.competence_id)
    FROM own o JOIN required q USING (position_id) WHERE q.level > 0 GROUP BY o.person_id
"""  # noqa: S608 - the parts stand above, nothing typed is among them


@dataclass(frozen=True)
class Required:
    """The level that a post asks for, and why: from which class or post, since when, on which legal basis."""

    row: Requirement

    @property
    def competence(self) -> Competence:
        """Give the competence."""
        return self.row.competence

    @property
    def level(self) -> int:
        """Give the level."""
        return self.row.level

    @property
    def importance(self) -> int:
        """Give how much the post depends on it, 1 to 5."""
        return self.row.importance

    @cached_property
    def why(self) -> str:
        """Say in a sentence from where it comes."""
        row = self.row
        words = {"since": date_format(row.valid_from, "j F Y"), "basis": row.legal_basis, "name": of_whom(row)}
        if row.position_id:
            return gettext("Set for the post %(name)s, since %(since)s: %(basis)s.") % words
        return gettext("Set for the class %(name)s, since %(since)s: %(basis)s.") % words


@dataclass(frozen=True)
class Said:
    """One source's word on a level of somebody; `place` orders words of one day."""

    competence: int
    level: int
    source: str
    on: dt.date
    place: int

    @property
    def label(self) -> str:
        """Name the source."""
        return str(Source(self.source).label)


@dataclass(frozen=True)
class Gap:
    """What a post asks of somebody in one competence, what counts as attained (None = nobody knows), and why."""

    required: Required
    sources: Sequence[Said]

    @property
    def competence(self) -> Competence:
        """Give the competence."""
        return self.required.competence

    @cached_property
    def counts(self) -> Said | None:
        """Give the word that counts."""
        return rules.deciding(self.sources)

    @property
    def attained(self) -> int | None:
        """Give the level that counts."""
        return self.counts.level if self.counts else None

    @property
    def is_confirmed(self) -> bool:
        """Say whether somebody else than the person says so."""
        return self.counts is not None and self.counts.source != Source.SELF

    @property
    def distance(self) -> int:
        """Give how many levels are missing; an unknown level counts as the whole way."""
        return rules.distance(self.required.level, self.attained)

    @property
    def risk(self) -> int:
        """Give importance times distance."""
        return rules.risk(importance=self.required.importance, required=self.required.level, attained=self.attained)

    @property
    def is_open(self) -> bool:
        """Say whether a level is known and too low."""
        return self.attained is not None and self.distance > 0

    @property
    def last_on(self) -> dt.date | None:
        """Give the day of the newest source."""
        return max((said.on for said in self.sources), default=None)

    @property
    def why(self) -> str:
        """Say why the post asks for it."""
        return self.required.why


def of_whom(row: Requirement) -> str:
    """Name the post or the class (with its jenjang) of a standard."""
    return row.position.name if row.position else class_name(row.position_class, row.post_level)


def class_name(position_class: str, post_level: str) -> str:
    """Name a class of posts, of functional posts with their jenjang."""
    label = str(PositionClass(position_class).label)
    return f"{label}, {LEVELS_OF_POSTS[post_level]}" if post_level else label


LEVELS_OF_POSTS = {
    "PM": "Pemula",
    "TR": "Terampil",
    "MH": "Mahir",
    "PY": "Penyelia",
    "PT": "Ahli Pertama",
    "MU": "Ahli Muda",
    "MA": "Ahli Madya",
    "UT": "Ahli Utama",
}


def required(person: Person, day: dt.date) -> list[Required]:
    """Give what a person's own post asks for on a day. Two queries."""
    return list(standards_of_people([person.pk], day).get(person.pk, ()))


def standards_of_people(people: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Sequence[Required]]:
    """Give what the own posts of persons ask for on a day; who has no post or no standard is left out. Two queries."""
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDARDS, {"people": list(people), "day": day})
        found: dict[uuid.UUID, list[int]] = dict(cursor.fetchall())
    wanted = {pk for rows in found.values() for pk in rows}
    rows = Requirement.objects.filter(pk__in=wanted).select_related("competence", "position")
    known = {row.pk: Required(row) for row in rows}
    return {person: [known[pk] for pk in pks] for person, pks in found.items()}


def words_of(people: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Mapping[int, Sequence[Said]]]:
    """Give every source's word on persons up to a day, by person and competence, oldest first. One query."""
    rows = Evidence.objects.filter(person__in=people, on__lte=day).order_by("person", "competence", "on", "pk")
    found: dict[uuid.UUID, dict[int, list[Said]]] = defaultdict(dict)
    if people:
        told = rows.values_list("person", "competence", "level", "source", "on", "pk")
        for (person, competence), words in groupby(told, key=lambda row: (row[0], row[1])):
            found[person][competence] = [Said(*word[1:]) for word in words]
    return found


def gaps(person: Person, day: dt.date) -> list[Gap]:
    """Give the gaps of a person on a day, the riskiest first. Three queries."""
    return list(gaps_of_people([person.pk], day).get(person.pk, ()))


def gaps_of_people(people: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Sequence[Gap]]:
    """Give for each person every competence that the own post asks for, the riskiest first. Three queries."""
    asked = standards_of_people(people, day)
    words = words_of(asked.keys(), day)
    return {
        person: by_risk(Gap(one, words.get(person, {}).get(one.row.competence_id, ())) for one in rows)
        for person, rows in asked.items()
    }


def by_risk(found: Iterable[Gap]) -> list[Gap]:
    """Order gaps: the riskiest first, then as their framework lists them."""
    return sorted(found, key=lambda gap: (-gap.risk, gap.competence.kind == Kind.DIGITAL, gap.competence.place))


@dataclass(frozen=True, slots=True)
class UnitGap:
    """How a unit's people stand in one competence: how many are asked, known, below; `levels` is what is missing."""

    unit: uuid.UUID
    competence: int
    asked: int
    known: int
    below: int
    levels: int


# The rule of `rules.deciding`, over everybody in `own`: stated, else raised above it, else the own word.
COUNTS = """
    stated AS (
        SELECT DISTINCT ON (e.person_id, e.competence_id) e.person_id, e.competence_id, e.level, e."on", e.id
        FROM competence_evidence e WHERE e.source IN ('SUPERVISOR', 'ASSESSMENT', 'PROASN') AND e."on" <= %(day)s
            AND e.person_id IN (SELECT person_id FROM own)
        ORDER BY e.person_id, e.competence_id, e."on" DESC, e.id DESC
    ),
    raised AS (
        SELECT e.person_id, e.competence_id, max(e.level) AS level FROM competence_evidence e
        LEFT JOIN stated s ON s.person_id = e.person_id AND s.competence_id = e.competence_id
        WHERE e.source IN ('COURSE', 'TEST', 'USE') AND e."on" <= %(day)s
            AND e.person_id IN (SELECT person_id FROM own)
            AND (s.id IS NULL OR (e."on", e.id) > (s."on", s.id))
        GROUP BY e.person_id, e.competence_id
    ),
    said AS (
        SELECT DISTINCT ON (e.person_id, e.competence_id) e.person_id, e.competence_id, e.level
        FROM competence_evidence e WHERE e.source = 'SELF' AND e."on" <= %(day)s
            AND e.person_id IN (SELECT person_id FROM own)
        ORDER BY e.person_id, e.competence_id, e."on" DESC, e.id DESC
    ),
    counts AS (
        SELECT person_id, competence_id,
            COALESCE(max(level) FILTER (WHERE is_proof), max(level) FILTER (WHERE NOT is_proof)) AS level
        FROM (
            SELECT person_id, competence_id, level, true AS is_proof FROM stated
            UNION ALL SELECT person_id, competence_id, level, true FROM raised
            UNION ALL SELECT person_id, competence_id, level, false FROM said
        ) words GROUP BY person_id, competence_id
    )
"""
IN_AGENCY = "p.person_id IN (SELECT m.person_id FROM people_placement m WHERE m.agency_id = %(agency)s)"
BY_UNIT = f"""
    WITH own AS MATERIALIZED (SELECT * FROM ({OWN.format(IN_AGENCY)}) every WHERE every.agency_id = %(agency)s),
    required AS MATERIALIZED ({REQUIRED}), {COUNTS},
    known AS (
        SELECT o.unit_id, q.competence_id, count(*) AS known, count(*) FILTER (WHERE c.level < q.level) AS below,
            sum(greatest(q.level - c.level, 0)) AS levels
        FROM counts c JOIN own o ON o.person_id = c.person_id
        JOIN required q ON q.position_id = o.position_id AND q.competence_id = c.competence_id AND q.level > 0
        GROUP BY o.unit_id, q.competence_id
    ),
    asked AS (
        SELECT n.unit_id, q.competence_id, sum(n.count) AS asked
        FROM (SELECT unit_id, position_id, count(*) AS count FROM own GROUP BY unit_id, position_id) n
        JOIN required q ON q.position_id = n.position_id AND q.level > 0
        GROUP BY n.unit_id, q.competence_id
    )
    SELECT a.unit_id, a.competence_id, a.asked::int, COALESCE(k.known, 0)::int, COALESCE(k.below, 0)::int,
        COALESCE(k.levels, 0)::int
    FROM asked a LEFT JOIN known k USING (unit_id, competence_id) ORDER BY a.unit_id, a.competence_id
"""  # noqa: S608 - the parts stand above, nothing typed is among them


def gaps_by_unit(agency: uuid.UUID, day: dt.date) -> list[UnitGap]:
    """Count gaps of everybody who has the own post in an agency on a day, by unit and competence. One query."""
    with connection.cursor() as cursor:
        cursor.execute(BY_UNIT, {"agency": agency, "day": day})
        return [UnitGap(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Groups:
    """Gaps sorted by how they stand, each list with the riskiest first, and the levels for the two pictures."""

    below: Sequence[Gap]
    met: Sequence[Gap]
    unknown: Sequence[Gap]

    @cached_property
    def every(self) -> list[Gap]:
        """Give all of them as their frameworks list them."""
        return sorted((*self.below, *self.met, *self.unknown), key=lambda gap: gap.competence.place)

    @property
    def managerial(self) -> list[Gap]:
        """Give the managerial and the socio-cultural ones."""
        return [gap for gap in self.every if gap.competence.kind != Kind.DIGITAL]

    @property
    def digital(self) -> list[Gap]:
        """Give the digital ones."""
        return [gap for gap in self.every if gap.competence.kind == Kind.DIGITAL]

    @property
    def pillars(self) -> list[tuple[str, list[int]]]:
        """Count digital ones by pillar: how many meet the standard, lie below it, are not known."""
        kinds = [{gap.competence.code for gap in part} for part in (self.met, self.below, self.unknown)]
        counted = []
        for pillar in Pillar:
            codes = {gap.competence.code for gap in self.digital if gap.competence.pillar == pillar}
            if codes:
                counted.append((str(pillar.label), [len(codes & part) for part in kinds]))
        return counted

    @property
    def top(self) -> int:
        """Give the highest level that the picture of the managerial ones has to show, at least 3."""
        return max([3, *(max(gap.required.level, gap.attained or 0) for gap in self.managerial)])


def grouped(found: Sequence[Gap]) -> Groups:
    """Sort gaps by how they stand."""
    known = [gap for gap in found if gap.attained is not None]
    return Groups(
        below=[gap for gap in known if gap.is_open],
        met=[gap for gap in known if not gap.is_open],
        unknown=[gap for gap in found if gap.attained is None],
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
    Four queries.
    """
    asked = next((one for one in required(person, day) if one.competence.code == code), None)
    if asked is None:
        return None
    rows = Evidence.objects.filter(person=person, competence=asked.competence, on__lte=day).select_related("rating")
    told = [
        (row, Said(row.competence_id, row.level, row.source, row.on, row.place)) for row in rows.order_by("on", "pk")
    ]
    names = names_of_users({row.rating.by_id for row, _ in told if row.rating and row.source == Source.SUPERVISOR})
    chapters = []
    for row, said in reversed(told):
        is_told = row.rating is not None and (sees_all or row.agency_id == asked.row.agency_id)
        by = names.get(row.rating.by_id, "") if row.rating and is_told else ""
        chapters.append(Chapter(said, by, row.rating.reason if row.rating and is_told else ""))
    return Story(Gap(asked, [said for _, said in told]), chapters)
