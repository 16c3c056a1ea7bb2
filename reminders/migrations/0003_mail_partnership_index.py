from django.db import migrations, models


class Migration(migrations.Migration):
    """The outbox asks of each mail whether it holds a row of the partnership."""

    dependencies = [("reminders", "0002_failed_rows")]

    operations = [
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["mail", "partnership"], name="reminder_mail_partnership"),
        ),
    ]
