"""Questions, answers and confirmations are only added; the days of a rule never change: triggers refuse the rest."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION practice_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and said is only added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
END $$;
CREATE FUNCTION practice_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{valid_to,legal_basis,confirmed}'::text[]
        = to_jsonb(OLD) - '{valid_to,legal_basis,confirmed}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a rule is followed by another, never rewritten (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'HY003';
END $$;
CREATE TRIGGER practice_askingrule_keep BEFORE UPDATE OR DELETE ON practice_askingrule
    FOR EACH ROW EXECUTE FUNCTION practice_keep_rule();
"""
TABLES = ("usequestion", "usereport", "useconfirmation")
KEEP = """
CREATE TRIGGER practice_{0}_keep BEFORE UPDATE OR DELETE ON practice_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION practice_refuse();
"""
FORGET = "".join(f"DROP TRIGGER practice_{table}_keep ON practice_{table};" for table in ("askingrule", *TABLES)) + (
    "DROP FUNCTION practice_keep_rule(); DROP FUNCTION practice_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE + "".join(KEEP.format(table) for table in TABLES), FORGET)]
