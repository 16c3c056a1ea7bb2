"""Receipts of posts are kept as long as a post may come twice, and no longer."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scr_tracker import once, tasks
from scr_tracker.models import Receipt

TODAY = date(2026, 11, 2)


@pytest.fixture
def receipts(db):
    """Of posts at these moments; the clock in London was an hour ahead in October."""
    moments = {
        "old": datetime(2026, 10, 2, 22, 59, tzinfo=UTC),
        "edge": datetime(2026, 10, 2, 23, 0, tzinfo=UTC),
        "new": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    }
    for key, moment in moments.items():
        Receipt.objects.create(key=key)
        Receipt.objects.filter(key=key).update(received_at=moment)


def left():
    return sorted(Receipt.objects.values_list("key", flat=True))


def command(*options):
    out = StringIO()
    call_command("prune_receipts", *options, stdout=out)
    return out.getvalue().strip()


def test_receipts_of_more_than_thirty_days_go(receipts):
    assert once.prune(TODAY) == 1
    assert left() == ["edge", "new"]
    assert once.prune(TODAY) == 0


def test_the_command_does_the_same_by_hand(receipts):
    today = f"--today={TODAY}"
    assert command(today, "--dry-run") == "1 receipt would be removed."
    assert left() == ["edge", "new", "old"]
    assert command(today) == "1 receipt removed."
    assert left() == ["edge", "new"]
    with pytest.raises(CommandError, match="invalid"):
        command("--today=yesterday")


def test_the_nightly_task_goes_by_the_day_in_london(receipts, today):
    assert tasks.prune_receipts() == 1
    assert left() == ["edge", "new"]
