from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0008_pendingupload_action")]

    operations = [
        migrations.AddField(
            model_name="disposal",
            name="newest_number",
            field=models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                verbose_name="number of the newest version that goes",
            ),
        ),
    ]
