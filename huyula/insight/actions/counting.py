# ruff: noqa: S608 - the parts that are put together stand here and in areas below, nothing typed is among them
"""Counting figures anew: of a whole agency, or of the units that a change touches. Counted twice, they come out alike.

Everything is written from what areas below define: `hours.queries.counting` (who is counted, JP, target),
`competence.queries.levels` (standards, and the word that counts), `practice.queries.counting` (learned, applied). The
figures of units are sums of those of their people, so that a number always opens to as many rows as it says.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from huyula.access.models import Agency, AgencyKind, User
from huyula.access.policies import ensure
from huyula.competence.queries.levels import COUNTS, IN_AGENCY, OWN, REQUIRED
from huyula.hours.queries.counting import EACH
from huyula.insight import policies, rules
from huyula.insight.models import SUMS, Reckoning
from huyula.insight.queries.scope import Span, agencies_of, scope_of, units_where_learned
from huyula.insight.rules import KEY_SQL
from huyula.journal.actions import later, record
from huyula.lib import clock
from huyula.practice.queries.counting import EACH as USED

ASKED_KEY, KNOWN_KEY = (KEY_SQL.format(competence="competence_id", required=level) for level in ("level", "required"))
A_LITTLE = dt.timedelta(seconds=10)
THEM = "(%(people)s::uuid[] IS NULL OR {0}person_id = ANY(%(people)s::uuid[]))"
THERE = "(%(units)s::uuid[] IS NULL OR {0}unit_id = ANY(%(units)s::uuid[]))"
OF_SPAN = "agency_id = %(agency)s AND year = %(year)s"
CLEAR = (
    f"DELETE FROM insight_personfigures WHERE {OF_SPAN} AND {THEM.format('')}",
    f"DELETE FROM insight_persongap WHERE {OF_SPAN} AND {THEM.format('')}",
    f"DELETE FROM insight_gapfigures WHERE {OF_SPAN} AND NOT is_total AND {THERE.format('')}",
    f"DELETE FROM insight_unitfigures WHERE {OF_SPAN} AND NOT is_total AND {THERE.format('')}",
)
# What is asked and known of those who have their own post in the agency, kept for a moment so that the database knows
# how much it is. Gaps follow the own post: whoever has it in another agency is counted for gaps there.
OWN_POSTS = "WITH own AS NOT MATERIALIZED (SELECT * FROM insight_own)"
HELD = (
    ("insight_own", f"SELECT * FROM ({OWN.format('{among}')}) every WHERE every.agency_id = %(agency)s"),
    ("insight_asked", f"{OWN_POSTS} SELECT * FROM ({REQUIRED}) every WHERE every.level > 0"),
    (
        "insight_known",
        f"""{OWN_POSTS}, {COUNTS}
        SELECT o.person_id, o.unit_id, q.competence_id, q.level AS required, c.level AS attained
        FROM counts c JOIN insight_own o ON o.person_id = c.person_id
        JOIN insight_asked q ON q.position_id = o.position_id AND q.competence_id = c.competence_id""",
    ),
)
# Of everybody: hours, gaps, use.
PEOPLE = f"""
    INSERT INTO insight_personfigures (agency_id, year, person_id, unit_id, name, state, legal_status, jp, least,
        is_over, formal, social, work, asked, known, lacking, levels, asked_in, known_in, learned, used, seen)
    SELECT %(agency)s, %(year)s, e.person_id, e.unit_id, COALESCE(lower(b.name), ''), e.state,
        COALESCE(e.legal_status, ''), e.jp, e.least, e.is_over, e.formal, e.social, e.work,
        COALESCE(a.asked, 0), COALESCE(s.known, 0), COALESCE(s.lacking, 0), COALESCE(s.levels, 0),
        COALESCE(a.keys, '{{}}'), COALESCE(s.keys, '{{}}'),
        COALESCE(u.learned, 0), COALESCE(u.used, 0), COALESCE(u.seen, 0)
    FROM ({EACH}) e LEFT JOIN insight_own o USING (person_id)
    LEFT JOIN (
        SELECT position_id, count(*) AS asked, array_agg({ASKED_KEY}) AS keys
        FROM insight_asked GROUP BY position_id
    ) a USING (position_id)
    LEFT JOIN (
        SELECT person_id, count(*) AS known, count(*) FILTER (WHERE attained < required) AS lacking,
            sum(greatest(required - attained, 0)) AS levels, array_agg({KNOWN_KEY}) AS keys
        FROM insight_known GROUP BY person_id
    ) s USING (person_id)
    LEFT JOIN (
        SELECT person_id, sum(learned) AS learned, sum(used) AS used, sum(seen) AS seen
        FROM ({USED.format("q.agency_id = %(agency)s AND " + THEM.format("q."))}) every GROUP BY person_id
    ) u USING (person_id)
    LEFT JOIN people_biodata b ON b.person_id = e.person_id AND b.agency_id = %(agency)s AND upper_inf(b.recorded)
