# ruff: noqa: S608 - the parts that are put together stand here, nothing typed is among them
"""The questions behind `supervisors`, in SQL: who heads a unit, who leads whom, whom nobody leads.

Places have names: `%(day)s`, `%(persons)s` (array of ids), `%(me)s` (a person's id; in STOOD_IN an account's).
"""

from huyula.access.models import Grant, Role, User

# The day is meant; what a correction has closed is not.
NOW = "upper_inf({0}.recorded) AND {0}.valid @> %(day)s::date"
IS_HERE = (
    f"EXISTS (SELECT FROM people_placement h WHERE h.person_id = {{0}} AND h.agency_id = {{1}} AND {NOW.format('h')})"
)
# The place by which somebody is led, of each person that the words in the middle give; one by one, along the index.
OWN = f"""
    SELECT x.person_id, o.agency_id, o.unit_id FROM ({{0}}) x CROSS JOIN LATERAL (
        SELECT p.agency_id, p.unit_id FROM people_placement p WHERE p.person_id = x.person_id AND {NOW.format("p")}
        ORDER BY p.kind <> 'D', p.kind = 'TT', p.valid DESC, p.id LIMIT 1
    ) o
"""
# Who heads each unit of a source of `unit_id`s; the function (migration 0011) says by which order.
HEADS = "SELECT u.unit_id, h.person_id, h.how FROM {0} u CROSS JOIN LATERAL people_head(u.unit_id, %(day)s::date) h"
HEAD_OF_S = "people_head(s.unit_id, %(day)s::date)"
CHOSEN = f"""
    SELECT c.person_id, c.supervisor_id, c.valid
    FROM people_supervisorchoice c JOIN asked a USING (person_id, agency_id)
    WHERE {NOW.format("c")} AND {IS_HERE.format("c.supervisor_id", "c.agency_id")}
"""
TAKEN = f"""
    SELECT g.giver_id, g.taker_id, g.agency_id FROM people_delegation g
    WHERE {NOW.format("g")} AND {IS_HERE.format("g.taker_id", "g.agency_id")}
"""
# From the places of those who are asked about (`asked`) up the tree, and the nearest head there who is somebody else.
PROPOSED = f"""
    up AS (
        SELECT DISTINCT unit_id AS start, unit_id, 0 AS step FROM asked
        UNION ALL SELECT up.start, above.parent_id, up.step + 1 FROM up CROSS JOIN LATERAL (
            SELECT s.parent_id FROM people_unitstate s WHERE s.unit_id = up.unit_id AND {NOW.format("s")} LIMIT 1
        ) above WHERE above.parent_id IS NOT NULL AND up.step < 30
    ),
    heads AS ({HEADS.format("(SELECT DISTINCT unit_id FROM up)")}),
    proposed AS (
        SELECT DISTINCT ON (a.person_id) a.person_id, h.person_id AS head_id, h.unit_id, h.how
        FROM asked a JOIN up ON up.start = a.unit_id JOIN heads h ON h.unit_id = up.unit_id
        WHERE h.person_id <> a.person_id ORDER BY a.person_id, up.step
    )
"""
SUPERVISORS = f"""
    WITH RECURSIVE asked AS ({OWN.format("SELECT DISTINCT unnest(%(persons)s::uuid[]) AS person_id")}),
    {PROPOSED}, chosen AS ({CHOSEN}), taken AS ({TAKEN})
    SELECT a.person_id, a.agency_id, ARRAY(SELECT up.unit_id FROM up WHERE up.start = a.unit_id ORDER BY up.step),
        COALESCE(c.supervisor_id, p.head_id), COALESCE(CASE WHEN c.person_id IS NOT NULL THEN 'CHOSEN' END, p.how),
        lower(c.valid), g.taker_id,
        (SELECT s.name FROM people_unitstate s WHERE s.unit_id = p.unit_id AND {NOW.format("s")} LIMIT 1),
        own.user_id
    FROM asked a JOIN people_person own ON own.id = a.person_id
    LEFT JOIN chosen c USING (person_id) LEFT JOIN proposed p USING (person_id)
    LEFT JOIN taken g ON g.giver_id = COALESCE(c.supervisor_id, p.head_id) AND g.agency_id = a.agency_id
        AND g.taker_id <> a.person_id
"""
# Those who work in units, unit by unit (OFFSET 0 keeps the planner from reading everybody's placements instead).
WORK_IN = f"""
    SELECT m.person_id FROM {{0}} u CROSS JOIN LATERAL (
        SELECT p.person_id FROM people_placement p WHERE p.unit_id = u.unit_id AND {NOW.format("p")} OFFSET 0) m
"""
# The units that hang below those of a walk (`{0}`) as long as nobody else heads them; the heads who end it may be led.
FURTHER = f"people_unitstate s ON s.parent_id = {{0}}.unit_id AND {NOW.format('s')}"
BELOW_OR_CHOSEN = f"""{WORK_IN.format("(SELECT DISTINCT unit_id FROM down WHERE head_id IS NULL)")}
    UNION SELECT head_id FROM down WHERE head_id IS NOT NULL
    UNION SELECT c.person_id FROM people_supervisorchoice c JOIN givers g ON g.giver_id = c.supervisor_id
    WHERE {NOW.format("c")}
"""
# Whom somebody leads: of those below what they head, and of those who were told so, whoever's nearest head they are.
TEAM = f"""
    WITH RECURSIVE taken AS ({TAKEN}),
    givers AS (SELECT %(me)s::uuid AS giver_id UNION SELECT giver_id FROM taken WHERE taker_id = %(me)s),
    perhaps AS (
        SELECT p.unit_id FROM people_placement p JOIN givers g ON g.giver_id = p.person_id WHERE {NOW.format("p")}
        UNION SELECT s.unit_id FROM givers g
        JOIN people_identifier i ON i.person_id = g.giver_id AND i.siasn_id <> '' AND upper_inf(i.recorded)
            AND upper_inf(i.valid)
        JOIN people_unitstate s ON s.leader_siasn_id = i.siasn_id AND s.leader_siasn_id <> '' AND {NOW.format("s")}
        WHERE s.agency_id IN (SELECT p.agency_id FROM people_placement p
            WHERE p.person_id = g.giver_id AND {NOW.format("p")})
    ),
    down AS (
        SELECT g.giver_id, h.unit_id, NULL::uuid AS head_id
        FROM ({HEADS.format("(SELECT unit_id FROM perhaps)")}) h JOIN givers g ON g.giver_id = h.person_id
        UNION SELECT d.giver_id, s.unit_id, NULLIF(h.person_id, d.giver_id)
        FROM down d JOIN {FURTHER.format("d")} LEFT JOIN LATERAL {HEAD_OF_S} h ON true WHERE d.head_id IS NULL
    ),
    asked AS ({OWN.format(BELOW_OR_CHOSEN)}), {PROPOSED}, chosen AS ({CHOSEN}),
    led AS (
        SELECT a.person_id, a.agency_id, COALESCE(c.supervisor_id, p.head_id) AS giver_id
        FROM asked a LEFT JOIN chosen c USING (person_id) LEFT JOIN proposed p USING (person_id)
    )
    SELECT l.person_id FROM led l JOIN givers g ON g.giver_id = l.giver_id
    LEFT JOIN taken t ON t.giver_id = l.giver_id AND t.agency_id = l.agency_id AND t.taker_id <> l.person_id
    WHERE COALESCE(t.taker_id, l.giver_id) = %(me)s
"""
AT_THE_TOP = f"""{WORK_IN.format("(SELECT unit_id FROM top WHERE head_id IS NULL)")}
    UNION SELECT head_id FROM top WHERE head_id IS NOT NULL
"""
# Whom nobody leads, from the top of the tree down, and the personnel officers of the nearest unit above who stand in.
STOOD_IN = f"""
    WITH RECURSIVE reached AS (
        SELECT agency_id FROM people_unitgrant g WHERE {{0}}
        UNION SELECT agency_id FROM {Grant._meta.db_table} g WHERE g.role = '{Role.ADMINISTRATOR}' AND {{0}}
    ),
    top AS (
        SELECT s.unit_id, h.person_id AS head_id FROM reached r
        JOIN people_unitstate s ON s.agency_id = r.agency_id AND s.parent_id IS NULL AND {NOW.format("s")}
        LEFT JOIN LATERAL {HEAD_OF_S} h ON true
        UNION SELECT s.unit_id, h.person_id
        FROM top t JOIN {FURTHER.format("t")} LEFT JOIN LATERAL {HEAD_OF_S} h ON true WHERE t.head_id IS NULL
    ),
    asked AS ({OWN.format(AT_THE_TOP)}), {PROPOSED}, chosen AS ({CHOSEN}),
    alone AS (
        SELECT a.*, (SELECT p.user_id FROM people_person p WHERE p.id = a.person_id) AS own_id FROM asked a
        WHERE a.agency_id IN (SELECT agency_id FROM reached) AND a.person_id NOT IN (
            SELECT person_id FROM proposed UNION ALL SELECT person_id FROM chosen)
    ),
    officers AS (
        SELECT a.person_id, g.user_id, rank() OVER (PARTITION BY a.person_id ORDER BY up.step) AS place
        FROM alone a JOIN up ON up.start = a.unit_id
        JOIN people_unitgrant g ON g.unit_id = up.unit_id AND g.since <= %(day)s
            AND (g.until IS NULL OR g.until >= %(day)s) AND g.user_id IS DISTINCT FROM a.own_id
    )
    SELECT person_id FROM officers WHERE place = 1 AND user_id = %(me)s
    UNION SELECT a.person_id FROM alone a JOIN {Grant._meta.db_table} g
        ON g.agency_id = a.agency_id AND g.role = '{Role.ADMINISTRATOR}' AND {{0}}
        AND g.user_id IS DISTINCT FROM a.own_id
    WHERE NOT EXISTS (SELECT FROM officers o WHERE o.person_id = a.person_id)
""".format("g.user_id = %(me)s AND g.since <= %(day)s AND (g.until IS NULL OR g.until >= %(day)s)")
# Who of the personnel office may stand in: officers of these units, administrators of these agencies, with their names.
OFFICE = f"""
    SELECT o.place_id, o.user_id, p.id, COALESCE(b.name, u.label), COALESCE(b.front_titles, ''),
        COALESCE(b.back_titles, ''), o.is_administrator
    FROM (
        SELECT g.unit_id AS place_id, g.user_id, g.since, g.id, false AS is_administrator FROM people_unitgrant g
        WHERE g.unit_id = ANY(%(units)s) AND g.since <= %(day)s AND (g.until IS NULL OR g.until >= %(day)s)
        UNION ALL SELECT g.agency_id, g.user_id, g.since, g.id, true FROM {Grant._meta.db_table} g
        WHERE g.role = '{Role.ADMINISTRATOR}' AND g.agency_id = ANY(%(agencies)s)
            AND g.since <= %(day)s AND (g.until IS NULL OR g.until >= %(day)s)
    ) o JOIN {User._meta.db_table} u ON u.id = o.user_id LEFT JOIN people_person p ON p.user_id = o.user_id
    LEFT JOIN LATERAL (SELECT name, front_titles, back_titles FROM people_biodata
        WHERE person_id = p.id AND upper_inf(recorded) ORDER BY recorded DESC LIMIT 1) b ON true
    ORDER BY o.is_administrator, o.since, o.id
"""
