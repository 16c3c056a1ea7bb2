from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0012_virus_notices")]

    operations = [
        migrations.AddField(
            model_name="evidenceversion",
            name="preview_attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
