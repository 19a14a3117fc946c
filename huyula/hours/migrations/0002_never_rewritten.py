"""The ledger is only added to, and the figures of a rule never change: triggers refuse everything else."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION hours_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger of hours is only added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
END $$;
CREATE TRIGGER hours_posting_keep BEFORE UPDATE OR DELETE ON hours_posting
    FOR EACH STATEMENT EXECUTE FUNCTION hours_refuse();
CREATE FUNCTION hours_keep_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{valid_to,legal_basis,confirmed}'::text[]
        = to_jsonb(OLD) - '{valid_to,legal_basis,confirmed}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a rule is followed by another, never rewritten (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'HY003';
END $$;
"""
RULES = ("conversionrule", "targetrule", "dutyrule")
KEEP = """
CREATE TRIGGER hours_{0}_keep BEFORE UPDATE OR DELETE ON hours_{0} FOR EACH ROW EXECUTE FUNCTION hours_keep_rule();
"""
FORGET = "".join(f"DROP TRIGGER hours_{table}_keep ON hours_{table};" for table in (*RULES, "posting")) + (
    "DROP FUNCTION hours_keep_rule(); DROP FUNCTION hours_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("hours", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE + "".join(KEEP.format(table) for table in RULES), FORGET)]
