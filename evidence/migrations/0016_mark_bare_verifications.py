"""Mark the older verifications that rested on no accepted evidence.

The mark (`Verification.is_bare`) came with `recommendations.0009`; what was verified before carries
none. Here each such row is asked whether, when it was written, any item that supported its action
had been accepted as it was then: by the links, the decisions and the history of submissions, none
of which is ever taken away. An item that nobody had decided on, or that had been sent back, proved
nothing. Where an item has no history from before the verification, any acceptance of it counts, so
that nothing is marked in doubt.

What rows do not tell, and this cannot know: whether an accepted file could still be read then
(a virus found before and cleared since leaves no moment), and whether the manager was allowed to
see the item. Snapshots of forums' decisions stay as they were taken.

Back again, the same rows lose the mark: before `recommendations.0009` none had it.
"""

from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, F, OuterRef, Q, Subquery


def older(apps, connection):
    """Verifications from before the mark was there; none where it came with the tables."""
    rows = apps.get_model("recommendations", "Verification").objects.using(connection.alias)
    came = MigrationRecorder(connection).migration_qs.filter(
        app="recommendations", name="0009_verification_is_bare"
    )
    moment = came.values_list("applied", flat=True).first()
    return rows.filter(decision="verified", recorded_at__lt=moment) if moment else rows.none()


def accepted(apps, alias):
    """Condition on verifications: an item of the action stood accepted when each was written."""
    decisions = apps.get_model("evidence", "EvidenceDecision").objects.using(alias)
    history = apps.get_model("evidence", "HistoricalEvidence").objects.using(alias)
    links = apps.get_model("evidence", "EvidenceLink").objects.using(alias)
    verified_at = OuterRef(OuterRef("recorded_at"))
    then = history.filter(id=OuterRef("evidence_id"), history_date__lte=verified_at)
    then = then.order_by("-history_date", "-history_id").values("submission")[:1]
    later = decisions.filter(
        evidence=OuterRef("evidence_id"),
        submission=OuterRef("submission"),
        recorded_at__gt=OuterRef("recorded_at"),
        recorded_at__lte=verified_at,
    )
    linked = links.filter(
        evidence=OuterRef("evidence_id"),
        action=OuterRef(OuterRef("action_id")),
        linked_at__lte=verified_at,
    )
    found = decisions.annotate(submitted=Subquery(then)).filter(
        Exists(linked),
        ~Exists(later),
        decision="accepted",
        recorded_at__lte=OuterRef("recorded_at"),
    )
    return Exists(found.filter(Q(submitted=F("submission")) | Q(submitted=None)))


def mark(apps, schema_editor):
    rows = older(apps, schema_editor.connection)
    rows.exclude(accepted(apps, schema_editor.connection.alias)).update(is_bare=True)


def unmark(apps, schema_editor):
    older(apps, schema_editor.connection).update(is_bare=False)


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0015_looks"),
        ("recommendations", "0009_verification_is_bare"),
    ]

    operations = [migrations.RunPython(mark, unmark)]
