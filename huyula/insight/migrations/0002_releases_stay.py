"""Releases and withdrawals are only added: triggers refuse the rest. Figures are a roll-up and are written anew."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION insight_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was released is only added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY003';
END $$;
"""
TABLES = ("release", "releasedgap", "withdrawal")
KEEP = """
CREATE TRIGGER insight_{0}_keep BEFORE UPDATE OR DELETE ON insight_{0}
    FOR EACH STATEMENT EXECUTE FUNCTION insight_refuse();
"""
FORGET = "".join(f"DROP TRIGGER insight_{table}_keep ON insight_{table};" for table in TABLES) + (
    "DROP FUNCTION insight_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE + "".join(KEEP.format(table) for table in TABLES), FORGET)]
