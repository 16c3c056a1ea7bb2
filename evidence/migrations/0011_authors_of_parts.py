"""Who brought in which part; before, only the last to submit was known, and is kept as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def part(model, name, on_delete, **options):
    field = models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        on_delete=on_delete,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )
    return migrations.AddField(model_name=model, name=name, field=field)


def both(model, name):
    history = {"on_delete": django.db.models.deletion.DO_NOTHING, "db_constraint": False}
    return [
        part(model, name, django.db.models.deletion.PROTECT),
        part(f"historical{model}", name, **history),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0010_fill_newest_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *both("evidence", "url_by"),
        *both("evidence", "dated_by"),
        *both("figure", "entered_by"),
    ]
