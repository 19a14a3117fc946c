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
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from huyula.competence import rules
from huyula.competence.models import Competence, Evidence, Requirement
from huyula.competence.rules import Kind, Pillar, Source
from huyula.lib.named import Named
from huyula.lib.prepared import prepared
from huyula.people.models import Person, PositionClass

# Where each person stands on a day. Names: %(people)s an array of ids, %(day)s.
OWN = """
    SELECT DISTINCT ON (p.person_id) p.person_id, p.agency_id, p.unit_id, p.position_id
    FROM people_placement p
    WHERE {0} AND upper_inf(p.recorded) AND p.valid @> %(day)s::date
    ORDER BY p.person_id, p.kind <> 'D', p.kind = 'TT', p.valid DESC, p.id
"""
# What each post of `own` asks for, one row for each competence: what is set for the post itself, and for its class.
REQUIRED = """
    SELECT DISTINCT ON (s.id, r.competence_id) s.id AS position_id, r.competence_id, r.id, r.level, r.importance
    FROM people_position s CROSS JOIN LATERAL (
        SELECT x.* FROM competence_requirement x WHERE x.position_id = s.id
        UNION ALL SELECT x.* FROM competence_requirement x WHERE x.position_id IS NULL AND x.agency_id = s.agency_id
            AND x.position_class = s.position_class AND x.post_level IN (s.level, '')
    ) r
    WHERE s.id IN (SELECT position_id FROM own) AND r.replaced_at IS NULL
        AND r.valid_from <= %(day)s AND (r.valid_to IS NULL OR r.valid_to >= %(day)s)
    ORDER BY s.id, r.competence_id, r.position_id IS NULL, r.post_level = ''
"""
# The standard of one person.
STANDARD = f"""(
    WITH own AS ({OWN.format("p.person_id = %(person)s")}), required AS ({REQUIRED})
    SELECT q.id FROM required q WHERE q.level > 0
)"""  # noqa: S608 - the parts stand above, nothing typed is among them
STANDARDS = f"""
    WITH own AS ({OWN.format("p.person_id = ANY(%(people)s)")}), required AS ({REQUIRED})
    SELECT o.person_id, array_agg(q.id ORDER BY q.competence_id),
        array_agg(x.xmin::text || x.ctid::text || c.xmin::text || c.ctid::text ORDER BY q.competence_id)
    FROM own o JOIN required q USING (position_id) JOIN competence_requirement x ON x.id = q.id
        JOIN competence_competence c ON c.id = q.competence_id
    WHERE q.level > 0 GROUP BY o.person_id
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

    @property
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


# A row and that of its competence as one transaction wrote each in one place: closing or confirming a standard, or
# another title, makes another version. The post of a standard never changes its name.
Version = tuple[int, str]
MOST_READ = 10_000
_READ: dict[Version, Required] = {}


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
    """Give what a person's own post asks for on a day, as their frameworks list it. One query."""
    rows = Requirement.objects.filter(pk__in=Named(STANDARD, person=person.pk, day=day))
    shown = rows.select_related("competence", "position").order_by("competence__framework", "competence__place")
    return [Required(row) for row in shown]


def standards_of_people(people: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Sequence[Required]]:
    """Give what the own posts of persons ask for on a day; who has no post or no standard is left out.

    One query, and another for standards that this process hasn't read yet.
    """
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDARDS, {"people": list(people), "day": day})
        found: dict[uuid.UUID, list[Version]] = {
            person: list(zip(pks, writings, strict=True)) for person, pks, writings in cursor.fetchall()
        }
    known = _known({version for versions in found.values() for version in versions})
    return {person: [known[version] for version in versions] for person, versions in found.items()}


def _known(wanted: Collection[Version]) -> Mapping[Version, Required]:
    """Give standards by version; what was read once is kept, for a version never changes. A query, or none."""
    known = {version: held for version in wanted if (held := _READ.get(version))}
    missing = [version for version in wanted if version not in known]
    if missing:
        rows = {row.pk: Required(row) for row in _requirements(pks=[pk for pk, _ in missing])}
        read = {version: rows[version[0]] for version in missing}
        if len(_READ) > MOST_READ:
            _READ.clear()
        _READ.update(read)
        known |= read
    return known


@prepared
def _requirements(*, pks: Collection[int]) -> QuerySet[Requirement]:
    return Requirement.objects.filter(pk__any=pks).select_related("competence", "position")


def words_of(people: Collection[uuid.UUID], day: dt.date) -> Mapping[uuid.UUID, Mapping[int, Sequence[Said]]]:
    """Give every source's word on persons up to a day, by person and competence, oldest first. One query."""
    found: dict[uuid.UUID, dict[int, list[Said]]] = defaultdict(dict)
    told = _words(people=people, day=day) if people else ()
    for (person, competence), words in groupby(told, key=lambda row: (row[0], row[1])):
        found[person][competence] = [Said(*word[1:]) for word in words]
    return found


@prepared
def _words(*, people: Collection[uuid.UUID], day: dt.date) -> QuerySet[Any, Any]:
    rows = Evidence.objects.filter(person__any=people, on__lte=day).order_by("person", "competence", "on", "pk")
    return rows.values_list("person", "competence", "level", "source", "on", "pk")


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


# The rule of `rules.deciding`, over everybody in `own`: stated, else raised above it, else the own word. A word is
# known by its day, its place on that day and its level in one number (`at`), so that the newest is the greatest.
COUNTS = """
    words AS (
        SELECT e.*, max(e.at) FILTER (WHERE e.source IN ('SUPERVISOR', 'ASSESSMENT', 'PROASN'))
            OVER (PARTITION BY e.person_id, e.competence_id) AS stated_at
        FROM (
            SELECT person_id, competence_id, level, source,
                (("on" - date '1900-01-01') * 1000000000000 + id) * 8 + level AS at
            FROM competence_evidence WHERE "on" <= %(day)s AND person_id IN (SELECT person_id FROM own)
        ) e
    ),
    counts AS (
        SELECT person_id, competence_id, COALESCE(
            max(level) FILTER (WHERE at = stated_at
                OR (source IN ('COURSE', 'TEST', 'USE') AND (stated_at IS NULL OR at > stated_at))),
            max(at) FILTER (WHERE source = 'SELF') %% 8) AS level
        FROM words GROUP BY person_id, competence_id
    )
"""
IN_AGENCY = "p.person_id IN (SELECT m.person_id FROM people_placement m WHERE m.agency_id = %(agency)s)"


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
