"""The journal is only added to: triggers queue each new entry for its seal and refuse changes and deletions."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'HY001';
END $$;
CREATE FUNCTION journal_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_waiting (entry_id, agency_id) SELECT id, agency_id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_entry_queue AFTER INSERT ON journal_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_queue();
CREATE TRIGGER journal_entry_keep BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_entry_whole BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_keep BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_whole BEFORE TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_sealed_keep BEFORE UPDATE OR DELETE ON journal_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_sealed_whole BEFORE TRUNCATE ON journal_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""

FORGET = """
DROP TRIGGER journal_sealed_whole ON journal_sealed;
DROP TRIGGER journal_sealed_keep ON journal_sealed;
DROP TRIGGER journal_seal_whole ON journal_seal;
DROP TRIGGER journal_seal_keep ON journal_seal;
DROP TRIGGER journal_entry_whole ON journal_entry;
DROP TRIGGER journal_entry_keep ON journal_entry;
DROP TRIGGER journal_entry_queue ON journal_entry;
DROP FUNCTION journal_queue();
DROP FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables")]
    operations = [migrations.RunSQL(REFUSE, FORGET)]
