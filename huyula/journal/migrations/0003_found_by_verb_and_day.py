"""Entries of one verb, and those of one day, are found by index, however long the journal has become."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_only_added")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["agency_id", "verb", "-id"],
                name="journal_entry_verb",
                opclasses=["uuid_ops", "varchar_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="journal_entry_day", pages_per_range=16
            ),
        ),
    ]