"""
GAPS = """
    INSERT INTO insight_persongap (agency_id, year, person_id, unit_id, competence_id, required, attained)
    SELECT %(agency)s, %(year)s, person_id, unit_id, competence_id, required, attained FROM insight_known
    WHERE attained < required
"""
# Of units alone: each competence by the level that is asked for.
GAPS_OF_UNITS = """
    INSERT INTO insight_gapfigures
        (agency_id, year, unit_id, is_total, competence_id, required, asked, known, lacking, levels)
    SELECT %(agency)s, %(year)s, a.unit_id, false, a.competence_id, a.level, a.asked, COALESCE(k.known, 0),
        COALESCE(k.lacking, 0), COALESCE(k.levels, 0)
    FROM (
        SELECT n.unit_id, q.competence_id, q.level, sum(n.people) AS asked
        FROM (SELECT unit_id, position_id, count(*) AS people FROM insight_own GROUP BY unit_id, position_id) n
        JOIN insight_asked q USING (position_id) GROUP BY n.unit_id, q.competence_id, q.level
    ) a LEFT JOIN (
        SELECT unit_id, competence_id, required AS level, count(*) AS known,
            count(*) FILTER (WHERE attained < required) AS lacking, sum(greatest(required - attained, 0)) AS levels
        FROM insight_known GROUP BY unit_id, competence_id, required
    ) k USING (unit_id, competence_id, level)
"""
HERE = "s.agency_id = %(agency)s AND upper_inf(s.recorded) AND s.valid @> %(day)s::date"
COLUMNS = f"agency_id, year, unit_id, is_total, parent_id, name, echelon, {', '.join(SUMS)}"
# Units as sums of their people; one that has gone is named by nothing, and hangs under nothing.
UNITS = f"""
    INSERT INTO insight_unitfigures ({COLUMNS})
    WITH tree AS (
        SELECT s.unit_id, CASE WHEN EXISTS (SELECT FROM people_unitstate a WHERE a.unit_id = s.parent_id
            AND {HERE.replace("s.", "a.")}) THEN s.parent_id END AS parent_id, s.name, s.echelon
        FROM people_unitstate s WHERE {HERE} AND {THERE.format("s.")}
    ),
    counted AS (
        SELECT unit_id, count(*) AS people, count(*) FILTER (WHERE state = 'MET') AS met,
            count(*) FILTER (WHERE state = 'SHORT') AS short, count(*) FILTER (WHERE state = 'NONE') AS none,
            count(*) FILTER (WHERE state = 'NO_TARGET') AS no_target,
            count(*) FILTER (WHERE state = 'EXEMPT') AS exempt,
            count(*) FILTER (WHERE state = 'UNDECIDED') AS undecided, count(*) FILTER (WHERE is_over) AS over,
            sum(jp) AS jp, sum(jp) FILTER (WHERE state IN ('MET', 'SHORT', 'NONE')) AS jp_due, sum(formal) AS formal,
            sum(social) AS social, sum(work) AS work, count(*) FILTER (WHERE asked > 0) AS asked,
            count(*) FILTER (WHERE known > 0) AS rated, count(*) FILTER (WHERE lacking > 0) AS with_gap,
            sum(lacking) AS gaps, sum(levels) AS levels
        FROM insight_personfigures WHERE {OF_SPAN} AND {THERE.format("")} GROUP BY unit_id
    ),
    used AS (
        SELECT unit_id, sum(learned) AS learned, sum(used) AS used, sum(seen) AS seen
        FROM ({USED.format("q.agency_id = %(agency)s AND " + THERE.format("q."))}) u GROUP BY unit_id
    ),
    every AS (SELECT unit_id FROM tree UNION SELECT unit_id FROM counted UNION SELECT unit_id FROM used)
    SELECT %(agency)s, %(year)s, e.unit_id, false, t.parent_id, COALESCE(t.name, ''), COALESCE(t.echelon, ''),
        {", ".join(("jp" if name == "jp" else f"COALESCE({name}, 0)") for name in SUMS)}
    FROM every e LEFT JOIN tree t USING (unit_id) LEFT JOIN counted c USING (unit_id)
    LEFT JOIN used u ON u.unit_id IS NOT DISTINCT FROM e.unit_id
