"""Disposals that were recorded before their history was kept get one, from their moments."""

from django.db import migrations


def begin(apps, schema_editor):
    Disposal = apps.get_model("evidence", "Disposal")
    History = apps.get_model("evidence", "HistoricalDisposal")
    proposed = {"state": "proposed", "decided_by_id": None, "decided_at": None, "decision_note": ""}
    for row in Disposal.objects.exclude(pk__in=History.objects.values("id")).iterator():
        now = {field.attname: getattr(row, field.attname) for field in row._meta.local_fields}
        History.objects.create(**(now | proposed), history_date=row.recorded_at, history_type="+")
        if row.decided_at:
            History.objects.create(**now, history_date=row.decided_at, history_type="~")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0018_how_long_history_stood")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
