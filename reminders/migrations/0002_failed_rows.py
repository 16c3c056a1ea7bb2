from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A row of a failed mail holds its identity no longer, so that it can be planned anew."""

    dependencies = [("reminders", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="reminder", name="reminder_identity"),
        migrations.AlterField(
            model_name="reminder",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("sent", "Sent"),
                    ("dropped", "Not sent"),
                    ("failed", "Failed"),
                ],
                default="planned",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=Q(is_repeat=False) & ~Q(state="failed"),
                fields=("recipient", "action", "audience", "due_on", "step"),
                name="reminder_identity",
                violation_error_message="This reminder is already in the ledger.",
            ),
        ),
    ]
