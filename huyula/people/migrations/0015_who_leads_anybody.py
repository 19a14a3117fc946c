"""Whether somebody leads anybody on a day, as a function: every page asks for it, and the database plans it once.

Somebody leads who was chosen as a supervisor, who acts for one, or who heads a unit with others in it or units below.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_leads(who uuid, day date) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    number text;
    of_unit uuid;
BEGIN
    IF EXISTS (
        SELECT FROM people_supervisorchoice c WHERE c.supervisor_id = who AND upper_inf(c.recorded) AND c.valid @> day
    ) OR EXISTS (
        SELECT FROM people_delegation g WHERE g.taker_id = who AND upper_inf(g.recorded) AND g.valid @> day
    ) THEN
        RETURN true;
    END IF;
    SELECT i.siasn_id INTO number FROM people_identifier i
        WHERE i.person_id = who AND i.siasn_id <> '' AND upper_inf(i.recorded) AND upper_inf(i.valid) LIMIT 1;
    FOR of_unit IN
        SELECT p.unit_id FROM people_placement p WHERE p.person_id = who AND upper_inf(p.recorded) AND p.valid @> day
        UNION SELECT s.unit_id FROM people_unitstate s
            WHERE s.leader_siasn_id = number AND s.leader_siasn_id <> '' AND upper_inf(s.recorded)
    LOOP
        IF EXISTS (SELECT FROM people_head(of_unit, day) h WHERE h.person_id = who) AND (EXISTS (
            SELECT FROM people_placement o
                WHERE o.unit_id = of_unit AND o.person_id <> who AND upper_inf(o.recorded) AND o.valid @> day
        ) OR EXISTS (
            SELECT FROM people_unitstate b WHERE b.parent_id = of_unit AND upper_inf(b.recorded) AND b.valid @> day
        )) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0014_units_are_counted")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION people_leads(uuid, date);")]
