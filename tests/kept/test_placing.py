"""The triggers are put there by `migrate`, and while one is missing nothing is kept."""

from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import pre_migrate

from agencies import access
from recommendations.models import Action
from scr_tracker import stamps
from scr_tracker.models import Stamp
from scr_tracker.stamps import placing
from scr_tracker.stamps.triggers import triggers
from scr_tracker.stamps.watched import watched
from tests.kept.test_stamps import stamp_of
from tests.world import add_recommendation, build_world

WRITES = pytest.mark.django_db(transaction=True)


def known(world):
    return {city.short_name: stamp_of(city) is not None for city in (world.city, world.coast)}


def there():
    return set(placing._found("default"))


def wanted():
    return {trigger.name for trigger in triggers(connection.vendor)}


def test_all_of_them_are_there(db):
    assert there() == wanted()
    assert placing.ensure_triggers() == []


def test_while_they_are_missing_there_is_no_stamp(world):
    before = stamp_of(world.city)
    placing.drop_triggers(plan=["a migration"])
    assert there() == set()
    add_recommendation(world)
    assert known(world) == {"City": False, "Coast": False}
    assert access.stamps(world.manager) == {world.city.pk: None}
    stamps.move_all()
    stamps.fold()
    assert known(world) == {"City": False, "Coast": False}
    assert "recommendations_recommendation" in placing.ensure_triggers()
    assert known(world) == {"City": True, "Coast": True}
    assert stamp_of(world.city) != before
    assert there() == wanted()


def test_lost_ones_come_back_and_what_was_kept_is_not_believed(world):
    before = [stamp_of(world.city), stamp_of(world.coast)]
    placing._drop("default", placing._found("default"))
    add_recommendation(world)
    assert len(placing.ensure_triggers()) == len(watched())
    assert stamp_of(world.city) != before[0]
    assert stamp_of(world.coast) != before[1]
    assert there() == wanted()


def test_those_of_another_release_go(world):
    one = sorted(there())[0]
    body = "SELECT 1" if connection.vendor == "sqlite" else "RETURN NULL"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            table = Action._meta.db_table
            cursor.execute(f"CREATE TRIGGER stamp_old AFTER DELETE ON {table} BEGIN {body}; END")
        else:
            cursor.execute(
                "CREATE FUNCTION stamp_00() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN {body}; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER stamp_00_delete_old AFTER DELETE ON {Action._meta.db_table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION stamp_00()"
            )
    assert placing.ensure_triggers() == []
    assert there() == wanted()
    assert one in there()


@pytest.mark.postgres
def test_one_that_was_disabled_is_made_again(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE recommendations_action DISABLE TRIGGER USER")
    assert placing.ensure_triggers() == ["recommendations_action"]
    before = stamp_of(world.city)
    Action.objects.filter(pk=world.police_action.pk).update(title="Written")
    assert stamp_of(world.city) != before


@pytest.mark.postgres
def test_those_of_another_schema_are_not_ours(world):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere")
        cursor.execute("ALTER TABLE recommendations_challenge SET SCHEMA elsewhere")
        assert not wanted() <= placing._firing("default")
        cursor.execute("ALTER TABLE elsewhere.recommendations_challenge SET SCHEMA public")
    assert wanted() == placing._firing("default")


@pytest.mark.postgres
def test_one_that_is_too_many_takes_none_along(world):
    """It runs the function of others, and goes with it."""
    function = next(iter(placing._found("default").values()))
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TRIGGER "stamp_too_many" AFTER DELETE ON agencies_forum '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{function}"()'
        )
    placing.ensure_triggers()
    assert there() == wanted()
    assert known(world) == {"City": True, "Coast": True}


