from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0008_keeping_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="verification",
            name="is_bare",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="without evidence"
            ),
        ),
    ]
