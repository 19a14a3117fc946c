"""Who stands in as head of a unit, and which units hang under nothing, are found by index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_move_siasn_ids")]
    operations = [
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("kind__in", ["PLH", "PLT", "PJ"]), ("recorded__upper_inf", True)),
                fields=["unit"],
                name="people_placement_acting",
            ),
        ),
        migrations.AddIndex(
            model_name="unitstate",
            index=models.Index(
                condition=models.Q(("recorded__upper_inf", True), ("parent__isnull", True)),
                fields=["agency"],
                name="people_unitstate_top",
            ),
        ),
    ]