"""
ALONE = f"alone AS MATERIALIZED (SELECT * FROM insight_unitfigures WHERE {OF_SPAN} AND NOT is_total)"
# The units that were counted, and all above them: whose totals are to be added up anew.
TOPS = f"""
    WITH RECURSIVE {ALONE}, up AS (
        SELECT unit_id, parent_id FROM alone WHERE {THERE.format("")} AND unit_id IS NOT NULL
        UNION SELECT a.unit_id, a.parent_id FROM up JOIN alone a ON a.unit_id = up.parent_id
    ) SELECT DISTINCT unit_id FROM up
"""
CLEAR_TOTALS = tuple(
    f"DELETE FROM {table} WHERE {OF_SPAN} AND is_total AND {which}"
    for table in ("insight_unitfigures", "insight_gapfigures")
    # A unit that was counted and has gone is no top any more.
    for which in (f"(unit_id = ANY(%(tops)s::uuid[]) OR {THERE.format('')})", "unit_id IS NULL")
)
# Each of them with everything below it.
DOWN = f"""
    WITH RECURSIVE {ALONE}, down AS (
        SELECT unnest(%(tops)s::uuid[]) AS top_id, unnest(%(tops)s::uuid[]) AS unit_id
        UNION SELECT d.top_id, a.unit_id FROM down d JOIN alone a ON a.parent_id = d.unit_id
    )
"""
GAP_COLUMNS = "agency_id, year, unit_id, is_total, competence_id, required, asked, known, lacking, levels"
TOTALS = (
    f"""INSERT INTO insight_unitfigures ({COLUMNS}) {DOWN}
    SELECT %(agency)s, %(year)s, t.unit_id, true, t.parent_id, t.name, t.echelon, {", ".join(SUMS)}
    FROM (
        SELECT d.top_id, {", ".join(f"sum(a.{name}) AS {name}" for name in SUMS)}
        FROM down d JOIN alone a ON a.unit_id = d.unit_id GROUP BY d.top_id
    ) s JOIN (SELECT unit_id, parent_id, name, echelon FROM alone) t ON t.unit_id = s.top_id""",
    f"""INSERT INTO insight_unitfigures ({COLUMNS})
    SELECT %(agency)s, %(year)s, NULL, true, NULL, '', '',
        {", ".join(("sum(jp)" if name == "jp" else f"COALESCE(sum({name}), 0)") for name in SUMS)}
    FROM insight_unitfigures WHERE {OF_SPAN} AND NOT is_total""",
    f"""INSERT INTO insight_gapfigures ({GAP_COLUMNS}) {DOWN}
    SELECT %(agency)s, %(year)s, d.top_id, true, g.competence_id, g.required, sum(g.asked), sum(g.known),
        sum(g.lacking), sum(g.levels)
    FROM down d JOIN insight_gapfigures g ON g.agency_id = %(agency)s AND g.year = %(year)s AND NOT g.is_total
        AND g.unit_id = d.unit_id
    GROUP BY d.top_id, g.competence_id, g.required""",
    # The whole agency is the sum of what hangs under nothing.
    f"""INSERT INTO insight_gapfigures ({GAP_COLUMNS})
    SELECT %(agency)s, %(year)s, NULL, true, g.competence_id, g.required, sum(g.asked), sum(g.known), sum(g.lacking),
        sum(g.levels)
    FROM insight_gapfigures g WHERE g.agency_id = %(agency)s AND g.year = %(year)s AND g.is_total AND g.unit_id IN (
        SELECT unit_id FROM insight_unitfigures WHERE {OF_SPAN} AND NOT is_total AND parent_id IS NULL)
    GROUP BY g.competence_id, g.required""",
)


@transaction.atomic
def count(agency: Agency, *, year: int) -> Reckoning | None:
    """Count all figures of an agency and a year anew; None for a practice room, whose figures are nobody's."""
    if agency.kind == AgencyKind.PRACTICE:
        return None
    hold_still(agency.pk)
    span = _span(agency, year)
    _write(span, people=None, units=None)
    now = clock.now()
    made, _ = Reckoning.objects.update_or_create(
        agency=agency, year=year, defaults={"day": span.day, "at": now, "whole_at": now}
    )
    return made


