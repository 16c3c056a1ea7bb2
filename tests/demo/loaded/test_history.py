"""The demo's history stands on the days of which it tells, as if it had been used for years."""

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from dashboards.demo.diary import ROOMS
from dashboards.scope import Scope
from dashboards.trend import trend
from recommendations.models import Action, ProgressUpdate, Review, SignOff
from scr_tracker.history import Lasting, stood_at
from tests.demo.loaded.conftest import LOADED

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(demo, today):
    return Review.objects.select_related("partnership").get(pseudonym="Clare")


def standing(day, **fields):
    """References of Clare’s actions at the end of that day."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    rows = Action.history.model.objects.filter(stood_at(end), **fields)
    return rows.filter(recommendation__review__pseudonym="Clare")


@pytest.mark.parametrize(
    ("day", "known", "done"),
    [
        (date(2018, 6, 1), 0, 0),
        (date(2019, 3, 20), 2, 2),
        (date(2020, 12, 1), 60, 30),
    ],
)
def test_actions_of_a_past_day_are_those_of_which_the_response_tells(review, day, known, done):
    """The two of early 2019 are the consultants’ review and the audit of March."""
    assert standing(day).count() == known
    assert standing(day, status__in=["completed", "verified"]).count() == done


@pytest.mark.parametrize("day", ["2019-03-20", "2020-12-31", "2026-06-30"])
@pytest.mark.parametrize("person", ["manager", "board", "police"])
def test_the_dashboard_of_a_past_day_shows_something(review, client, day, person):
    client.force_login(User.objects.get(email=f"{person}@demo.example"))
    url = reverse("dashboards:board", args=[review.partnership.public_id])
    page = client.get(f"{url}?as-at={day}")
    assert page.status_code == 200
    assert b"data-rows" in page.content


def test_the_trend_is_not_flat(review, today):
    manager = User.objects.get(email="manager@demo.example")
    found = trend(Scope.plain(manager, review.partnership, today))
    assert len({tuple(part.count for part in row.parts) for row in found.progress.rows}) > 1
    assert all(row.total for row in found.progress.rows)


def test_something_changed_between_the_two_meetings_of_the_board(review, client, today):
    client.force_login(User.objects.get(email="board@demo.example"))
    url = reverse("dashboards:change-summary", args=[review.partnership.public_id])
    first, last = today - timedelta(days=147), today - timedelta(days=56)
    page = client.get(f"{url}?from={first}&as-at={last}")
    assert page.status_code == 200
    assert b"data-rows" in page.content


def test_a_decision_is_as_old_as_its_meeting_and_so_is_what_was_kept_with_it(review):
    decision = SignOff.objects.get(recommendation__review=review, recommendation__reference="2b")
    for moment in (decision.recorded_at, datetime.fromisoformat(decision.snapshot["taken_at"])):
        assert timezone.localdate(moment) == decision.meeting_on


def test_nothing_was_recorded_before_it_was_done_or_after_the_demo_was_loaded(review):
    updates = ProgressUpdate.objects.filter(action__recommendation__review=review)
    assert updates.filter(recorded_at__date__lt=F("happened_on")).count() == 0
    assert updates.filter(recorded_at__gt=LOADED + timedelta(hours=1)).count() == 0


def test_each_history_is_in_the_order_in_which_it_was_written(review):
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if issubclass(model, Lasting):
                rows = model.objects.order_by("id", "history_id").values_list("id", "history_date")
                assert list(rows) == sorted(rows), model
