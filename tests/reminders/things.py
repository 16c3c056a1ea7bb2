"""What is chased beside actions, and a world that holds all sorts of it."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from agencies import access
from agencies.models import Forum, Membership, Partnership, User
from evidence.models import EvidenceRequest
from recommendations.models import (
    EmbeddingCheck,
    ExtensionRequest,
    Milestone,
    Notice,
    Response,
    SignOff,
)
from recommendations.services.notices import tell
from reminders.models import Policy
from reminders.policies import policy_of
from reminders.preview import coming
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review


def send_every_day():
    """Every partnership without quiet days: for tests that count nights."""
    for partnership in Partnership.objects.all():
        set_policy(partnership, is_quiet_at_weekends=False, is_quiet_on_bank_holidays=False)


def set_policy(partnership, **fields):
    policy, _ = Policy.objects.update_or_create(partnership=partnership, defaults=fields)
    return policy


def notify(
    world, person="police_lead", thing=None, happening=Notice.Happening.OWNER, *, ago=None, **more
):
    """Something new for the person, from the manager unless an `actor` is named."""
    about = {"actor": world.fresh("manager"), "occasion": uuid4(), **more}
    tell(happening, [world.people[person].pk], thing=thing or world.police_action, **about)
    notice = Notice.objects.order_by("pk").last()
    if ago:
        Notice.objects.filter(pk=notice.pk).update(recorded_at=timezone.now() - ago)
    return notice


def foreseen(world, person="police_lead"):
    """The mails to them of the next fortnight, as City's manager reads them in the outbox."""
    rows = coming(policy_of(world.city), world.manager, TODAY)
    return [row for row in rows if row.recipient == world.people[person]]


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


def at(days_ago, hour=12):
    """A moment so many days before TODAY."""
    return datetime.combine(TODAY - timedelta(days=days_ago), time(hour), UTC)


def add_milestone(world, action=None, due_in=0, **fields):
    return Milestone.objects.create(
        action=action or world.police_action,
        title="The first draft",
        due_on=TODAY + timedelta(days=due_in),
        **fields,
    )


def owe_response(world, agency=None, due_in=0, recommendation=None):
    """A response that the agency has not given."""
    response, _ = Response.objects.update_or_create(
        recommendation=recommendation or world.recommendation,
        agency=agency or world.police,
        defaults={"due_on": TODAY + timedelta(days=due_in)},
    )
    return response


def ask_for_time(world, action=None, days_ago=0, person="police_lead"):
    """A request for more time that waits."""
    action = action or world.health_action
    signature = access.signature(
        world.people[person], action.recommendation.review.partnership_id
    ) | {"recorded_at": at(days_ago)}
    return ExtensionRequest.objects.create(
        action=action,
        due_on_now=action.due_on,
        asked_due_on=action.due_on + timedelta(days=30),
        reason="The supplier is late.",
        **signature,
    )


def claim(world, recommendation=None, agency=None, days_ago=0, by="police_lead", **fields):
    """An action that is recorded as completed."""
    fields = {"claimed_by": world.people[by], "claimed_at": at(days_ago), **fields}
    return add_action(world, recommendation, agency, -20, status="completed", **fields)


def complete(world, review=None, days_ago=0, agencies=(), **fields):
    """A recommendation whose actions are verified: it waits for a forum's decision."""
    recommendation = add_recommendation(world, review, agencies, **fields)
    add_action(world, recommendation, due_in=-30, status="verified", verified_at=at(days_ago))
    return recommendation


def await_body(world, review=None, chase_in=0, agencies=(), **fields):
    """A recommendation that is in another body's hands."""
    return add_recommendation(
        world,
        review,
        agencies,
        awaiting_body="Department for Education",
        awaiting_sent_on=TODAY - timedelta(days=90),
        awaiting_chase_on=TODAY + timedelta(days=chase_in),
        **fields,
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
            owe_response(world, agency, -4, recommendation)
        plan_check(world, recommendation, -1)
        plan_check(world, bare, 12)
        for action in (shared, joint):
            add_milestone(world, action, -1)
            add_milestone(world, action, 5)
            ask_for_time(world, action, 9)
            claim(world, recommendation, action.lead_agency, 30, by="deputy")
        for agencies in ((), (world.police,), (world.health,)):
            complete(world, review, 11, agencies)
            await_body(world, review, -2, agencies)
