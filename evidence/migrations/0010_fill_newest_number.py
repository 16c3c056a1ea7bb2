"""What was proposed before takes the files that were there then, by their dates."""

from django.db import migrations


def fill(apps, schema_editor):
    Disposal = apps.get_model("evidence", "Disposal")
    for disposal in Disposal.objects.filter(newest_number=0).iterator():
        there = disposal.evidence.versions.filter(uploaded_at__lte=disposal.recorded_at)
        newest = there.order_by("-number").first()
        if newest:
            disposal.newest_number = newest.number
            disposal.save(update_fields=["newest_number"])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0009_disposal_newest_number")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
