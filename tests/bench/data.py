"""What is measured: a partnership with many actions, and a smaller one beside it."""

import random
from datetime import UTC, datetime, time, timedelta

from django.db import connection
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from agencies.models import Agency, Forum, Membership, Partnership, PartnershipAgency, User
from evidence.models import Evidence, EvidenceDecision, EvidenceLink
from recommendations.models import (
    Action,
    ExtensionRequest,
    ProgressUpdate,
    Recommendation,
    Response,
    Review,
    SignOff,
)
from recommendations.status import OPEN

PASSWORD = "correct horse battery staple"
#: How many of a hundred actions have each status; most of a partnership's record is history.
STATUSES = {
    "verified": 55,
    "completed": 5,
    "in_progress": 20,
    "not_started": 12,
    "on_hold": 3,
    "withdrawn": 5,
}
PER_RECOMMENDATION, PER_REVIEW, AGENCIES = 10, 10, 12


def build(actions: int) -> dict[str, User]:
    """Fill an empty database. The same rows each time: the dice are loaded."""
    dice = random.Random(20261102)
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Agency {n:02}", short_name=f"A{n:02}", kind="other") for n in range(AGENCIES)
    )
    here = Partnership.objects.create(name="Measured", short_name="Measured", kind="lscp")
    there = Partnership.objects.create(name="Other", short_name="Other", kind="sab")
    PartnershipAgency.objects.bulk_create(
        PartnershipAgency(partnership=p, agency=a) for p in (here, there) for a in agencies
    )
    people = {
        key: User.objects.create_user(f"{key}@bench.example", PASSWORD, name=key)
        for key in ("manager", "lead", "nobody")
    }
    Membership.objects.create(user=people["manager"], partnership=here, role="manager")
    Membership.objects.create(
        user=people["lead"], partnership=here, role="agency_lead", agency=agencies[0]
    )
    for partnership, number in ((here, actions), (there, actions // 10)):
        _fill(partnership, number, agencies, people, dice)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return people


def _fill(partnership, actions, agencies, people, dice) -> None:
    forum = Forum.objects.create(partnership=partnership, name="Learning group")
    each = PER_RECOMMENDATION * PER_REVIEW
    reviews = _reviews(partnership, max(1, actions // each))
    recommendations = Recommendation.objects.bulk_create(
        Recommendation(
            review=review,
            reference=str(position),
            position=position,
            forum=forum,
            wording="Agencies should share what they know in time. " * 6,
        )
        for review in reviews
        for position in range(1, PER_REVIEW + 1)
    )
    made = [
        _action(recommendation, number, agencies, people, dice)
        for recommendation in recommendations
        for number in range(1, PER_RECOMMENDATION + 1)
    ][:actions]
    made = bulk_create_with_history(made, Action, batch_size=1000)
    _what_happened(made, partnership, people, dice)
    _responses_and_sign_offs(recommendations, agencies, forum, people["manager"], dice)


def _reviews(partnership, number) -> list[Review]:
    return Review.objects.bulk_create(
        Review(
            partnership=partnership,
            pseudonym=f"Review {n:03}",
            reference=f"R-{n:03}",
            kind="scr",
            published_on=timezone.localdate() - timedelta(days=n * 9),
        )
        for n in range(number)
    )


def _action(recommendation, number, agencies, people, dice) -> Action:
    status = dice.choices(list(STATUSES), list(STATUSES.values()))[0]
    today = timezone.localdate()
    spread = (-60, 300) if status in OPEN else (-1500, -30)
    due_on = today + timedelta(days=dice.randint(*spread)) if dice.random() < 0.97 else None
    action = Action(
        recommendation=recommendation,
        number=number,
        title=f"Brief staff and check the records, part {number}",
        description="What is to be done, in a few sentences. " * 5,
        lead_agency=dice.choice(agencies),
        owner=people["lead"] if dice.random() < 0.05 else None,
        status=status,
        status_reason="The supplier has stopped." if status in ("on_hold", "withdrawn") else "",
        due_on=due_on,
        first_due_on=due_on,
    )
    if status in ("completed", "verified"):
        action.completed_on = today - timedelta(days=dice.randint(1, 700))
        action.claimed_by = people["lead"]
        action.claimed_at = datetime.combine(action.completed_on, time(10), UTC)
        action.verified_at = action.claimed_at if status == "verified" else None
    return action


def _signed(person) -> dict[str, object]:
    return {"recorded_by": person, "recorded_by_name": person.name, "recorded_by_role": "Role"}


def _responses_and_sign_offs(recommendations, agencies, forum, manager, dice) -> None:
    today = timezone.localdate()
    answers = []
    for recommendation in recommendations:
        for agency in dice.sample(agencies, 3):
            is_given = dice.random() < 0.9
            answers.append(
                Response(
                    recommendation=recommendation,
                    agency=agency,
                    position="accepted" if is_given else "",
                    due_on=today - timedelta(days=dice.randint(-60, 60)),
                    responded_on=today if is_given else None,
                )
            )
    Response.objects.bulk_create(answers)
    SignOff.objects.bulk_create(
        SignOff(
            recommendation=recommendation,
            outcome="assured",
            forum=forum,
            meeting_on=today,
            basis="The audit shows it.",
            **_signed(manager),
        )
        for recommendation in recommendations
        if dice.random() < 0.3
    )


def _what_happened(actions, partnership, people, dice) -> None:
    """Two updates an action; for some of them evidence, or a request for more time."""
    lead = people["lead"]
    _evidence(actions[::5], partnership, people, dice)
    ProgressUpdate.objects.bulk_create(
        (
            ProgressUpdate(
                action=action,
                note="We met, and agreed what comes next. " * 3,
                status_before=action.status,
                status_after=action.status,
                happened_on=timezone.localdate(),
                **_signed(lead),
            )
            for action in actions
            for _ in range(2)
        ),
        batch_size=1000,
    )
    ExtensionRequest.objects.bulk_create(
        ExtensionRequest(
            action=action,
            due_on_now=action.due_on,
            asked_due_on=action.due_on + timedelta(days=30),
            reason="The supplier is late.",
            **_signed(lead),
        )
        for action in actions
        if action.status in OPEN and action.due_on and dice.random() < 0.02
    )


def _evidence(proven, partnership, people, dice) -> None:
    """One item for each of the actions; of ten, one waits for a decision."""
    lead, manager = people["lead"], people["manager"]
    items = [
        Evidence(
            partnership=partnership,
            agency_id=action.lead_agency_id,
            title="Attendance list",
            kind="training",
            level="output",
            dated_on=timezone.localdate(),
            **_signed(lead),
        )
        for action in proven
    ]
    items = bulk_create_with_history(items, Evidence, batch_size=1000)
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=item, action=action, linked_by=lead)
        for item, action in zip(items, proven, strict=True)
    )
    EvidenceDecision.objects.bulk_create(
        EvidenceDecision(evidence=item, decision="accepted", submitted_by=lead, **_signed(manager))
        for item in items
        if dice.random() < 0.9
    )
