from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_disposal_ground")]

    operations = [
        migrations.AddField(
            model_name="evidenceversion",
            name="virus_told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
