"""Keep with a file that waits whether it was sent as one that names somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0016_mark_bare_verifications")]

    operations = [
        migrations.AddField(
            model_name="pendingupload",
            name="has_names",
            field=models.BooleanField(default=False, verbose_name="names somebody"),
        ),
    ]
