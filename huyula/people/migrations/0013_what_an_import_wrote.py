"""What an import wrote, and what was closed of somebody, is found by index: an undo looks at its own rows alone.

Rows of one import lie together: an index over blocks is enough, and costs the import next to nothing.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

WRITTEN = ("biodata", "identifier", "placement", "rank", "standing", "unitstate")
CLOSED = ("placement", "rank", "standing")


def by_origin(table):
    return migrations.AddIndex(
        model_name=table,
        index=django.contrib.postgres.indexes.BrinIndex(
            autosummarize=True,
            fields=["origin"],
            name=f"people_{table}_origin",
            opclasses=["uuid_minmax_multi_ops"],
            pages_per_range=16,
        ),
    )


def by_closed_person(table):
    return migrations.AddIndex(
        model_name=table,
        index=models.Index(
            condition=models.Q(("recorded__upper_inf", True), _negated=True),
            fields=["person"],
            name=f"people_{table}_closed",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0012_names_found_by_word")]
    operations = [
        *map(by_origin, WRITTEN),
        *map(by_closed_person, CLOSED),
        migrations.RemoveIndex(model_name="identifier", name="people_identifier_former"),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(
                condition=models.Q(("recorded__upper_inf", True), ("valid__upper_inf", True), _negated=True),
                fields=["person"],
                name="people_identifier_past",
            ),
        ),
    ]
