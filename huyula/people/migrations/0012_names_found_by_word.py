"""People are found by how the words of their name begin, by index.

Signs in a name part its words; only an apostrophe stands within one (Ma'ruf is found as maruf).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple'::regconfig, translate(name, '.,-_/()&+*:;@"''`', '              '))
$$;
CREATE INDEX people_biodata_words ON people_biodata USING gin (people_words(name)) WHERE upper_inf(recorded);
"""
BACKWARD = "DROP INDEX people_biodata_words; DROP FUNCTION people_words(text);"


class Migration(migrations.Migration):
    dependencies = [("people", "0011_head_of_unit")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
