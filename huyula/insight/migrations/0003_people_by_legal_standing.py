"""People are counted by their legal standing too, and sorted by name in small letters: all figures are counted anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_releases_stay")]
    operations = [
        migrations.AlterField(
            model_name="personfigures",
            name="name",
            field=models.CharField(
                db_collation="C", help_text="In small letters: lists are sorted by it.", max_length=150
            ),
        ),
        migrations.AddField(
            model_name="personfigures",
            name="legal_status",
            field=models.CharField(
                blank=True, default="", help_text="SIASN kedudukanHukum; empty: not on record.", max_length=2
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="personfigures",
            index=models.Index(fields=["agency", "year", "legal_status"], name="insight_person_standing"),
        ),
        # Figures from before say nothing about it: pages say that a count is under way, until the next one (nightly).
        migrations.RunSQL("UPDATE insight_reckoning SET asked_at = now()", migrations.RunSQL.noop),
    ]
