"""Facts are closed, never rewritten; each statement that touches an agency's facts leaves a mark; staging is unlogged."""

from django.db import migrations

TABLES = ("biodata", "placement", "rank", "standing", "unitstate")
KEPT = (*TABLES, "identifier")

FUNCTIONS = """
CREATE FUNCTION people_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND upper_inf(OLD.recorded) AND lower(NEW.recorded) = lower(OLD.recorded)
        AND to_jsonb(NEW) - 'recorded' = to_jsonb(OLD) - 'recorded' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'digest' = to_jsonb(OLD) - 'digest' THEN
        RETURN NEW;  -- what the import remembers is no fact
    END IF;
    RAISE EXCEPTION 'a fact is closed, never rewritten (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY002';
END $$;
CREATE FUNCTION people_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO people_change (agency_id) SELECT DISTINCT agency_id FROM touched;
    RETURN NULL;
END $$;
"""

KEEP = """
CREATE TRIGGER people_{0}_keep BEFORE UPDATE OR DELETE ON people_{0} FOR EACH ROW EXECUTE FUNCTION people_keep();
"""

MARK = """
CREATE TRIGGER people_{0}_added AFTER INSERT ON people_{0}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_mark();
CREATE TRIGGER people_{0}_closed AFTER UPDATE ON people_{0}
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_mark();
"""

FORGET = "".join(
    [f"DROP TRIGGER people_{table}_keep ON people_{table};" for table in KEPT]
    + [f"DROP TRIGGER people_{t}_added ON people_{t}; DROP TRIGGER people_{t}_closed ON people_{t};" for t in TABLES]
    + ["DROP FUNCTION people_mark(); DROP FUNCTION people_keep();"]
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS + "".join(KEEP.format(table) for table in KEPT) + "".join(MARK.format(table) for table in TABLES),
            FORGET,
        ),
        migrations.RunSQL(
            "ALTER TABLE people_stagedrow SET UNLOGGED; ALTER TABLE people_stagedunit SET UNLOGGED;",
            "ALTER TABLE people_stagedunit SET LOGGED; ALTER TABLE people_stagedrow SET LOGGED;",
        ),
    ]
