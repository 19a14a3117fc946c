"""What imports add is checked with fewer looks: persons once, and locked only if anybody else can know them.

Before, the lock went through the index of all persons even when the transaction had added every one of them itself.
"""

from importlib import import_module

from django.db import migrations

former = import_module("huyula.people.migrations.0005_checked_by_statement")

PERSONS = """
    EXECUTE 'SELECT count(*) > count(p.id), bool_or(p.xmin <> pg_current_xact_id()::xid)
        FROM touched t LEFT JOIN people_person p ON p.id = t.person_id' INTO found, is_known;
    IF found THEN
        RAISE EXCEPTION 'refers to a row of people_person that is not there (%)', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF is_known THEN
        EXECUTE 'SELECT count(*) FROM (SELECT 1 FROM people_person
            WHERE id IN (SELECT person_id FROM touched) AND xmin <> pg_current_xact_id()::xid
            ORDER BY id FOR NO KEY UPDATE) held';
    END IF;
"""
NO_OVERLAP = former.LOOK.format(
    query="""format('SELECT EXISTS (
        SELECT 1 FROM touched n JOIN %I o ON o.person_id = n.person_id AND o.id <> n.id AND upper_inf(o.recorded)
        AND o.valid && n.valid WHERE upper_inf(n.recorded) %s)', TG_TABLE_NAME, TG_ARGV[0])""",
    words="two facts of one person hold on the same day",
    code="exclusion_violation",
)
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
    is_known boolean;
BEGIN{body}    RETURN NULL;
END $$;
"""
LIGHTER = {
    "people_check_placement": PERSONS + former.AGENCY + former.UNIT + former.POSITION + NO_OVERLAP,
    "people_check_career": PERSONS + former.AGENCY + NO_OVERLAP,
}
FORWARD = "".join(FUNCTION.format(name=name, body=body) for name, body in LIGHTER.items())
BACKWARD = "".join(FUNCTION.format(name=name, body=former.CHECKS[name][0]) for name in LIGHTER)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_who_acts_and_what_is_on_top")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
