"""Who is told of what happened to evidence and to requests for it, and what they are told.

Each is called in the transaction of what happened, after it was written. An item may support
several actions, not all of which everybody sees: each person is told by one that they see.
"""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from agencies.models import User
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest, RequestEvent
from recommendations.mentionable import mentioned_in
from recommendations.models import Action, Notice
from recommendations.services.notices import Happening, leads_of, seeing, tell


def asked(actor: User, request: EvidenceRequest) -> None:
    leads = leads_of(request.partnership_id, request.agency_id)
    tell(Happening.REQUEST, leads, actor=actor, thing=request, occasion=request.public_id)


def offered(actor: User, request: EvidenceRequest, note: str) -> None:
    """Nobody but whom the note mentions: what waits for a manager stands in their My work."""
    _mention(actor, request, note, set())


def not_answered(actor: User, request: EvidenceRequest, note: str) -> None:
    """The leads of the agency, and who named the item."""
    named = request.events.filter(kind=RequestEvent.Kind.ANSWERED).order_by("-recorded_at", "-pk")
    people = [
        *named.values_list("recorded_by_id", flat=True)[:1],
        *leads_of(request.partnership_id, request.agency_id),
    ]
    told = tell(
        Happening.ANSWER_RETURNED,
        people,
        actor=actor,
        thing=request,
        occasion=f"v{request.version}",
    )
    _mention(actor, request, note, told)


def decided(actor: User, evidence: Evidence, decision: EvidenceDecision) -> None:
    """Who submitted it; of what is sent back, owners of its actions and the agency's leads too."""
    if decision.decision == EvidenceDecision.Decision.ACCEPTED:
        told = _accepted(actor, evidence, decision)
    else:
        owners = Action.objects.filter(evidence_links__evidence=evidence)
        people = [
            decision.submitted_by_id,
            *owners.values_list("owner_id", flat=True),
            *leads_of(evidence.partnership_id, evidence.agency_id),
        ]
        told = _told_of_item(Happening.EVIDENCE_RETURNED, people, actor, evidence, decision)
    mentioned = mentioned_in(decision.comment, actor, evidence) - told
    _told_of_item(Happening.MENTIONED, mentioned, actor, evidence, decision)


def _accepted(actor: User, evidence: Evidence, decision: EvidenceDecision) -> set[int]:
    """One notice says it of all items of an action, until it is read."""
    told: set[int] = set()
    for user, action in _readers({decision.submitted_by_id} - {actor.pk}, evidence):
        told.add(user.pk)
        about = {"happening": Happening.EVIDENCE_ACCEPTED, "item_id": action.public_id}
        before = Notice.objects.unread().filter(recipient=user, recorded_by=actor, **about)
        latest = before.values("pk")[:1]
        now = timezone.now()
        if not Notice.objects.filter(pk__in=latest).update(many=F("many") + 1, recorded_at=now):
            tell(
                Happening.EVIDENCE_ACCEPTED,
                [user.pk],
                actor=actor,
                thing=action,
                occasion=decision.public_id,
            )
    return told


def _told_of_item(
    happening: Happening,
    people: Iterable[int | None],
    actor: User,
    evidence: Evidence,
    decision: EvidenceDecision,
) -> set[int]:
    told: set[int] = set()
    for user, action in _readers({pk for pk in people if pk} - {actor.pk}, evidence):
        told |= tell(
            happening,
            [user.pk],
            actor=actor,
            thing=evidence,
            occasion=decision.public_id,
            through=action,
        )
    return told


def _readers(ids: Iterable[int], evidence: Evidence) -> list[tuple[User, Action]]:
    """Those of the people who may read the item, each with the first of its actions they see."""
    actions = Action.objects.filter(evidence_links__evidence=evidence).in_report_order()
    wanted = actions.select_related("recommendation__review")
    found = ((user, wanted.visible_to(user).first()) for user in seeing(ids, evidence))
    return [(user, action) for user, action in found if action is not None]


def _mention(actor: User, request: EvidenceRequest, text: str, told: set[int]) -> None:
    tell(
        Happening.MENTIONED,
        mentioned_in(text, actor, request),
        actor=actor,
        thing=request,
        occasion=f"v{request.version}",
        besides=told,
    )
