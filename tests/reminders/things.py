"""What is chased beside actions, and a world that holds all sorts of it."""

from datetime import timedelta

from agencies import access
from agencies.models import Forum, Membership, User
from evidence.models import EvidenceRequest
from recommendations.models import EmbeddingCheck, SignOff
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review


def ask(world, agency=None, due_in=0, action=None, recommendation=None, manager="manager"):
    """An evidence request that waits for the agency."""
    recommendation = recommendation or (action or world.police_action).recommendation
    partnership = recommendation.review.partnership
    return EvidenceRequest.objects.create(
        partnership=partnership,
        recommendation=recommendation,
        action=action,
        agency=agency or world.police,
        wanted="The attendance list of the briefings.",
        due_on=TODAY + timedelta(days=due_in),
        **access.signature(world.people[manager], partnership.pk),
    )


def plan_check(world, recommendation=None, due_in=0, manager="manager"):
    """A recommendation that is signed off, with the check that was planned then."""
    recommendation = recommendation or world.recommendation
    partnership = recommendation.review.partnership
    forum, _ = Forum.objects.get_or_create(partnership=partnership, name="Learning Group")
    decision = SignOff.objects.create(
        recommendation=recommendation,
        outcome="assured",
        forum=forum,
        meeting_on=TODAY - timedelta(days=180),
        basis="Verified actions",
        **access.signature(world.people[manager], partnership.pk),
    )
    return EmbeddingCheck.objects.create(
        recommendation=recommendation, sign_off=decision, due_on=TODAY + timedelta(days=due_in)
    )


def build_all_sorts(world):
    """Things of all sorts of people: open and hidden, shared or not, with a contributor."""
    secret = add_review(world, is_restricted=True)
    secret.people.create(user=world.police_lead, named_by=world.manager)
    world.health_lead.memberships.create(partnership=world.coast, role="manager")
    add_person(world, "left", "agency_lead", agency=world.police)
    Membership.objects.filter(user=world.people["left"]).update(is_active=False)
    add_person(world, "second", "agency_lead", agency=world.health)
    add_person(world, "deputy", "manager")
    secret.people.create(user=world.people["deputy"], named_by=world.manager)
    for review in (world.review, secret, world.coast_review):
        recommendation = add_recommendation(world, review, (world.police,))
        for owner in (None, *User.objects.all()):
            for agency in (world.police, world.health):
                add_action(world, recommendation, agency, due_in=-1, owner=owner)
        shared = add_action(world, recommendation, world.health, due_in=2, owner=world.police_lead)
        shared.is_shared = True
        shared.save()
        joint = add_action(world, recommendation, world.police, due_in=9, owner=world.health_lead)
        joint.contributing_agencies.add(world.health)
        bare = add_recommendation(world, review)
        for agency in (world.police, world.health, world.housing):
            ask(world, agency, 3, joint)
            ask(world, agency, -2, recommendation=bare)
        plan_check(world, recommendation, -1)
        plan_check(world, bare, 12)
