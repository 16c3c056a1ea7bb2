"""The world as it was entered on 1 October; today is 2 November."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from recommendations.models import Action
from tests.dashboards.changes.autumn import board_meets, on
from tests.snapshot import once
from tests.world import build_world


@pytest.fixture
def world(db):
    """Entered on 1 October, with nothing that falls due; the board met on the 9th."""
    with on(date(2026, 10, 1)):
        world = once("world", build_world)
        for action in Action.objects.all():
            action.due_on = date(2027, 2, 1)
            action.save()
        board_meets(world)
    with time_machine.travel(datetime(2026, 11, 2, 9, 30, tzinfo=UTC), tick=False):
        yield world
