"""The block in which everything is as it stood: what it reads, and what it refuses."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from recommendations.models import Action, Recommendation, Review, Theme
from scr_tracker import as_at
from scr_tracker.as_at.schema import SCHEMA, make_views
from tests.world import add_recommendation

BEFORE, AFTER = date(2026, 11, 2), date(2026, 11, 9)


@pytest.fixture
def week_later(today, world):
    with time_machine.travel(datetime(2026, 11, 12, 9, 30, tzinfo=UTC), tick=False):
        yield


def titles():
    return sorted(Action.objects.values_list("title", flat=True))


def test_reads_then_inside_and_now_outside(week_later, world):
    then = titles()
    action = world.police_action
    action.title = "Brief all staff"
    action.save()
    now = titles()
    assert then != now
    with as_at.standing_at(BEFORE):
        assert titles() == then
        assert Action.objects.get(pk=action.pk).title == "Brief staff on the new form"
    assert titles() == now


def test_midnight_in_london_ends_the_day(today, world):
    """In summer the day ends an hour before midnight in UTC."""
    for minute, day in (("22:59", 1), ("23:00", 2)):
        with time_machine.travel(f"2027-07-01T{minute}:00+00:00", tick=False):
            reference = f"on {day}"
            add_recommendation(world, reference=reference)
    with time_machine.travel("2027-08-01T12:00:00+00:00"), as_at.standing_at(date(2027, 7, 1)):
        found = Recommendation.objects.filter(reference__startswith="on ")
        assert [row.reference for row in found] == ["on 1"]


def test_today_is_the_chosen_day(week_later):
    assert (as_at.today(), as_at.chosen()) == (date(2026, 11, 12), None)
    with as_at.standing_at(BEFORE):
        assert (as_at.today(), as_at.chosen()) == (BEFORE, BEFORE)
    assert as_at.chosen() is None


def test_nothing_can_be_written(week_later, world):
    count = Theme.objects.count()
    refused = pytest.raises(DatabaseError)
    with transaction.atomic(), as_at.standing_at(BEFORE), refused, transaction.atomic():
        Theme.objects.create(partnership=world.city, name="Late")
    Theme.objects.create(partnership=world.city, name="In time")
    assert Theme.objects.count() == count + 1


def test_an_error_inside_leaves_everything_as_it_is_now(week_later, world):
    with pytest.raises(ZeroDivisionError), as_at.standing_at(BEFORE):
        raise ZeroDivisionError
    add_recommendation(world)
    assert as_at.chosen() is None


def test_is_not_nested(week_later):
    with as_at.standing_at(BEFORE), pytest.raises(RuntimeError), as_at.standing_at(AFTER):
        pass


def test_who_may_read_is_decided_by_what_is_so_today(week_later, world):
    def seen(person):
        with as_at.standing_at(BEFORE):
            return set(Review.objects.visible_to(world.fresh(person)))

    assert world.review in seen("board_member")
    world.review.is_restricted = True
    world.review.save()
    assert seen("board_member") == set()


def test_groups_by_the_key_of_a_view(week_later, world):
    """PostgreSQL takes a short cut there that only a table allows."""
    from django.db.models import Count

    with as_at.standing_at(BEFORE):
        found = Recommendation.objects.annotate(many=Count("actions")).order_by("pk")
        assert [row.many for row in found] == [2, 1]


@pytest.mark.postgres
def test_missing_views_are_an_error_and_never_todays_rows(week_later, world):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    with pytest.raises(DatabaseError), transaction.atomic(), as_at.standing_at(BEFORE):
        titles()
    assert make_views()
    assert not make_views()
    with as_at.standing_at(BEFORE):
        assert len(titles()) == 3
