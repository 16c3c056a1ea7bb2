import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """At most so many mails in a minute."""

    dependencies = [("reminders", "0007_planner_lease")]

    operations = [
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("free_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="slot_number"),
                ],
            },
        ),
    ]
