"""The history of a very large database is true: it tells what the rows beside it tell."""

from collections import defaultdict
from itertools import pairwise

import pytest
from django.apps import apps

from recommendations.models import (
    Action,
    DueDateChange,
    ProgressUpdate,
    Recommendation,
    Response,
    Verification,
)
from recommendations.status import TRANSITIONS
from scr_tracker.history import FOREVER

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]


def histories(model):
    """Rows of history by the key of what they are about, the oldest first."""
    found = defaultdict(list)
    for row in model.history.order_by("history_date", "history_id"):
        found[row.id].append(row)
    return found


@pytest.fixture(scope="module")
def filled(loaded):
    """Models that the loading fills and that keep history."""
    return [
        model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
        and loaded.rows.get(model._meta.db_table)
    ]


def test_all_that_keep_history_have_some(loaded, filled):
    assert len(filled) > 20
    assert [model for model in filled if not model.history.exists()] == []


def test_the_last_row_of_history_is_the_live_row(loaded, filled):
    for model in filled:
        names = ["id", *(field.attname for field in model.history.model.tracked_fields)]
        live = set(model._default_manager.values_list(*names))
        told = model.history.order_by("history_date", "history_id")
        last = {row[0]: row for row in told.values_list(*names, "history_type")}
        assert {row[:-1] for row in last.values() if row[-1] != "-"} == live
        gone = {pk for pk, row in last.items() if row[-1] == "-"}
        assert not gone & {row[0] for row in live}


def test_some_rows_are_gone_and_only_history_knows_them(loaded):
    gone = Response.history.filter(history_type="-")
    assert gone.exists()
    assert not Response.objects.filter(pk__in=gone.values("id")).exists()


def test_rows_of_history_begin_once_and_end_once(loaded, filled):
    for model in filled:
        for rows in histories(model).values():
            assert [row.history_type for row in rows[1:-1]] == ["~"] * len(rows[1:-1])
            assert rows[0].history_type == "+"


def test_each_row_stands_until_the_next(loaded, filled):
    lasting = [model for model in filled if hasattr(model.history.model, "history_until")]
    assert len(lasting) > 10
    for model in lasting:
        for rows in histories(model).values():
            dates = [row.history_date for row in rows]
            assert [row.history_until for row in rows] == [*dates[1:], FOREVER]
            assert [row.history_id for row in rows] == sorted(row.history_id for row in rows)


def test_versions_count_what_was_saved(loaded, filled):
    for model in filled:
        if not any(field.name == "version" for field in model._meta.fields):
            continue
        for rows in histories(model).values():
            assert rows[0].version == 1
            assert {after.version - before.version for before, after in pairwise(rows)} <= {0, 1}


def test_lists_of_rows_end_as_they_are(loaded):
    for model, name in ((Action, "contributing_agencies"), (Recommendation, "themes")):
        through, copies = getattr(model, name).through, getattr(model.history.model, name).model
        columns = [field.attname for field in through._meta.concrete_fields]
        dated = model.history.order_by("history_date", "history_id")
        last = dict(dated.values_list("id", "history_id"))
        told = copies.objects.filter(history_id__in=last.values())
        assert told.count() > 50
        assert set(told.values_list(*columns)) == set(through.objects.values_list(*columns))


def test_statuses_follow_the_table_of_moves(loaded):
    moved = 0
    for rows in histories(Action).values():
        assert rows[0].status == "not_started"
        for before, after in pairwise(rows):
            if before.status != after.status:
                assert after.status in TRANSITIONS[before.status]
                moved += 1
    assert moved > 3000


def test_history_and_updates_tell_the_same_status_at_any_moment(loaded):
    told = defaultdict(list)
    for update in ProgressUpdate.objects.order_by("recorded_at", "pk"):
        told[update.action_id].append(update)
    for pk, rows in histories(Action).items():
        changes = [
            (after.history_date, before.status, after.status, after.history_user_id)
            for before, after in pairwise(rows)
            if before.status != after.status
        ]
        assert changes == [
            (each.recorded_at, each.status_before, each.status_after, each.recorded_by_id)
            for each in told[pk]
            if each.has_moved
        ]
        for update in told[pk]:
            stood = [row for row in rows if row.history_date <= update.recorded_at][-1]
            assert stood.status == update.status_after
            assert stood.history_change_reason == update.note[:100]


def test_history_and_changes_of_dates_tell_the_same_date_at_any_moment(loaded):
    told = defaultdict(list)
    for change in DueDateChange.objects.order_by("recorded_at", "pk"):
        told[change.action_id].append(
            (change.recorded_at, change.old_due_on, change.new_due_on, change.recorded_by_id)
        )
    moved = 0
    for pk, rows in histories(Action).items():
        changes = [
            (after.history_date, before.due_on, after.due_on, after.history_user_id)
            for before, after in pairwise(rows)
            if before.due_on != after.due_on
        ]
        assert changes == told.get(pk, [])
        assert len({row.first_due_on for row in rows} - {None}) <= 1
        moved += len(changes)
    assert moved > 100


def test_verifications_stand_at_the_moments_of_history(loaded):
    verified = Verification.objects.filter(decision="verified")
    told = {(row.action_id, row.recorded_at, row.claimed_by_id) for row in verified}
    found = {
        (pk, after.history_date, before.claimed_by_id)
        for pk, rows in histories(Action).items()
        for before, after in pairwise(rows)
        if after.status == "verified" != before.status
    }
    assert len(told) > 500
    assert found == told
