from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Only one plans at a time."""

    dependencies = [("reminders", "0006_identity_of_things")]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.CharField(choices=[("planning", "Planning")], max_length=20)),
                ("token", models.UUIDField(null=True)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("job",), name="lease_one_a_job"),
                    models.CheckConstraint(
                        condition=Q(token=None, until=None)
                        | Q(token__isnull=False, until__isnull=False),
                        name="lease_held_until",
                        violation_error_message="A lease that somebody holds needs its end.",
                    ),
                ],
            },
        ),
    ]
