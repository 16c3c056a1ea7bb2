"""Of any day of a random history the trend says what the dashboard said on that evening."""

from datetime import timedelta

import pytest
import time_machine

from dashboards.scope import Scope
from dashboards.trend.past import Past
from dashboards.trend.span import Span
from recommendations.models import Theme
from scr_tracker.as_at import standing_at
from tests.as_at.replay import live
from tests.as_at.test_replay import random_days
from tests.dashboards.trend.sides import counted_then, told


def filters_of(world):
    theme = Theme.objects.filter(partnership=world.city).order_by("pk")[0]
    found = {"agency": world.health, "theme": theme, "review": world.review}
    return [{}, *({kind: str(of.public_id)} for kind, of in found.items())]


@pytest.mark.parametrize("seed", [1, 4])
def test_each_evening_is_told_as_the_dashboard_counted_it(today, world, seed):
    def counted(day):
        return counted_then(Scope.plain(world.fresh("manager"), world.city, day), day)

    now, kept, _ = live(world, random_days(seed), counted)
    last = max(kept)
    with time_machine.travel(now + timedelta(days=40), tick=False):
        past = Past(Scope.plain(world.fresh("manager"), world.city, last), Span(tuple(kept)))
        for place, (day, then) in enumerate(kept.items()):
            assert told(past, place) == then, day
    assert len({str(then) for then in kept.values()}) > 6  # it did not stand still


def test_each_evening_is_told_as_it_is_turned_back(today, world):
    now, kept, _ = live(world, random_days(7), lambda day: None)
    days = tuple(kept)[2::4]
    with time_machine.travel(now + timedelta(days=40), tick=False):
        for person in ("manager", "police_lead"):
            user = world.fresh(person)
            for asked in filters_of(world):
                about = Scope(user, world.city, days[-1], days[-1], days[-1], asked)
                past, shown = Past(about, Span(days)), 0
                for place, day in enumerate(days):
                    with standing_at(day, user):
                        then = counted_then(about, day)
                    assert told(past, place) == then, (person, asked, day)
                    shown += sum(then[0].values())
                assert shown > 0
