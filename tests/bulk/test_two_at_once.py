"""Two managers change the same rows at once, on PostgreSQL: nobody waits for ever."""

from datetime import date, timedelta

import pytest
from django.db import connection

from recommendations.models import BulkChange, DueDateChange
from tests.agencies.test_two_managers import at_once
from tests.bulk.many import change
from tests.world import TODAY, add_action, add_person, build_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db):
    assert connection.vendor == "postgresql"
    world = build_world()
    add_person(world, "deputy", "manager")
    return world


def test_of_two_changes_of_the_same_rows_one_counts_and_the_other_names_them(world, today):
    rows = [add_action(world, due_in=number) for number in range(10)]
    days = [date(2027, 3, 1), date(2027, 4, 1)]

    def move(person, day, order):
        return lambda: change(world, "due_on", day, rows[::order], person=person)

    results = at_once(move("manager", days[0], 1), move("deputy", days[1], -1))
    assert {type(result) for result in results} == {BulkChange}
    changed = sorted(result.rows.changed().count() for result in results)
    assert changed == [0, 10]
    assert DueDateChange.objects.count() == 10
    loser = next(result for result in results if not result.rows.changed())
    assert all("saved it after the preview" in row.why_not for row in loser.rows.all())


def test_overlapping_changes_of_different_fields_never_deadlock(world, today):
    rows = [add_action(world, due_in=number) for number in range(20)]
    for round_ in range(5):
        picked = {row.public_id: row.version for row in refreshed(rows)}
        day = TODAY + timedelta(days=200 + round_)
        results = at_once(
            lambda day=day, picked=picked: change(
                world, "due_on", day, [], dict(list(picked.items())[:15])
            ),
            lambda picked=picked: change(
                world, "owner", world.manager, [], dict(list(picked.items())[:4:-1]), "deputy"
            ),
        )
        assert {type(result) for result in results} == {BulkChange}


def refreshed(rows):
    return [type(row).objects.get(pk=row.pk) for row in rows]
