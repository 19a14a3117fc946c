"""How many levels lie far from what is expected is counted when it is shown: other words may have come since."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("competence", "0003_great_differences")]
    operations = [migrations.RemoveField(model_name="roundfinish", name="far")]
