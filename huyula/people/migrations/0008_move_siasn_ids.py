"""SIASN ids move beside the NIP they belong to. Facts are rewritten this once: they say the same in another place."""

from django.db import migrations

MOVE = """
ALTER TABLE people_identifier DISABLE TRIGGER people_identifier_keep;
UPDATE people_identifier n SET siasn_id = s.value FROM people_identifier s
WHERE n.kind = 'NIP' AND s.kind = 'SIASN' AND s.person_id = n.person_id AND upper_inf(n.valid) AND upper_inf(s.valid)
    AND upper_inf(n.recorded) AND upper_inf(s.recorded);
DELETE FROM people_identifier WHERE kind = 'SIASN';
ALTER TABLE people_identifier ENABLE TRIGGER people_identifier_keep;
"""
BACK = """
INSERT INTO people_identifier (person_id, kind, value, siasn_id, origin_id, valid, recorded)
SELECT person_id, 'SIASN', siasn_id, '', origin_id, daterange(NULL, NULL), recorded FROM people_identifier
WHERE kind = 'NIP' AND siasn_id <> '' AND upper_inf(valid) AND upper_inf(recorded);
ALTER TABLE people_identifier DISABLE TRIGGER people_identifier_keep;
UPDATE people_identifier SET siasn_id = '';
ALTER TABLE people_identifier ENABLE TRIGGER people_identifier_keep;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_siasn_id_beside_nip")]
    operations = [migrations.RunSQL(MOVE, BACK)]
