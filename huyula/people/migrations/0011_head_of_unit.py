"""Who heads a unit on a day, as a function: the database plans it once per session instead of in every question.

Whoever stands in comes first (Plh before Plt before Pj), then whom SIASN names, then who holds the structural post that
is named like the unit, else the highest one. Only what no correction has closed counts.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_head(of_unit uuid, day date) RETURNS TABLE (person_id uuid, how text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT p.person_id, p.kind::text FROM people_placement p
        WHERE p.unit_id = of_unit AND p.kind IN ('PLH', 'PLT', 'PJ') AND upper_inf(p.recorded) AND p.valid @> day
        ORDER BY position(p.kind IN 'PLH PLT PJ'), p.valid DESC, p.person_id LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT i.person_id, 'LEADER' FROM people_unitstate s JOIN people_identifier i
        ON i.siasn_id = s.leader_siasn_id AND i.siasn_id <> '' AND upper_inf(i.recorded) AND upper_inf(i.valid)
        WHERE s.unit_id = of_unit AND upper_inf(s.recorded) AND s.valid @> day AND EXISTS (
            SELECT FROM people_placement h WHERE h.person_id = i.person_id AND h.agency_id = s.agency_id
            AND upper_inf(h.recorded) AND h.valid @> day);
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.person_id, 'POST' FROM people_unitstate s JOIN people_placement p ON p.unit_id = s.unit_id
        AND p.kind = 'D' AND upper_inf(p.recorded) AND p.valid @> day
        JOIN people_position t ON t.id = p.position_id AND t.kind IN ('1', '3')
        WHERE s.unit_id = of_unit AND upper_inf(s.recorded) AND s.valid @> day
        ORDER BY position(lower(s.name) IN lower(t.name)) = 0, COALESCE(NULLIF(t.echelon, ''), '98'), p.valid DESC,
            p.person_id LIMIT 1;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_lighter_checks")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION people_head(uuid, date);")]
