from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.dashboards.changes.autumn import board_meets
from tests.dashboards.town import build_town
from tests.world import TODAY


@pytest.fixture
def town(today, world):
    """Some weeks later, so that there is a past to look at."""
    build_town(world)
    board_meets(world)
    with time_machine.travel(datetime(2026, 11, 20, 9, 30, tzinfo=UTC), tick=False):
        yield world


@pytest.fixture
def address(town):
    """`address(page, past=False, **asked)`: of one of the pages that are kept."""

    def of(page, past=False, /, **asked):
        urls = {
            "board": reverse("dashboards:board", args=[town.city.public_id]),
            "trend": reverse("dashboards:trend", args=[town.city.public_id]),
            "changes": reverse("dashboards:change-summary", args=[town.city.public_id]),
            "actions": reverse("recommendations:action-list"),
        }
        # Of now the list of actions is not kept.
        if past or page == "actions":
            asked["as-at"] = TODAY + timedelta(days=4)
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"{urls[page]}?{query}" if query else urls[page]

    return of
