"""Rating, overdue and progress: the pure function and the query annotation are one rule."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.models import Action, Recommendation
from recommendations.status import (
    OPEN,
    Facts,
    Progress,
    Rating,
    Status,
    delivery_rating,
    is_overdue,
    progress,
)
from tests.world import TODAY, add_action, add_recommendation

RULES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
days = st.one_of(st.none(), st.integers(-400, 400))


@pytest.mark.parametrize("status", OPEN)
def test_due_today_is_not_overdue_and_due_yesterday_is(status):
    assert not is_overdue(status, TODAY, TODAY)
    assert is_overdue(status, TODAY - timedelta(days=1), TODAY)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.VERIFIED, Status.WITHDRAWN])
def test_what_is_claimed_or_closed_is_never_overdue(status):
    assert not is_overdue(status, TODAY - timedelta(days=100), TODAY)


def test_completed_action_past_its_date_waits_for_the_manager():
    rating = delivery_rating(
        Status.COMPLETED, TODAY - timedelta(days=9), lead_says_at_risk=False, today=TODAY
    )
    assert rating == Rating.AWAITING


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # The clock goes back on 25 October 2026 at 01:00 UTC and forward on 28 March 2027.
        (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 23, 1, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 23, 1, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_a_day_is_a_day_in_london_across_the_clock_change(moment, day):
    with time_machine.travel(moment, tick=False):
        assert timezone.localdate() == day
        assert not is_overdue(Status.IN_PROGRESS, day, timezone.localdate())
        assert is_overdue(Status.IN_PROGRESS, day - timedelta(days=1), timezone.localdate())


@RULES
@given(status=st.sampled_from(Status), due_in=days, at_risk=st.booleans())
def test_rating_of_function_and_query_agree(world, status, due_in, at_risk):
    action = add_action(world, status=status, due_in=due_in, is_at_risk=at_risk)
    expected = delivery_rating(action.status, action.due_on, lead_says_at_risk=at_risk, today=TODAY)
    assert Action.objects.with_rating(TODAY).get(pk=action.pk).rating == expected
    assert Action.objects.overdue(TODAY).filter(pk=action.pk).exists() == (
        expected == Rating.OVERDUE
    )


@RULES
@given(
    actions=st.lists(st.tuples(st.sampled_from(Status), days), max_size=4),
    positions=st.lists(
        st.sampled_from(["", "accepted", "partly_accepted", "not_accepted"]), max_size=3
    ),
    outcome=st.sampled_from(["", "assured", "closed_not_implemented"]),
    awaiting=st.booleans(),
)
def test_progress_of_function_and_query_agree(world, actions, positions, outcome, awaiting):
    fields = {"awaiting_body": "The department", "awaiting_sent_on": TODAY} if awaiting else {}
    recommendation = add_recommendation(
        world, reference=f"P{Recommendation.objects.count()}", **fields
    )
    for status, due_in in actions:
        add_action(world, recommendation, status=status, due_in=due_in)
    for agency, position in zip(
        (world.police, world.health, world.childrens), positions, strict=False
    ):
        recommendation.responses.create(
            agency=agency,
            position=position,
            reason="No" if position == "not_accepted" else "",
            responded_on=TODAY if position else None,
        )
    if outcome:
        recommendation.sign_offs.create(
            outcome=outcome,
            forum=world.forum,
            meeting_on=TODAY,
            basis="Report",
            recorded_by=world.manager,
        )
    live = [row for row in actions if row[0] != Status.WITHDRAWN]
    expected = progress(
        Facts(
            outcome=outcome,
            is_awaiting_body=awaiting,
            is_refused=bool(positions) and all(p == "not_accepted" for p in positions),
            has_live=bool(live),
            has_overdue=any(
                is_overdue(s, None if d is None else TODAY + timedelta(days=d), TODAY)
                for s, d in live
            ),
            has_unverified=any(s != Status.VERIFIED for s, _ in live),
            has_started=any(s != Status.NOT_STARTED for s, _ in live),
        )
    )
    row = Recommendation.objects.with_progress(TODAY).get(pk=recommendation.pk)
    assert row.progress == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), Progress.NOT_STARTED),
        (Facts(has_live=True, has_unverified=True), Progress.NOT_STARTED),
        (Facts(has_live=True, has_unverified=True, has_started=True), Progress.IN_PROGRESS),
        (Facts(has_live=True, has_unverified=True, has_overdue=True), Progress.OVERDUE),
        (Facts(has_live=True, has_started=True), Progress.ACTIONS_COMPLETE),
        (Facts(is_refused=True), Progress.NOT_ACCEPTED),
        (Facts(is_refused=True, has_live=True, has_unverified=True), Progress.NOT_STARTED),
        (Facts(is_awaiting_body=True, has_overdue=True), Progress.AWAITING_BODY),
        (Facts(outcome="assured", is_awaiting_body=True), Progress.SIGNED_OFF),
        (Facts(outcome="closed_not_implemented"), Progress.CLOSED),
    ],
)
def test_progress_by_case(facts, expected):
    assert progress(facts) == expected
