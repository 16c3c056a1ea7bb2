"""A very large database as at a past day: what it says then follows from what was noted by then."""

from datetime import timedelta

import pytest

from recommendations.models import Action, DueDateChange, ProgressUpdate, SignOff
from scr_tracker.as_at import end_of, standing_at
from tests.dashboards.scale.conftest import TODAY

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]
AGO = [1, 30, 182, 400, 1200]


@pytest.fixture(params=AGO)
def day(request):
    return TODAY - timedelta(days=request.param)


def born_by(day):
    """Actions that had been agreed at the end of the day."""
    born = Action.history.filter(history_type="+", history_date__lt=end_of(day))
    return set(born.values_list("id", flat=True))


def test_statuses_are_those_of_the_updates_so_far(loaded, day):
    expected = dict.fromkeys(born_by(day), "not_started")
    so_far = ProgressUpdate.objects.filter(recorded_at__lt=end_of(day)).order_by("recorded_at")
    expected |= dict(so_far.values_list("action_id", "status_after"))
    with standing_at(day):
        found = dict(Action.objects.values_list("pk", "status"))
    assert len(found) > 50
    assert found == expected


def test_due_dates_are_those_of_the_changes_so_far(loaded, day):
    expected = dict(Action.objects.filter(pk__in=born_by(day)).values_list("pk", "due_on"))
    changes = DueDateChange.objects.order_by("recorded_at")
    firsts = dict(changes.reverse().values_list("action_id", "old_due_on"))
    expected |= {pk: due_on for pk, due_on in firsts.items() if pk in expected}
    so_far = changes.filter(recorded_at__lt=end_of(day))
    expected |= dict(so_far.values_list("action_id", "new_due_on"))
    with standing_at(day):
        found = dict(Action.objects.values_list("pk", "due_on"))
    assert found == expected


def test_decisions_stand_that_had_been_taken_and_not_reopened(loaded, day):
    taken = SignOff.objects.filter(recorded_at__lt=end_of(day))
    expected = set(taken.exclude(reopened_at__lt=end_of(day)).values_list("pk", flat=True))
    with standing_at(day):
        found = set(SignOff.objects.filter(reopened_at=None).values_list("pk", flat=True))
    assert found == expected


def test_days_differ(loaded):
    """Else the tests above would show nothing."""
    told = []
    for ago in AGO:
        with standing_at(TODAY - timedelta(days=ago)):
            told.append((Action.objects.count(), SignOff.objects.filter(reopened_at=None).count()))
    assert len(set(told)) == len(AGO)
