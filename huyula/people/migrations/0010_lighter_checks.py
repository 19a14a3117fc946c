"""What imports add is checked with fewer looks: persons once, and locked only if anybody else can know them.

Before, the lock went through the index of all persons even when the transaction had added every one of them itself. The
looks go by index, whatever the planner believes, so that they cost the same however many persons there are; agencies,
units and posts are looked for once each.
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
BY_INDEX = " SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off"
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{settings} AS $$
DECLARE
    found boolean;
    is_known boolean;
BEGIN{body}    RETURN NULL;
END $$;
"""


def refers(table: str, condition: str, *, by: str) -> str:
    """Look whether what the new rows refer to is there; `by` names the columns that say what it is."""
    query = f"""'SELECT EXISTS (SELECT 1 FROM (SELECT DISTINCT {by} FROM touched) t
        WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE {condition}))'"""
    words = f"refers to a row of {table} that is not there"
    return former.LOOK.format(query=query, words=words, code="foreign_key_violation")


AGENCY = refers("access_agency", "r.id = t.agency_id", by="agency_id")
UNIT = refers("people_unit", "r.id = t.unit_id AND r.agency_id = t.agency_id", by="unit_id, agency_id")
POSITION = refers("people_position", "r.id = t.position_id AND r.agency_id = t.agency_id", by="position_id, agency_id")
LIGHTER = {
    "people_check_placement": PERSONS + AGENCY + UNIT + POSITION + NO_OVERLAP,
    "people_check_career": PERSONS + AGENCY + NO_OVERLAP,
}
FORWARD = "".join(FUNCTION.format(name=name, body=body, settings=BY_INDEX) for name, body in LIGHTER.items())
BACKWARD = "".join(FUNCTION.format(name=name, body=former.CHECKS[name][0], settings="") for name in LIGHTER)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_who_acts_and_what_is_on_top")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
