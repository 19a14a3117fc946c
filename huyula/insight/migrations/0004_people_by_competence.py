"""Each number of people in a competence opens to them: all figures are counted anew."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_people_by_legal_standing")]
    operations = [
        migrations.AddField(
            model_name="personfigures",
            name="asked_in",
            field=ArrayField(models.IntegerField(), default=list, help_text="Which ones are asked: rules.key of each."),
        ),
        migrations.AddField(
            model_name="personfigures",
            name="known_in",
            field=ArrayField(models.IntegerField(), default=list, help_text="Of these, whose level is known."),
        ),
        # Figures from before say nothing about it: pages say that a count is under way, until the next one (nightly).
        migrations.RunSQL("UPDATE insight_reckoning SET asked_at = now()", migrations.RunSQL.noop),
    ]
