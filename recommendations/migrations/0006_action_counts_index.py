from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts by agency, and the queue to verify, without reading the long rows of actions."""

    dependencies = [("recommendations", "0005_keep_first_answers")]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["status", "due_on", "recommendation", "lead_agency", "claimed_at"],
                name="action_counts",
            ),
        ),
        migrations.RemoveIndex(model_name="action", name="action_status_due"),
    ]
