"""Of which item of another partnership an item is a copy."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0013_preview_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="brought_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="brought_into",
                to="evidence.evidence",
                verbose_name="copy of",
            ),
        ),
        migrations.AddField(
            model_name="historicalevidence",
            name="brought_from",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="evidence.evidence",
                verbose_name="copy of",
            ),
        ),
    ]
