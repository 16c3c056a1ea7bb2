from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits is little beside what is done: open requests for more time, answers owed."""

    dependencies = [("recommendations", "0006_action_counts_index")]

    operations = [
        migrations.AddIndex(
            model_name="extensionrequest",
            index=models.Index(fields=["decision", "recorded_at"], name="extensionrequest_waiting"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["position", "due_on"], name="response_waiting"),
        ),
    ]
