# ruff: noqa: S608 - the parts that are put together stand here, nothing typed is among them
"""How the people of an agency stand against the target of a year: the one definition, in SQL, for all who count.

Places have names: %(agency)s, %(year)s, %(day)s, and %(people)s, an array of ids or NULL for everybody.
"""

THEM = "(%(people)s::uuid[] IS NULL OR person_id = ANY(%(people)s::uuid[]))"
# Where each person stands in the agency on the day: the definitive post, else where they stand in; extra duty last.
PLACED = f"""
    SELECT DISTINCT ON (person_id) person_id, unit_id FROM people_placement
    WHERE agency_id = %(agency)s AND upper_inf(recorded) AND valid @> %(day)s::date AND {THEM}
    ORDER BY person_id, kind <> 'D', kind = 'TT', valid DESC, id
"""
EARNED = f"""
    SELECT person_id, sum(jp) AS jp, COALESCE(sum(jp) FILTER (WHERE f.bucket = '10'), 0) AS formal,
        COALESCE(sum(jp) FILTER (WHERE f.bucket = '20'), 0) AS social,
        COALESCE(sum(jp) FILTER (WHERE f.bucket = '70'), 0) AS work
    FROM hours_posting p JOIN hours_conversionrule r ON r.id = p.rule_id JOIN hours_form f ON f.code = r.form_id
    WHERE p.agency_id = %(agency)s AND p.year = %(year)s AND {THEM} GROUP BY person_id
"""
IN_FORCE = "valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)"
# Each person once, with their unit, their JP of the year (NULL = nothing recorded) by kind of learning, their target,
# and `rules.state_of`.
EACH = f"""
    SELECT p.person_id, p.unit_id, e.jp, COALESCE(e.formal, 0) AS formal, COALESCE(e.social, 0) AS social,
        COALESCE(e.work, 0) AS work, s.legal_status, t.least, COALESCE(e.jp > t.most, false) AS is_over,
        CASE WHEN d.counts IS NULL THEN 'UNDECIDED' WHEN NOT d.counts THEN 'EXEMPT'
            WHEN t.least IS NULL THEN 'NO_TARGET' WHEN e.jp IS NULL THEN 'NONE'
            WHEN e.jp >= t.least THEN 'MET' ELSE 'SHORT' END AS state
    FROM ({PLACED}) p LEFT JOIN ({EARNED}) e USING (person_id)
    LEFT JOIN (SELECT person_id, category, legal_status FROM people_standing WHERE agency_id = %(agency)s
        AND upper_inf(recorded) AND valid @> %(day)s::date AND {THEM}) s USING (person_id)
    LEFT JOIN (SELECT category, least, most FROM hours_targetrule WHERE {IN_FORCE}) t ON t.category = s.category
    LEFT JOIN (SELECT legal_status, counts FROM hours_dutyrule WHERE {IN_FORCE}) d ON d.legal_status = s.legal_status
"""
