from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def name_things(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the ledger holds so far tells of actions."""
    action = apps.get_model("recommendations", "Action").objects.filter(pk=OuterRef("action_id"))
    apps.get_model("reminders", "Reminder").objects.filter(kind=None).update(
        kind="action",
        item_id=Subquery(action.values("public_id")[:1]),
        recommendation_id=Subquery(action.values("recommendation_id")[:1]),
    )


def keep_actions_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The ledger of before has no place for a row of anything else; its mail stays as sent."""
    apps.get_model("reminders", "Reminder").objects.exclude(kind="action").delete()


class Migration(migrations.Migration):
    """Each row says what it tells of."""

    dependencies = [("reminders", "0004_things")]

    operations = [migrations.RunPython(name_things, keep_actions_only)]
