"""Who is told of an action: never somebody who may not see it, and nobody of these is left out."""

from agencies.models import Membership, User
from recommendations.models import Action
from reminders.audiences import subject_of, told_of
from tests.world import add_action, add_person, add_recommendation, add_review


def build(world):
    """Actions owned by all sorts of people: open and hidden, shared or not, with a contributor."""
    secret = add_review(world, is_restricted=True)
    secret.people.create(user=world.police_lead, named_by=world.manager)
    world.health_lead.memberships.create(partnership=world.coast, role="manager")
    add_person(world, "left", "agency_lead", agency=world.police)
    Membership.objects.filter(user=world.people["left"]).update(is_active=False)
    add_person(world, "second", "agency_lead", agency=world.health)
    for review in (world.review, secret, world.coast_review):
        recommendation = add_recommendation(world, review, (world.police,))
        for owner in (None, *User.objects.all()):
            for agency in (world.police, world.health):
                add_action(world, recommendation, agency, owner=owner)
        shared = add_action(world, recommendation, world.health, owner=world.police_lead)
        shared.is_shared = True
        shared.save()
        joint = add_action(world, recommendation, world.police, owner=world.health_lead)
        joint.contributing_agencies.add(world.health)


def test_who_is_told_is_who_may_see_it(world):
    """Against the definition, asked person by person."""
    build(world)
    actions = list(Action.objects.select_related("recommendation__review"))
    sees = {
        user.pk: set(Action.objects.visible_to(user).values_list("pk", flat=True))
        for user in User.objects.all()
    }
    told = told_of(map(subject_of, actions))
    for action in actions:
        members = Membership.objects.active().filter(
            partnership=action.recommendation.review.partnership
        )
        managers = members.filter(role="manager").values_list("user_id", flat=True)
        leads = members.filter(role="agency_lead", agency=action.lead_agency)
        own = {action.owner_id, *leads.values_list("user_id", flat=True)} - {None}
        there = {pk for pk in managers if action.pk in sees[pk]}
        assert told[action.pk].managers.keys() == there
        assert told[action.pk].owners.keys() == {pk for pk in own if action.pk in sees[pk]} or there


def test_the_database_is_asked_once_for_all_who_see_the_same(world, django_assert_num_queries):
    build(world)
    for number in range(5):
        add_person(world, f"more_{number}", "agency_lead", agency=world.health)
        add_action(world, agency=world.police, owner=world.people[f"more_{number}"])
    actions = list(Action.objects.select_related("recommendation__review"))
    with django_assert_num_queries(5):
        told_of(map(subject_of, actions))
