"""How long a row of history stood: the database says it, however the rows came."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from recommendations.models import Action
from scr_tracker.history import FOREVER
from scr_tracker.history_triggers import SUFFIX, ensure_triggers, lasting_tables

DAYS = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4)]
History = Action.history.model


def write(action, moment, **fields):
    fields = {
        f.attname: getattr(action, f.attname) for f in Action._meta.local_concrete_fields
    } | fields
    return History.objects.create(**fields, history_date=moment, history_type="~")


@pytest.fixture
def action(world):
    History.objects.all().delete()
    return world.police_action


def stood(action):
    rows = History.objects.filter(id=action.pk).order_by("history_date", "history_id")
    return [(row.history_date, row.history_until) for row in rows]


CHAIN = list(zip(DAYS, [*DAYS[1:], FOREVER], strict=True))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_each_row_stands_until_the_next_in_whatever_order_they_are_written(action, order):
    for place in order:
        write(action, DAYS[place])
    assert stood(action) == CHAIN


def test_rows_written_in_bulk_are_counted_too(action):
    rows = [write(action, DAYS[0]), write(action, DAYS[3])]
    fields = {f.attname: getattr(rows[0], f.attname) for f in History._meta.local_fields}
    fields.pop("history_id")
    History.objects.bulk_create(
        History(**fields | {"history_date": day}) for day in (DAYS[2], DAYS[1])
    )
    assert stood(action) == CHAIN


def test_moved_and_deleted_rows_close_the_gap(action):
    rows = [write(action, day) for day in DAYS]
    History.objects.filter(pk=rows[1].pk).update(history_date=DAYS[2] + timedelta(days=3))
    moved = DAYS[2] + timedelta(days=3)
    assert stood(action) == [
        (DAYS[0], DAYS[2]),
        (DAYS[2], moved),
        (moved, DAYS[3]),
        (DAYS[3], FOREVER),
    ]
    rows[3].delete()
    assert stood(action)[-1] == (moved, FOREVER)


def test_of_two_rows_of_one_moment_the_later_written_stands(action):
    write(action, DAYS[0], title="First")
    write(action, DAYS[0], title="Second")
    standing = History.objects.filter(history_until=FOREVER)
    assert [row.title for row in standing] == ["Second"]
    assert stood(action) == [(DAYS[0], DAYS[0]), (DAYS[0], FOREVER)]


def test_other_actions_are_left_alone(action, world):
    write(world.health_action, DAYS[1])
    write(action, DAYS[0])
    write(action, DAYS[2])
    assert stood(world.health_action) == [(DAYS[1], FOREVER)]


def test_every_history_that_lasts_has_its_trigger(db):
    assert "recommendations_historicalaction" in lasting_tables()
    assert ensure_triggers() == []


def test_a_table_that_lost_its_trigger_gets_it_back_and_is_worked_out_anew(action):
    table = History._meta.db_table
    with connection.cursor() as cursor:
        for trigger in lost(table):
            cursor.execute(trigger)
    for day in (DAYS[2], DAYS[0], DAYS[3], DAYS[1]):
        write(action, day)
    assert {until for _, until in stood(action)} == {FOREVER}
    assert ensure_triggers() == [table]
    assert stood(action) == CHAIN
    History.objects.filter(history_date=DAYS[3]).delete()
    assert stood(action)[-1] == (DAYS[2], FOREVER)


def lost(table):
    if connection.vendor == "postgresql":
        return [f'DROP TRIGGER "{table}{SUFFIX}" ON "{table}"']
    return [f'DROP TRIGGER "{table}{SUFFIX}_{name}"' for name in ("added", "moved", "taken")]


@pytest.mark.postgres
def test_rows_are_taken_in_by_who_looks_for_tables_nowhere(action):
    """As pg_restore sets it; triggers of before that could not are made again."""
    table, name = History._meta.db_table, f"{History._meta.db_table}{SUFFIX}"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER FUNCTION "{name}"() RESET search_path')
        assert ensure_triggers() == [table]
        write(action, DAYS[0])
        write(action, DAYS[1])
        cursor.execute("SET LOCAL search_path = ''")
        gone = f"DELETE FROM public.{table} WHERE history_date = %s"  # noqa: S608
        cursor.execute(gone, [DAYS[1]])
        cursor.execute("SET LOCAL search_path = public")
    assert stood(action) == [(DAYS[0], FOREVER)]
