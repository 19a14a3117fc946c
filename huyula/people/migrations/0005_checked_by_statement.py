"""Tables that imports fill are checked once per statement; what is referred to is never deleted.

A foreign key asks the database once per row (12 times for an officer), an exclusion constraint walks its index twice.
What these tables refer to can't be deleted, so one look when a statement has added rows is as strong as a foreign key;
it is stronger for placements, since unit and post must belong to the same agency. Overlaps of definitive placements, ranks and standings are
looked for with the persons locked, so that two transactions can't slip past each other.

The looks are planned each time anew: one row goes by the index, thirty thousand by a hash.
"""

from django.db import migrations

LOOK = """
    EXECUTE {query} INTO found;
    IF found THEN
        RAISE EXCEPTION '{words} (%)', TG_TABLE_NAME USING ERRCODE = '{code}';
    END IF;
"""
NOT_THERE = "'SELECT EXISTS (SELECT 1 FROM touched t WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE {condition}))'"


def refers(table: str, condition: str) -> str:
    """Look whether each new row finds what it refers to."""
    query = NOT_THERE.format(table=table, condition=condition)
    return LOOK.format(query=query, words=f"refers to a row of {table} that is not there", code="foreign_key_violation")


PERSON = refers("people_person", "r.id = t.person_id")
AGENCY = refers("access_agency", "r.id = t.agency_id")
UNIT = refers("people_unit", "r.id = t.unit_id AND r.agency_id = t.agency_id")
POSITION = refers("people_position", "r.id = t.position_id AND r.agency_id = t.agency_id")
# Whoever was added by this very transaction is seen by no other, and needs no lock.
ALONE = """
    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM touched) AND xmin <> pg_current_xact_id()::xid
        ORDER BY id FOR NO KEY UPDATE;
"""
ALONE += LOOK.format(
    query="""format('SELECT EXISTS (SELECT 1 FROM touched n JOIN %I o ON o.person_id = n.person_id AND o.id <> n.id
        AND upper_inf(o.recorded) AND o.valid && n.valid WHERE upper_inf(n.recorded) %s)', TG_TABLE_NAME, TG_ARGV[0])""",
    words="two facts of one person hold on the same day",
    code="exclusion_violation",
)
DEFINITIVE = "AND n.kind = ''D'' AND o.kind = ''D''"
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN{body}    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER people_{table}_checked AFTER INSERT ON people_{table}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION {name}('{also}');
"""
CHECKS = {
    "people_check_identifier": (PERSON, ("identifier",)),
    "people_check_biodata": (PERSON + AGENCY, ("biodata",)),
    "people_check_placement": (PERSON + AGENCY + UNIT + POSITION + ALONE, ("placement",)),
    "people_check_career": (PERSON + AGENCY + ALONE, ("rank", "standing")),
}
STAY = """
CREATE FUNCTION people_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what facts refer to is never deleted (%)', TG_TABLE_NAME USING ERRCODE = 'HY002';
END $$;
"""
STAYING = ("person", "unit", "position")
STAYS = "CREATE TRIGGER people_{0}_stay BEFORE DELETE ON people_{0} FOR EACH STATEMENT EXECUTE FUNCTION people_stay();"

TEXTS = """siasn_id nip name front_titles back_titles sex email office_email phone old_nip education_level education_id
education category legal_status staff_kind joined_decree decree rank_scheme rank_code rank_name rank_entry position_id
position position_kind place home_agency unit_id unit parent_id parent""".split()
OTHERS = """batch_id row verdict is_known has_new_biodata person digest born_on graduated_in restricted nik_index joined_on
joined_decree_on decree_on standing_from rank_from service_years service_months placed_from""".split()
# Rows to be taken in, with texts as the facts have them: empty instead of unknown.
VIEW = "CREATE VIEW people_freshrow AS SELECT {others}, {texts} FROM people_stagedrow WHERE verdict IN ('N', 'C');".format(
    others=", ".join(OTHERS), texts=", ".join(f"coalesce({text}, '') AS {text}" for text in TEXTS)
)

FORWARD = VIEW + STAY + "".join(STAYS.format(table) for table in STAYING)
BACKWARD = "DROP VIEW people_freshrow;"
BACKWARD += "".join(f"DROP TRIGGER people_{table}_stay ON people_{table};" for table in STAYING)
for name, (body, tables) in CHECKS.items():
    FORWARD += FUNCTION.format(name=name, body=body)
    also = DEFINITIVE if "placement" in tables else ""
    FORWARD += "".join(TRIGGER.format(table=table, name=name, also=also) for table in tables)
    BACKWARD += "".join(f"DROP TRIGGER people_{table}_checked ON people_{table};" for table in tables)
    BACKWARD += f"DROP FUNCTION {name}();"
BACKWARD += "DROP FUNCTION people_stay();"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_lighter_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