@transaction.atomic
def count_some(
    agency: Agency, *, year: int, people: Collection[uuid.UUID] = (), units: Collection[uuid.UUID] = ()
) -> Reckoning | None:
    """Count those units anew in which these people are or were, and these units.

    Where figures were never counted, or by another day than today's, all are; those of years that are not kept are not.
    """
    hold_still(agency.pk)
    span = _span(agency, year)
    standing = Reckoning.objects.filter(agency=agency, year=year).first()
    if standing is None and year not in rules.kept_years(clock.today(agency.zone)):
        return None
    if standing is None or standing.day != span.day:
        return count(agency, year=year)
    scope = scope_of(span, people=people, units=units)
    if scope.units:
        _write(span, people=list(scope.people), units=list(scope.units))
    standing.at = clock.now()
    standing.save(update_fields=["at"])
    return standing


def count_kept(agency: Agency) -> list[Reckoning]:
    """Count every year of an agency anew that is kept, each in a transaction of its own."""
    found = (count(agency, year=year) for year in rules.kept_years(clock.today(agency.zone)))
    return [reckoning for reckoning in found if reckoning]


def count_all() -> int:
    """Count everything anew; gives how many years of agencies that were."""
    return sum(len(count_kept(agency)) for agency in Agency.objects.order_by("code", "pk"))


def count_person(person: uuid.UUID, *, year: int | None = None) -> None:
    """Count the units of a person anew, in each agency where they are counted, work, or learned something.

    Without a year it is the present one of each agency's time zone.
    """
    learned = units_where_learned(person)
    found = {agency for agency, *_ in learned} | agencies_of(person, day=clock.today())
    for agency in Agency.objects.filter(pk__in=found).order_by("code", "pk"):
        counted = year or clock.today(agency.zone).year
        units = [unit for place, of_year, unit in learned if (place, of_year) == (agency.pk, counted)]
        count_some(agency, year=counted, people=[person], units=units)


def count_person_soon(person: uuid.UUID, *, year: int) -> None:
    """Have a person's year counted a little later; asked again while that waits, they are counted once.

    To be called when what changed is committed: the count that waits already may begin at once.
    """
    with suppress(AlreadyEnqueued), transaction.atomic():
        later(
            "insight.count_person",
            person_id=person,
            year=year,
            at=timezone.now() + A_LITTLE,
            once=f"insight.count_person:{person}:{year}",
        )


def count_agency_soon(agency: Agency) -> None:
    """Have an agency counted by the worker; asked again while that waits, it is counted once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        later("insight.count_agency", agency_id=agency.pk, once=f"insight.count_agency:{agency.pk}")


@transaction.atomic
def ask_for_count(agency: Agency, *, by: User) -> None:
    """Have all figures of an agency counted anew because somebody asks for it."""
    ensure(policies.may_count(by, agency))
    Reckoning.objects.filter(agency=agency).update(asked_at=clock.now())
    count_agency_soon(agency)
    record("insight.count_asked", by=by, about=agency, agency=agency.pk)


def _span(agency: Agency, year: int) -> Span:
    return Span(agency.pk, year, rules.day_of(year, today=clock.today(agency.zone)))


def hold_still(agency: uuid.UUID) -> None:
    """Wait for a count of an agency, and let others wait: each sees all that the one before wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7408))", [f"insight.count:{agency}"])


def _write(span: Span, *, people: Sequence[uuid.UUID] | None, units: Sequence[uuid.UUID] | None) -> None:
    """Count these people and units, all of them where None is given, and everything above them."""
    among = IN_AGENCY if people is None else "p.person_id = ANY(%(people)s::uuid[])"
    words: dict[str, Any] = {"agency": span.agency, "year": span.year, "day": span.day, "until": span.day}
    words |= {"since": dt.date(span.year, 1, 1), "people": people, "units": units}
    with connection.cursor() as cursor:
        for table, found in HELD:
            cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {found.replace('{among}', among)}", words)
            cursor.execute(f"ANALYZE {table}")
        for statement in (*CLEAR, PEOPLE, GAPS, GAPS_OF_UNITS, UNITS):
            cursor.execute(statement, words)
        cursor.execute(TOPS, words)
        words["tops"] = [row[0] for row in cursor.fetchall()]
        for statement in (*CLEAR_TOTALS, *TOTALS):
            cursor.execute(statement, words)
        cursor.execute(f"DROP TABLE {', '.join(table for table, _ in HELD)}")
