"""A partnership with something in every block, and decoys that no figure of it may count."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from dashboards.work import work_of
from evidence.models import Evidence, EvidenceDecision, EvidenceLink
from recommendations.models import (
    Challenge,
    EmbeddingCheck,
    ExtensionRequest,
    Response,
    SignOff,
    Verification,
)
from tests.snapshot import once
from tests.world import TODAY, add_action, add_recommendation, add_review

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def signature(person):
    return {
        "recorded_by": person,
        "recorded_by_name": person.name,
        "recorded_by_role": "Somebody",
    }


def ask_for_time(world, action, person=None):
    return ExtensionRequest.objects.create(
        action=action,
        due_on_now=action.due_on,
        asked_due_on=action.due_on + timedelta(days=60),
        reason="The supplier is late.",
        **signature(person or world.police_lead),
    )


def add_evidence(world, action, person=None, **fields):
    fields.setdefault("title", "Attendance list")
    fields.setdefault("kind", "training")
    fields.setdefault("level", "output")
    fields.setdefault("dated_on", TODAY)
    fields.setdefault("url", "https://example.org/")
    fields.setdefault("agency", action.lead_agency)
    person = person or world.police_lead
    item = Evidence.objects.create(
        partnership=action.recommendation.review.partnership,
        **signature(person),
        **fields,
    )
    EvidenceLink.objects.create(evidence=item, action=action, linked_by=person)
    return item


def decide(world, item, decision, comment="Only a list of names."):
    return EvidenceDecision.objects.create(
        evidence=item,
        submission=item.submission,
        decision=decision,
        comment=comment,
        submitted_by=item.recorded_by,
        **signature(world.manager),
    )


def send_back(world, action, comment="Where is the audit?", at=NOW):
    return Verification.objects.create(
        action=action,
        decision="sent_back",
        comment=comment,
        claimed_by=world.police_lead,
        recorded_at=at,
        **signature(world.manager),
    )


def sign_off(world, recommendation, outcome="assured", meeting_on=TODAY):
    return SignOff.objects.create(
        recommendation=recommendation,
        outcome=outcome,
        forum=world.forum,
        meeting_on=meeting_on,
        basis="The audit shows it.",
        **signature(world.manager),
    )


def overtake(world, recommendation, agency):
    """A decision, and evidence that came in after it, once decisions lie back."""
    action = add_action(world, recommendation, agency, due_in=-60, status="verified")
    decide(world, add_evidence(world, action, title="Newer"), "accepted")
    return sign_off(world, recommendation)


def let_decisions_lie_back():
    """A week: what is put back by `once` is all of this instant."""
    then = timezone.now() - timedelta(days=7)
    SignOff.objects.update(recorded_at=then)
    SignOff.history.update(recorded_at=then, history_date=then)


def add_check(decision, due_on=TODAY):
    return EmbeddingCheck.objects.create(
        recommendation=decision.recommendation, sign_off=decision, due_on=due_on
    )


def challenge(world, recommendation, agency=None, **fields):
    return Challenge.objects.create(
        recommendation=recommendation,
        agency=agency or world.police,
        question="What difference did it make?",
        **signature(world.scrutineer),
        **fields,
    )


def add_one_of_each(world, review, agency):
    """Every progress and every rating, in every age, for one agency of one review."""
    both = (agency,)
    signed = add_recommendation(world, review, both)
    add_check(overtake(world, signed, agency))
    challenge(world, signed, agency)
    complete = add_recommendation(world, review, both)
    add_action(world, complete, agency, due_in=-20, status="verified")
    late = add_recommendation(world, review, both)
    for due_in in (-1, -7, -8, -30, -31, -90, -91, -400):
        add_action(world, late, agency, due_in=due_in, status="in_progress")
    add_action(world, late, agency, due_in=-5, status="on_hold")
    going = add_recommendation(world, review, both)
    for due_in in (0, 1, 30, 31):
        add_action(world, going, agency, due_in=due_in, status="in_progress")
    add_action(world, going, agency, due_in=3)
    add_action(world, going, agency, due_in=-40, status="completed")
    add_action(world, going, agency, due_in=12, status="completed")
    add_action(world, going, agency, due_in=-9, status="withdrawn")
    add_action(world, going, agency)
    add_recommendation(world, review, both)
    refused = add_recommendation(world, review)
    Response.objects.create(
        recommendation=refused,
        agency=agency,
        position="not_accepted",
        reason="It is done already.",
        responded_on=TODAY,
    )
    closed = add_recommendation(world, review, both)
    sign_off(world, closed, "closed_not_implemented")
    away = add_recommendation(
        world, review, both, awaiting_body="The department", awaiting_sent_on=TODAY
    )
    action = add_action(world, away, agency, due_in=20)
    ask_for_time(world, action)
    add_evidence(world, action)
    decide(world, add_evidence(world, action, title="Returned"), "returned")


def build_town(world):
    """City with two agencies' rows; the same in a restricted review and in Coast, as decoys."""
    secret = once("town", lambda: _build_town(world))
    let_decisions_lie_back()
    return secret


def _build_town(world):
    add_one_of_each(world, world.review, world.police)
    add_one_of_each(world, world.review, world.health)
    shared = add_action(
        world,
        world.recommendation,
        world.health,
        due_in=-15,
        status="in_progress",
        title="Shared by Health",
    )
    shared.is_shared = True
    shared.save()
    secret = add_review(world, is_restricted=True)
    add_one_of_each(world, secret, world.police)
    secret.people.create(user=world.scrutineer, named_by=world.manager)
    add_one_of_each(world, world.coast_review, world.police)
    add_one_of_each(world, world.coast_review, world.housing)
    return secret


def work(world, person, chosen=None):
    return work_of(world.fresh(person), TODAY, chosen)


def steps(found):
    return [(step.tag, step.title, [link.text for link in step.links]) for step in found.steps]


def quiet(world):
    """Nobody has anything to do: no actions, every response given, everybody has signed in."""
    for action in (world.police_action, world.health_action, world.coast_action):
        action.delete()
    for response in (
        *world.recommendation.responses.all(),
        *world.coast_review.recommendations.get().responses.all(),
    ):
        response.position, response.responded_on = "accepted", TODAY
        response.save()
    type(world.manager).objects.update(last_login=NOW)


def addresses(section):
    """Where the lines of a section lead."""
    return [line.url for line in section.rows]
