import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A row is known by the thing that it tells of, whatever its kind."""

    dependencies = [("reminders", "0005_rows_of_actions")]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="audience",
            field=models.CharField(
                choices=[
                    ("owner", "Who owes it"),
                    ("manager", "Partnership manager's overdue digest"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("action", "Action"),
                    ("request", "Evidence request"),
                    ("check", "Embedding check"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="item_id",
            field=models.UUIDField(db_index=True, verbose_name="what is due"),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="recommendation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="recommendations.recommendation",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=Q(is_repeat=False) & ~Q(state="failed"),
                fields=("recipient", "kind", "item_id", "audience", "due_on", "step"),
                name="reminder_identity",
                violation_error_message="This reminder is already in the ledger.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=Q(is_repeat=True),
                fields=("mail", "kind", "item_id", "audience"),
                name="reminder_repeat_once_a_mail",
                violation_error_message="The mail already lists this again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=Q(is_repeat=False) | Q(audience="manager"),
                name="reminder_repeat_in_digest",
                violation_error_message="Only a digest lists something again.",
            ),
        ),
    ]
