"""Who covers for managers, and what holds where who covers is away too. TODAY is a Monday."""

import pytest

from agencies.models import Membership
from reminders.audiences import Reach
from reminders.sources import SOURCES, Due
from tests.reminders.test_personal import cover
from tests.reminders.things import ask_for_time, claim, plan_check
from tests.world import TODAY, add_person


def only(kind, **narrowed):
    source = SOURCES[kind]
    (row,) = source.columns(source.waiting(source.rows()).filter(**narrowed))
    return Due._make(row)


def reach(due):
    return Reach([due], TODAY, TODAY)


@pytest.fixture
def deputy(world):
    return add_person(world, "deputy", "manager")


@pytest.mark.parametrize(
    ("make", "kind"), [(ask_for_time, "extension"), (plan_check, "check"), (claim, "verification")]
)
def test_of_what_managers_owe_who_is_away_is_not_told(world, deputy, make, kind):
    make(world)
    cover(world, "manager", "deputy")
    told = reach(only(kind)).told(only(kind), TODAY)
    assert told.owners == (deputy.pk,)
    assert world.manager.pk not in told.top, "nor is their own work escalated to them"
    assert set(told.managers) == {world.manager.pk, deputy.pk}, "the digest still comes"


def test_a_manager_who_is_away_stands_in_for_nobody(world, deputy):
    Membership.objects.filter(user=world.police_lead).update(is_active=False)
    cover(world, "manager", "deputy")
    due = only("action", pk=world.police_action.pk)
    told = reach(due).told(due, TODAY)
    assert told.is_stood_in
    assert told.owners == (deputy.pk,)


def test_what_others_owe_is_escalated_to_a_manager_who_is_away(world, deputy):
    cover(world, "manager", "deputy")
    due = only("action", pk=world.police_action.pk)
    assert {world.manager.pk, deputy.pk} <= set(reach(due).told(due, TODAY).top)


def test_who_recorded_the_completion_does_not_cover_for_who_may_verify_it(world, deputy):
    claim(world, by="deputy")
    cover(world, "manager", "deputy")
    due = only("verification")
    assert reach(due).told(due, TODAY).owners == (world.manager.pk,)


def test_where_who_covers_is_away_too_the_person_is_told(world):
    """Two who cover for each other are both told; so says why, too."""
    add_person(world, "second", "agency_lead", agency=world.police)
    cover(world, "police_lead", "second", 0, 5)
    due = only("action", pk=world.police_action.pk)
    world.people["second"].memberships.update(role="manager", agency=None)
    assert len(reach(due).covering(world.people["second"].pk, due, TODAY)) == 1
    cover(world, "second", "police_lead", 0, 5)
    assert reach(due).told(due, TODAY).owners == (world.police_lead.pk,)
    assert reach(due).covering(world.people["second"].pk, due, TODAY) == []


def test_who_covers_for_a_manager_and_is_none_any_more_is_told_for_whom(world, deputy):
    plan_check(world)
    one = cover(world, "manager", "deputy")
    deputy.memberships.update(role="board_member")
    due = only("check")
    assert reach(due).told(due, TODAY).owners == (deputy.pk,)
    assert reach(due).covering(deputy.pk, due, TODAY) == [one]
