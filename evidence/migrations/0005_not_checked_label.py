from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_virus_told_at")]

    operations = [
        migrations.AlterField(
            model_name="evidenceversion",
            name="scan_state",
            field=models.CharField(
                choices=[
                    ("not_checked", "Not checked"),
                    ("waiting", "Waiting for the virus check"),
                    ("clean", "Checked, clean"),
                    ("infected", "Refused, a virus was found"),
                    ("failed", "Could not be checked, trying again"),
                ],
                max_length=12,
            ),
        ),
    ]
