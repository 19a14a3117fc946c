"""References of the tables that imports fill are checked once per statement; what is referred to is never deleted.

A foreign key asks the database once per row (12 checks for an officer, half the time of a merge). What these tables
refer to can't be deleted, so one look when a statement has added rows is as strong. It is stronger for placements: unit
and post must belong to the same agency as the placement. The look goes by the primary key, whatever the planner thinks
of a table of which it knows nothing.
"""

from django.db import migrations

LOOK = "SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"
MISSING = """
    IF EXISTS (SELECT 1 FROM touched t WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE {condition})) THEN
        RAISE EXCEPTION '% refers to a row of {table} that is not there', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
"""
AGENCY = """
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT agency_id FROM touched) t
        WHERE NOT EXISTS (SELECT 1 FROM access_agency r WHERE r.id = t.agency_id)) THEN
        RAISE EXCEPTION '% refers to a row of access_agency that is not there', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
"""
PERSON = MISSING.format(table="people_person", condition="r.id = t.person_id")
UNIT = MISSING.format(table="people_unit", condition="r.id = t.unit_id AND r.agency_id = t.agency_id")
POSITION = MISSING.format(table="people_position", condition="r.id = t.position_id AND r.agency_id = t.agency_id")
FUNCTION = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {look} AS $$\nBEGIN{body}    RETURN NULL;\nEND $$;\n"
CHECKS = {
    "people_refer_person": (PERSON, ("identifier",)),
    "people_refer_person_agency": (PERSON + AGENCY, ("biodata", "rank", "standing")),
    "people_refer_placement": (PERSON + AGENCY + UNIT + POSITION, ("placement",)),
}
STAY = """
CREATE FUNCTION people_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what facts refer to is never deleted (%)', TG_TABLE_NAME USING ERRCODE = 'HY002';
END $$;
"""
STAYING = ("person", "unit", "position")
TRIGGER = """
CREATE TRIGGER people_{table}_refer AFTER INSERT ON people_{table}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
STAYS = "CREATE TRIGGER people_{0}_stay BEFORE DELETE ON people_{0} FOR EACH STATEMENT EXECUTE FUNCTION people_stay();"

FORWARD = STAY + "".join(STAYS.format(table) for table in STAYING)
BACKWARD = "".join(f"DROP TRIGGER people_{table}_stay ON people_{table};" for table in STAYING)
for name, (body, tables) in CHECKS.items():
    FORWARD += FUNCTION.format(name=name, look=LOOK, body=body)
    FORWARD += "".join(TRIGGER.format(table=table, name=name) for table in tables)
    BACKWARD += "".join(f"DROP TRIGGER people_{table}_refer ON people_{table};" for table in tables)
    BACKWARD += f"DROP FUNCTION {name}();"
BACKWARD += "DROP FUNCTION people_stay();"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_lighter_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
