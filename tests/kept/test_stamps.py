"""Whatever is written of a partnership moves its stamp, and that of no other."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from agencies.models import Agency, Partnership, PartnershipAgency, User
from recommendations.models import Action, Theme
from scr_tracker import stamps
from scr_tracker.models import Stamp
from scr_tracker.stamps.watched import loud, owners, watched
from tests.dashboards.town import build_town
from tests.signing_in import client_of
from tests.world import add_action

MOST = 400  # rows of the largest table that are tried


def stamp_of(partnership):
    rows = PartnershipAgency.objects.filter(partnership=partnership).order_by()
    return rows.annotate(stamp=stamps.stamp("partnership_id")).values_list("stamp", flat=True)[0]


@pytest.fixture
def moved(world):
    """`moved()`: the short names of the partnerships whose stamp has moved since it was asked."""
    last = {}

    def ask():
        now = {city.short_name: stamp_of(city) for city in (world.city, world.coast)}
        found = {name for name, stamp in now.items() if stamp != last.get(name)}
        last.update(now)
        return found

    ask()
    return ask


#: From a row towards its partnership: the first of these keys that it has.
WAYS = (
    *("partnership", "change", "request", "version", "look", "sign_off", "review"),
    *("recommendation", "action", "evidence", "challenge", "forum", "theme", "history"),
)


def test_stamp_moves_with_what_is_written(world, moved):
    assert moved() == set()
    Action.objects.filter(pk=world.police_action.pk).update(title="Brief all staff")
    assert moved() == {"City"}
    Action.objects.filter(pk=world.coast_action.pk).update(title="Write it")
    assert moved() == {"Coast"}
    Action.objects.filter(pk=0).update(title="Nobody's")
    assert moved() == set()


def test_what_is_everybodys_moves_all(world, moved):
    Agency.objects.filter(pk=world.housing.pk).update(short_name="Homes")
    assert moved() == {"City", "Coast"}
    User.objects.filter(pk=world.manager.pk).update(name="Another manager")
    assert moved() == {"City", "Coast"}


def test_who_signs_in_or_reads_moves_nothing(world, today, moved):
    client = client_of(world.manager)
    for address in ("/my-work/", "/actions/", world.police_action.get_absolute_url()):
        assert client.get(address).status_code == 200
    assert moved() == set()


def test_row_that_goes_to_another_partnership_moves_both(world, moved):
    theme = Theme.objects.create(partnership=world.city, name="Neglect")
    assert moved() == {"City"}
    Theme.objects.filter(pk=theme.pk).update(partnership=world.coast)
    assert moved() == {"City", "Coast"}


def test_lists_and_histories_move_it(world, moved):
    theme = Theme.objects.create(partnership=world.city, name="Neglect")
    moved()
    world.recommendation.themes.add(theme)
    assert moved() == {"City"}
    Action.history.filter(id=world.police_action.pk).update(history_change_reason="By hand")
    assert moved() == {"City"}
    Action.history.filter(id=world.coast_action.pk).delete()
    assert moved() == {"Coast"}


def test_many_rows_at_once_move_it(world, moved):
    links = [
        PartnershipAgency(partnership=world.city, agency=world.housing),
        PartnershipAgency(partnership=world.city, agency=world.police),
    ]
    # The second is there already: SQLite writes INSERT OR IGNORE around the trigger.
    PartnershipAgency.objects.bulk_create(links, ignore_conflicts=True)
    assert moved() == {"City"}
    assert PartnershipAgency.objects.filter(partnership=world.city).count() == 4
    Action.objects.update(version=F("version") + 1)
    assert moved() == {"City", "Coast"}


def test_a_savepoint_that_is_undone_leaves_a_stamp_that_nothing_was_kept_under(world, moved):
    before = stamp_of(world.city)
    with transaction.atomic():
        add_action(world)
        inside = stamp_of(world.city)
        transaction.set_rollback(True)
    assert inside != before
    assert stamp_of(world.city) == before
    add_action(world)
    assert stamp_of(world.city) not in (before, inside)


def test_every_watched_table_moves_it_with_each_row(world, today, moved):
    """Each row is taken away and put back; PostgreSQL and SQLite look at keys at the end only."""
    build_town(world)
    world.forum.meetings.create(held_on="2026-10-09")
    filled = [model for model in watched() if rows_of(model)]
    assert len(filled) > 30
    for model in filled:
        for row in rows_of(model)[:2]:
            expected = whose(model, row) or {"City", "Coast"}
            moved()
            with transaction.atomic():
                take_away(model, row)
                assert moved() == expected, f"{model.__name__} taken away"
                put_back(model, row)
                assert moved() == expected, f"{model.__name__} put back"
                touch(model, row)
                assert moved() == expected, f"{model.__name__} changed"
                transaction.set_rollback(True)


def rows_of(model):
    table = connection.ops.quote_name(model._meta.db_table)
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {key} LIMIT {MOST}")  # noqa: S608
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def whose(model, row):
    """The short names of the partnerships to which the row belongs; nothing where it has none."""
    if model is Partnership:
        return {Partnership.objects.get(pk=row["id"]).short_name}
    keys = {f.name: f for f in model._meta.concrete_fields if f.is_relation}
    for name in WAYS:
        if name in keys and row[keys[name].column]:
            above, key = keys[name].related_model, keys[name].target_field.column
            found = [r for r in rows_of(above) if r[key] == row[keys[name].column]]
            return whose(above, found[0])
    return set()


def take_away(model, row):
    run(model, "DELETE FROM {table} WHERE {key} = %s", row[model._meta.pk.column])


def put_back(model, row):
    columns = ", ".join(map(connection.ops.quote_name, row))
    values = ", ".join(["%s"] * len(row))
    run(model, f"INSERT INTO {{table}} ({columns}) VALUES ({values})", *row.values())  # noqa: S608


def touch(model, row):
    same = ", ".join(f"{name} = {name}" for name in map(connection.ops.quote_name, row))
    run(model, f"UPDATE {{table}} SET {same} WHERE {{key}} = %s", row[model._meta.pk.column])  # noqa: S608


def run(model, statement, *values):
    names = {
        "table": connection.ops.quote_name(model._meta.db_table),
        "key": connection.ops.quote_name(model._meta.pk.column),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**names), values)


def test_every_watched_table_leads_to_its_owners(db):
    assert all(owners(model, "c") for model in watched() if "recommendations" in model.__module__)
    assert [model for model in watched() if loud(model)] == [User]


def test_a_stamp_is_exact_however_much_was_written(world, moved):
    Stamp.objects.filter(whose=0, written_in=0).delete()
    Stamp.objects.create(whose=0, written_in=0, value=2**62)
    moved()
    for _ in range(3):
        Stamp.objects.filter(whose=0, written_in=0).update(value=F("value") + 1)
        assert moved() == {"City", "Coast"}


def test_moving_all_moves_all(world, moved):
    stamps.move_all()
    assert moved() == {"City", "Coast"}


def fold(*options):
    out = StringIO()
    call_command("fold_stamps", *options, stdout=out)
    return out.getvalue().strip()


def test_folding_leaves_the_stamps_as_they_are(world, moved):
    single = Stamp.objects.filter(written_in__gt=0).count()
    assert (single > 0) == (connection.vendor == "postgresql")
    assert fold("--dry-run") == f"{single or 'No'} stamp{'s' * (single != 1)} would be added up."
    assert fold() == f"{single or 'No'} stamp{'s' * (single != 1)} added up."
    assert not Stamp.objects.filter(written_in__gt=0).exists()
    assert moved() == set()
    add_action(world)
    fold()
    assert moved() == {"City"}
