"""A round remembers how many of its levels lay far from what was expected when it was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("competence", "0002_never_rewritten")]
    operations = [
        migrations.AddField(
            model_name="roundfinish",
            name="far",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Levels that lay far from what was expected that day."
            ),
        ),
    ]
