"""Deny by default: what of the world each person reads."""

import pytest

from recommendations.models import Action, Recommendation, Review
from tests.world import add_action, add_recommendation, add_review


def references(user):
    return sorted(a.reference for a in Action.objects.visible_to(user))


def titles(user):
    return {a.title for a in Action.objects.visible_to(user)}


def test_roles_that_read_the_whole_see_all_of_their_partnership(world):
    for person in ("manager", "board_member", "scrutineer"):
        assert titles(world.people[person]) == {
            "Brief staff on the new form",
            "Audit the records",
        }


def test_lead_sees_own_actions_only(world):
    assert titles(world.police_lead) == {"Brief staff on the new form"}
    assert titles(world.health_lead) == {"Audit the records"}
    assert titles(world.childrens_lead) == set()


def test_lead_sees_a_shared_action_of_a_recommendation_that_concerns_the_agency(world):
    world.health_action.is_shared = True
    world.health_action.save()
    assert titles(world.police_lead) == {
        "Brief staff on the new form",
        "Audit the records",
    }
    assert titles(world.childrens_lead) == set()


def test_contributing_agency_sees_the_action_and_its_recommendation(world):
    assert not Recommendation.objects.visible_to(world.childrens_lead).exists()
    world.health_action.contributing_agencies.add(world.childrens)
    assert titles(world.childrens_lead) == {"Audit the records"}
    assert list(Review.objects.visible_to(world.childrens_lead)) == [world.review]


def test_lead_in_one_partnership_sees_nothing_of_the_same_agency_elsewhere(world):
    action = add_action(world, world.coast_action.recommendation, world.police, title="Elsewhere")
    assert action in Action.objects.visible_to(world.outsider)
    assert action not in Action.objects.visible_to(world.police_lead)
    assert world.coast_review not in Review.objects.visible_to(world.police_lead)


@pytest.mark.parametrize("person", ["nobody", "outsider", "housing_lead"])
def test_others_see_nothing_of_the_partnership(world, person):
    user = world.people[person]
    assert world.review not in Review.objects.visible_to(user)
    assert world.recommendation not in Recommendation.objects.visible_to(user)
    assert world.police_action not in Action.objects.visible_to(user)


def test_restricted_review_is_seen_by_the_people_named_on_it_only(world):
    review = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, review, (world.police,)), world.police)
    assert review not in Review.objects.visible_to(world.manager)
    assert action not in Action.objects.visible_to(world.police_lead)
    review.people.create(user=world.police_lead, named_by=world.manager)
    named = world.fresh("police_lead")
    assert review in Review.objects.visible_to(named)
    assert action in Action.objects.visible_to(named)
    assert action not in Action.objects.visible_to(world.manager)


def test_ended_membership_sees_nothing(world):
    world.manager.memberships.update(is_active=False)
    assert not Review.objects.visible_to(world.fresh("manager")).exists()
