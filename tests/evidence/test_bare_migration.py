"""Older verifications that rested on no accepted evidence are marked, and lose the mark again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from evidence.models import Evidence, EvidenceDecision, EvidenceLink
from recommendations.models import Verification
from tests.evidence.samples import add
from tests.world import add_action, build_world

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0015_looks"
AFTER = "0016_mark_bare_verifications"
NOW = timezone.now()


def migrate(target):
    call_command("migrate", "evidence", target, verbosity=0)


@pytest.fixture
def world():
    yield build_world()
    call_command("migrate", verbosity=0)


def ago(hours):
    return NOW - timedelta(hours=hours)


def verified(world, title, at=10):
    action = add_action(world, status="verified", title=title)
    return Verification.objects.create(
        action=action,
        decision="verified",
        comment="Yes",
        claimed_by=world.police_lead,
        recorded_by=world.manager,
        recorded_at=ago(at),
    )


def supported(world, row, *decisions, linked=30, submitted=30):
    """An item of its action; `decisions`: (decision, submission, hours ago)."""
    item = add(world, action=row.action)
    EvidenceLink.objects.filter(evidence=item).update(linked_at=ago(linked))
    if submitted:
        item.history.update(history_date=ago(submitted))
    else:
        item.history.all().delete()
    for decision, submission, at in decisions:
        EvidenceDecision.objects.create(
            evidence=item,
            decision=decision,
            comment="Read",
            submission=submission,
            submitted_by=world.police_lead,
            recorded_by=world.manager,
            recorded_at=ago(at),
        )
    return item


def resubmit(item, at):
    Evidence.objects.filter(pk=item.pk).update(submission=2)
    latest = item.history.latest()
    latest.pk, latest.submission, latest.history_date = None, 2, ago(at)
    latest.save()


def marked():
    rows = Verification.objects.filter(is_bare=True)
    return set(rows.values_list("action__title", flat=True))


def test_what_rested_on_nothing_accepted_is_marked_and_nothing_else(world):
    MigrationRecorder.Migration.objects.filter(
        app="recommendations", name="0009_verification_is_bare"
    ).update(applied=ago(5))
    verified(world, "bare: no item")
    supported(world, verified(world, "bare: not decided"))
    supported(world, verified(world, "bare: accepted later"), ("accepted", 1, 9))
    supported(world, verified(world, "bare: linked later"), ("accepted", 1, 20), linked=9)
    supported(
        world, verified(world, "bare: sent back then"), ("accepted", 1, 20), ("returned", 1, 15)
    )
    row = verified(world, "bare: changed before")
    resubmit(supported(world, row, ("accepted", 1, 20)), at=12)

    supported(world, verified(world, "proven"), ("accepted", 1, 20))
    supported(
        world, verified(world, "proven, sent back later"), ("accepted", 1, 20), ("returned", 1, 9)
    )
    row = verified(world, "proven, changed later")
    resubmit(supported(world, row, ("accepted", 1, 20)), at=9)
    row = verified(world, "proven by the second version")
    resubmit(supported(world, row, ("returned", 1, 25), ("accepted", 2, 15)), at=20)
    supported(world, verified(world, "in doubt"), ("accepted", 1, 20), submitted=None)
    verified(world, "written with the mark in place", at=3)

    migrate(BEFORE)
    migrate(AFTER)
    bare = {
        *("bare: no item", "bare: not decided", "bare: accepted later", "bare: linked later"),
        *("bare: sent back then", "bare: changed before"),
    }
    assert marked() == bare
    Verification.objects.filter(action__title="written with the mark in place").update(is_bare=True)
    migrate(BEFORE)
    assert marked() == {"written with the mark in place"}
    migrate(AFTER)
    assert marked() == {*bare, "written with the mark in place"}