@pytest.mark.postgres
@WRITES
def test_a_site_that_reads_repeatably_is_looked_at_as_it_is(world_that_stays):
    """Else what was read before the lock came would count."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    try:
        with placing._alone("default") as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
    finally:
        connection.close()


def test_migrate_without_anything_to_do_leaves_them(world):
    before = stamp_of(world.city)
    placing.drop_triggers(plan=[])
    assert placing.ensure_triggers() == []
    assert stamp_of(world.city) == before


def test_who_takes_them_away_meanwhile_is_not_overtaken(world, monkeypatch):
    """Two migrate at once: the first has made all, while the second is still taking them away."""
    placing._drop("default", dict(list(placing._found("default").items())[:9]))
    rows, calls = placing._rows, []

    def taken_in_between(using):
        calls.append(1)
        # When the first looks for the last time, one is gone again.
        if len(calls) == 3:
            one = {name: function for name, function, _ in rows(using)[:1]}
            placing._drop(using, one)
        return rows(using)

    monkeypatch.setattr(placing, "_rows", taken_in_between)
    placing.ensure_triggers()
    monkeypatch.undo()
    assert len(calls) == 3
    assert known(world) == {"City": False, "Coast": False}
    placing.ensure_triggers()
    assert known(world) == {"City": True, "Coast": True}


def test_one_that_is_taken_away_takes_the_word_of_all_along(world):
    """In one transaction: nobody reads a stamp that a missing trigger would not move."""
    one = dict(list(placing._found("default").items())[:1])
    placing._drop("default", one)
    assert known(world) == {"City": False, "Coast": False}


def test_release_that_watches_more_keeps_nothing_before_its_migrate(world, monkeypatch):
    """Or less, or in another way: it was started and its `migrate` was not."""
    monkeypatch.setattr(stamps, "all_there", lambda vendor: -7)
    assert known(world) == {"City": False, "Coast": False}
    monkeypatch.undo()
    assert known(world) == {"City": True, "Coast": True}


@pytest.mark.parametrize("migration", ["0000_of_a_later_release", None])
def test_database_of_another_release_is_left_as_it_is(world, migration):
    recorder = MigrationRecorder(connection)
    if migration:
        recorder.record_applied("evidence", migration)
    else:
        recorder.record_unapplied("evidence", "0001_initial")
    placing.drop_triggers(plan=["a migration"])
    assert placing.ensure_triggers() == []
    assert there() == set()
    assert known(world) == {"City": False, "Coast": False}


@WRITES
def test_going_back_and_forth_leaves_a_database_that_can_be_written():
    try:
        call_command("migrate", "scr_tracker", "0002", verbosity=0)
        assert there() == set()
        world = build_world()
        call_command("migrate", "evidence", "0015", verbosity=0)
        assert there() == set()
        Action.objects.filter(pk=world.police_action.pk).update(title="Written")
    finally:
        call_command("migrate", verbosity=0)
    assert there() == wanted()
    assert known(world) == {"City": True, "Coast": True}


@WRITES
def test_after_a_migrate_that_failed_nothing_is_kept():
    world = build_world()
    call_command("migrate", "evidence", "0015", verbosity=0)

    def fail(**kwargs):
        raise OSError("The machine went away")

    pre_migrate.connect(fail)
    try:
        with pytest.raises(OSError, match="went away"):
            call_command("migrate", verbosity=0)
        assert known(world) == {"City": False, "Coast": False}
    finally:
        pre_migrate.disconnect(fail)
        call_command("migrate", verbosity=0)
    assert known(world) == {"City": True, "Coast": True}


@pytest.mark.postgres
@WRITES
def test_two_may_put_them_there_at_once(world_that_stays):
    for _ in range(3):
        placing._drop("default", placing._found("default"))
        begin, failures = Barrier(2), []

        def ensure(begin=begin, failures=failures):
            try:
                begin.wait(timeout=20)
                placing.ensure_triggers()
            except Exception as failure:
                failures.append(failure)
            finally:
                connections.close_all()

        two = [Thread(target=ensure) for _ in range(2)]
        for each in two:
            each.start()
        for each in two:
            each.join(timeout=120)
        assert failures == []
        assert there() == wanted()
        assert known(world_that_stays) == {"City": True, "Coast": True}


@pytest.fixture
def world_that_stays(transactional_db):
    return build_world()


@pytest.mark.postgres
def test_a_table_that_is_emptied_at_once_moves_all(world):
    before = [stamp_of(world.city), stamp_of(world.coast)]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recommendations_challenge CASCADE")
    assert stamp_of(world.city) != before[0]
    assert stamp_of(world.coast) != before[1]


@pytest.mark.postgres
def test_rows_are_taken_in_by_who_looks_for_tables_nowhere(world):
    """As pg_restore sets it."""
    before = stamp_of(world.city)
    write_with("search_path", "''", usually="public")
    assert stamp_of(world.city) != before


@pytest.mark.postgres
def test_what_came_in_past_them_is_told_by_hand(world):
    before = stamp_of(world.city)
    write_with("session_replication_role", "replica", usually="DEFAULT")
    assert stamp_of(world.city) == before
    out = StringIO()
    call_command("forget_figures", stdout=out)
    assert "worked out anew" in out.getvalue()
    assert stamp_of(world.city) != before


def write_with(setting, value, usually):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {setting} = {value}")
        cursor.execute("UPDATE public.recommendations_action SET title = 'Written'")
        cursor.execute(f"SET LOCAL {setting} = {usually}")


def test_emptied_database_has_stamps_again(world):
    """As `flush` does it, and Django's tests."""
    Stamp.objects.all().delete()
    assert known(world) == {"City": False, "Coast": False}
    placing.ensure_triggers()
    assert known(world) == {"City": True, "Coast": True}
