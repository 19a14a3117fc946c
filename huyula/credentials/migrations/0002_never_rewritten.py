"""The register is only added to: triggers refuse changes and deletions; a certificate gets its PDF once."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION credentials_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'credentials_certificate'
        AND to_jsonb(OLD) ->> 'blob_id' IS NULL AND to_jsonb(NEW) - 'blob_id' = to_jsonb(OLD) - 'blob_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the register of certificates is only added to (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'HY004';
END $$;
"""
TABLES = ("certificate", "revocation", "held")
KEEP = """
CREATE TRIGGER credentials_{0}_keep BEFORE UPDATE OR DELETE ON credentials_{0}
    FOR EACH ROW EXECUTE FUNCTION credentials_keep();
"""
FORGET = "".join(f"DROP TRIGGER credentials_{table}_keep ON credentials_{table};" for table in TABLES) + (
    "DROP FUNCTION credentials_keep();"
)


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE + "".join(KEEP.format(table) for table in TABLES), FORGET)]
