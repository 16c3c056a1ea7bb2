import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The ledger can tell of other things than actions: room for what each row is about."""

    dependencies = [
        ("recommendations", "0007_waiting_indexes"),
        ("reminders", "0003_mail_partnership_index"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="reminder", name="reminder_identity"),
        migrations.RemoveConstraint(model_name="reminder", name="reminder_repeat_once_a_mail"),
        migrations.RemoveConstraint(model_name="reminder", name="reminder_repeat_in_digest"),
        migrations.AlterField(
            model_name="reminder",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="recommendations.action",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="kind",
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="item_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="recommendation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="recommendations.recommendation",
            ),
        ),
    ]
