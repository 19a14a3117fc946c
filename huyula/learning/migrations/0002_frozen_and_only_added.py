"""A published version never changes, nor does anything in it; what people did is only added."""

from django.db import migrations

PARTS = ("module", "lesson", "picture", "serves", "prerequisite")
FACTS = ("enrolment", "withdrawal", "lessondone", "completion")

FUNCTIONS = """
CREATE FUNCTION learning_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.version_id] WHEN 'DELETE' THEN ARRAY[OLD.version_id]
        ELSE ARRAY[OLD.version_id, NEW.version_id] END;
BEGIN
    PERFORM 1 FROM learning_courseversion WHERE id = ANY(touched) AND published_at IS NOT NULL FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'a published version never changes (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION learning_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version never changes (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION learning_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what people did is only added (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
END $$;
CREATE TRIGGER learning_courseversion_keep BEFORE UPDATE OR DELETE ON learning_courseversion
    FOR EACH ROW EXECUTE FUNCTION learning_version_frozen();
"""

KEEP_PART = """
CREATE TRIGGER learning_{0}_keep BEFORE INSERT OR UPDATE OR DELETE ON learning_{0}
    FOR EACH ROW EXECUTE FUNCTION learning_frozen();
"""
KEEP_FACT = """
CREATE TRIGGER learning_{0}_keep BEFORE UPDATE OR DELETE ON learning_{0}
    FOR EACH ROW EXECUTE FUNCTION learning_only_added();
"""

FORGET = (
    "".join(f"DROP TRIGGER learning_{table}_keep ON learning_{table};" for table in ("courseversion", *PARTS, *FACTS))
    + "DROP FUNCTION learning_only_added(); DROP FUNCTION learning_version_frozen(); DROP FUNCTION learning_frozen();"
)


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_tables")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS
            + "".join(KEEP_PART.format(table) for table in PARTS)
            + "".join(KEEP_FACT.format(table) for table in FACTS),
            FORGET,
        )
    ]
