"""Loading a very large database: all or nothing, the same rows each time, and nothing left out."""

import hashlib

import pytest
from django.apps import apps
from django.db import connection

from agencies.models import Partnership
from dashboards.scale import loading, writing
from dashboards.scale.reviews import Reviews
from recommendations.models import Action, Review, Theme
from scr_tracker.models import Stamp
from tests.dashboards.scale.conftest import wanted

pytestmark = pytest.mark.django_db


def load(actions=60, **more):
    return loading.load(wanted(**{"partnerships": 2, "main": None, **more}, actions=actions), print)


def contents():
    """Of each table of the house: a digest of its rows. Stamps are of chance."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model is not Stamp and model._base_manager.exists():
            rows = repr(list(model._base_manager.order_by("pk").values_list()))
            found[model._meta.db_table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def schema():
    """Indexes, constraints and triggers, as the database tells of them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
            return cursor.fetchall()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid)"
            " FROM pg_constraint ORDER BY 1, 2"
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        return indexes, constraints, cursor.fetchall()


def test_the_same_seed_makes_the_same_rows(db):
    made = []
    for seed in (1, 1, 2):
        with pytest.raises(RuntimeError):
            in_a_world_of_its_own(lambda seed=seed: (load(seed=seed), made.append(contents())))
    first, again, other = made
    assert len(first) > 50
    assert first == again
    assert first["recommendations_action"] != other["recommendations_action"]


def in_a_world_of_its_own(act):
    """What it wrote is gone afterwards."""
    from django.db import transaction

    with transaction.atomic():
        act()
        raise RuntimeError


def test_a_second_run_adds_to_the_first(db):
    load()
    first = set(Action.objects.values_list("public_id", flat=True))
    found = load(actions=40)
    assert found.first == 3
    assert Partnership.objects.count() == 4
    assert Action.objects.filter(public_id__in=first).count() == 60
    assert Action.objects.count() == 100
    assert Action.history.filter(history_until__year=9999).count() == 100


def test_shares_add_up(db):
    load(partnerships=7, actions=50, main=5)
    of_each = [
        Action.objects.filter(recommendation__review__partnership=partnership).count()
        for partnership in Partnership.objects.order_by("pk")
    ]
    assert (sum(of_each), of_each[0], len(of_each)) == (50, 5, 7)


def test_what_was_laid_aside_is_there_again(db, monkeypatch):
    before, kept = schema(), []
    monkeypatch.setattr(loading, "MANY", 1)
    tell_one = Reviews.tell_one
    monkeypatch.setattr(
        Reviews, "tell_one", lambda *given: (kept.append(schema()), tell_one(*given))
    )
    load()
    assert kept[0] != before
    assert schema() == before
    assert Action.objects.count() == 60


def test_few_rows_are_loaded_with_the_indexes_in_place(db, monkeypatch):
    """Else a small load into a large database would make all of its indexes anew."""
    kept = []
    tell_one = Reviews.tell_one
    monkeypatch.setattr(
        Reviews, "tell_one", lambda *given: (kept.append(indexes()), tell_one(*given))
    )
    load()
    assert set(map(len, kept)) == {len(indexes())}


def indexes():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        else:
            cursor.execute("SELECT indexname FROM pg_indexes")
        return cursor.fetchall()


@pytest.mark.parametrize("many", [1, 20_000])
def test_a_failure_leaves_nothing(db, monkeypatch, many):
    before, tell_one, calls = schema(), Reviews.tell_one, []

    def fail_at_the_third(*given):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("The lights went out.")
        tell_one(*given)

    monkeypatch.setattr(loading, "MANY", many)
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    monkeypatch.setattr(Reviews, "tell_one", fail_at_the_third)
    with pytest.raises(RuntimeError, match="lights"):
        load(actions=400)
    assert (Partnership.objects.count(), Action.history.count()) == (0, 0)
    assert schema() == before


def test_a_row_that_breaks_a_rule_stops_the_load(db, monkeypatch):
    monkeypatch.setattr("dashboards.scale.words.WITHDRAWN", ("",))
    monkeypatch.setattr("dashboards.scale.words.BARRIERS", ("",))
    with pytest.raises(Exception, match="action_reason_given"):
        load(actions=400)
    assert not Action.objects.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("mark", ["\t", "\n", "\r", "\\"])
def test_no_text_can_be_read_as_something_else(mark):
    with pytest.raises(ValueError, match="a tab"):
        writing._text([(1, f"be{mark}fore", None), (2, "after", None)])


def test_what_the_site_writes_next_has_a_key_of_its_own(db):
    load()
    partnership = Partnership.objects.first()
    theme = Theme.objects.create(partnership=partnership, name="Something new")
    review = Review.objects.create(
        partnership=partnership, pseudonym="Next", reference="N-1", kind="scr"
    )
    assert Theme.objects.latest("pk") == theme
    assert Review.history.latest("history_id").id == review.pk


def test_history_goes_on_where_it_was_loaded(db):
    load()
    action = Action.objects.first()
    last = action.history.latest("history_id")
    action.title = "Called something else"
    action.save()
    last.refresh_from_db()
    assert last.history_until == action.history.latest("history_id").history_date
