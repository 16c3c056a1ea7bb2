"""Any evening can be read again, exactly: replayed from random histories."""

from datetime import timedelta
from random import Random

import pytest
import time_machine

from dashboards.board import board
from dashboards.scope import Scope
from recommendations.models import Recommendation
from scr_tracker import as_at
from tests.as_at.replay import STEPS, live, rows
from tests.as_at.test_pages import numbers


def random_days(seed, days=12, steps=20):
    """[(steps, pause)]: each step is (name, pick, other)."""
    chance = Random(seed)
    draw = lambda: (chance.choice(STEPS), chance.randrange(240), chance.randrange(240))  # noqa: E731
    return [([draw() for _ in range(steps)], chance.randint(1, 9)) for _ in range(days)]


def told(world, day):
    """Every row; what the board shows; the progress of each recommendation, by the annotation."""
    manager = world.fresh("manager")
    progress = Recommendation.objects.visible_to(manager).with_progress(day).order_by("pk")
    figures = numbers(board(Scope.plain(manager, world.city, day)))
    return rows(), figures, list(progress.values_list("progress"))


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_every_row_of_every_evening_is_read_again(today, world, seed):
    now, kept, done = live(world, random_days(seed), lambda day: told(world, day))
    assert len(set(STEPS) - done) <= 1  # it did not stand still
    with time_machine.travel(now + timedelta(days=40), tick=False):
        for day, then in kept.items():
            with as_at.standing_at(day):
                assert told(world, as_at.today()) == then
