"""Of any day of a random history the trend says what the dashboard said on that evening."""

from datetime import UTC, date, datetime, timedelta

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


def test_what_was_of_another_kind_or_scope_then_counts_there_then(request):
    def on(month, day):
        return time_machine.travel(datetime(2026, month, day, 9, tzinfo=UTC), tick=False)

    with on(8, 3):
        world = request.getfixturevalue("world")
        review, recommendation = world.review, world.recommendation
    kinds, scopes = (review.kind, "dhr"), (recommendation.scope, "national")
    with on(9, 20):
        review.kind = kinds[1]
        review.save()
    with on(10, 20):
        recommendation.scope = scopes[1]
        recommendation.save()
    days = (date(2026, 9, 10), date(2026, 10, 10), date(2026, 11, 1))
    seen = {}
    with on(11, 5):
        user = world.fresh("manager")
        asks = [("kind", each) for each in kinds] + [("scope", each) for each in scopes]
        for key, value in asks:
            about = Scope(user, world.city, days[-1], days[-1], days[-1], {key: value})
            past = Past(about, Span(days))
            for place, day in enumerate(days):
                with standing_at(day, user):
                    assert told(past, place) == counted_then(about, day), (key, value, day)
                seen[key, value, day] = sum(told(past, place)[0].values())
    assert [seen["kind", kinds[1], day] > 0 for day in days] == [False, True, True]
    assert [seen["scope", scopes[1], day] > 0 for day in days] == [False, False, True]
