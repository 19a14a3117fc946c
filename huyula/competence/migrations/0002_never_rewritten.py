"""What a source said, what was answered and what a post asked for is never rewritten and never deleted."""

from django.db import migrations

KEPT = ("indicator", "round", "rounditem", "roundfinish", "rating", "evidence")

FUNCTIONS = """
CREATE FUNCTION competence_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'it stays as it was said (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY002';
END $$;
CREATE FUNCTION competence_keep_standard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text[] := ARRAY['valid_to', 'replaced_at', 'confirmed'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.replaced_at IS NULL AND to_jsonb(NEW) - closing = to_jsonb(OLD) - closing
        AND (NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to OR NEW.valid_to < OLD.valid_to OR OLD.valid_to IS NULL)
        AND (NEW.confirmed OR NOT OLD.confirmed) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a standard is closed, never rewritten (%)', TG_OP USING ERRCODE = 'HY002';
END $$;
CREATE TRIGGER competence_requirement_keep BEFORE UPDATE OR DELETE ON competence_requirement
    FOR EACH ROW EXECUTE FUNCTION competence_keep_standard();
"""

KEEP = """
CREATE TRIGGER competence_{0}_keep BEFORE UPDATE OR DELETE ON competence_{0}
    FOR EACH ROW EXECUTE FUNCTION competence_keep();
"""

FORGET = "".join(
    [f"DROP TRIGGER competence_{table}_keep ON competence_{table};" for table in (*KEPT, "requirement")]
    + ["DROP FUNCTION competence_keep(); DROP FUNCTION competence_keep_standard();"]
)


class Migration(migrations.Migration):
    dependencies = [("competence", "0001_tables")]
    operations = [migrations.RunSQL(FUNCTIONS + "".join(KEEP.format(table) for table in KEPT), FORGET)]
