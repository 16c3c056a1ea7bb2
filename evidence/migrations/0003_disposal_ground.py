from django.db import migrations, models


class Migration(migrations.Migration):
    """Disposal says on which ground files may go. No row existed before."""

    dependencies = [("evidence", "0002_requests_disposal_previews")]

    operations = [
        migrations.AddField(
            model_name="disposal",
            name="ground",
            field=models.CharField(
                choices=[
                    ("over", "The time for keeping it is over"),
                    ("mistake", "It should not have been uploaded"),
                ],
                default="over",
                max_length=7,
                verbose_name="why it may go",
            ),
            preserve_default=False,
        )
    ]
