"""Each entry bears a mark that is made outside the database; those that are there already stay without."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_found_by_verb_and_day")]
    operations = [
        migrations.AddField(
            model_name="entry",
            name="mark",
            field=models.BinaryField(
                db_default=b"",
                help_text="HMAC of all that under a key outside the database; "
                "empty for entries from before there were marks.",
                max_length=49,
            ),
        ),
    ]
