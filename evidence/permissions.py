"""Who may do what with evidence. As in the recommendations room, sight comes first."""

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from agencies import access
from agencies.models import Agency
from evidence import scanning
from recommendations.models import Action
from recommendations.permissions import may_edit_review, may_sign_off, roles_on
from scr_tracker import as_at

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person
    from evidence.models import Disposal, Evidence, EvidenceRequest
    from evidence.since import News
    from recommendations.models import Recommendation, SignOff


@as_at.now_only
def sources(user: "Person", action: Action) -> list[Agency]:
    """The agencies for which the person may add evidence to the action, the lead agency first.

    A manager adds for every agency that acts; an agency lead for the own ones.
    """
    acting = [action.lead_agency, *action.contributing_agencies.all()]
    if "manager" in roles_on(user, action):
        return acting
    led = access.led_agencies(user).get(action.recommendation.review.partnership_id, [])
    return [agency for agency in acting if agency.pk in led]


@as_at.now_only
def may_add_evidence(user: "Person", action: Action) -> bool:
    """A manager, or a lead of an agency that leads the action or contributes to it."""
    return bool(roles_on(user, action)) or bool(sources(user, action))


def addable_actions(user: "Person", recommendation: "Recommendation") -> "QuerySet[Action]":
    """The actions of the recommendation to which the person may add evidence, in one query."""
    actions = recommendation.actions.all()
    mine = actions.managed_by(user) | actions.acted_on_by(user)
    return mine.select_related("recommendation").order_by("number")


def addable_beside(user: "Person", evidence: "Evidence") -> "QuerySet[Action]":
    """Actions that it does not support yet, of the recommendations of those that it does."""
    return addable_around(user, evidence).exclude(pk__in=evidence.links.values("action"))


def addable_around(user: "Person", evidence: "Evidence") -> "QuerySet[Action]":
    """The same, and those that it supports already."""
    recommendations = evidence.links.values("action__recommendation")
    actions = Action.objects.filter(recommendation__in=recommendations)
    mine = actions.managed_by(user) | actions.acted_on_by(user)
    return mine.select_related("recommendation").order_by("recommendation__position", "number")


def may_read(user: "Person", evidence: "Evidence") -> bool:
    return type(evidence).objects.visible_to(user).filter(pk=evidence.pk).exists()


@as_at.now_only
def may_edit(user: "Person", evidence: "Evidence") -> bool:
    """The partnership's manager, or a lead of the agency that it comes from."""
    return _is_manager(user, evidence) or access.is_lead_for(
        user, evidence.partnership_id, evidence.agency_id
    )


@as_at.now_only
def may_decide(user: "Person", evidence: "Evidence", claimed: Container[int] | None = None) -> bool:
    """A manager, but nobody decides on what they brought in, or on the proof of their own claim.

    `claimed`: what `behind_claims` says of many items at once.
    """
    if not _is_manager(user, evidence) or user.pk in evidence.brought_in_by():
        return False
    return evidence.pk not in (behind_claims(user, [evidence]) if claimed is None else claimed)


def behind_claims(user: "Person", items: "Iterable[Evidence]") -> set[int]:
    """Of these items, the keys of those that support an action which the person has claimed."""
    own = Action.objects.filter(claimed_by=user.pk, evidence__in=[item.pk for item in items])
    return set(own.values_list("evidence", flat=True))


@as_at.now_only
def may_settle(user: "Person", decision: "SignOff", news: "Iterable[News]") -> bool:
    """A manager says that a decision stands, but nobody of what they brought in themselves."""
    return may_sign_off(user, decision.recommendation) and not any(each.is_own for each in news)


@as_at.now_only
def may_manage(user: "Person", partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, "manager")


@as_at.now_only
def may_dispose(user: "Person", evidence: "Evidence") -> bool:
    """A manager proposes that files go."""
    return _is_manager(user, evidence)


@as_at.now_only
def may_decide_disposal(user: "Person", disposal: "Disposal") -> bool:
    """Another manager carries it out. The proposer may decline it: take it back."""
    return disposal.state == "proposed" and _is_manager(user, disposal.evidence)


@as_at.now_only
def may_ask_for_evidence(user: "Person", recommendation: "Recommendation") -> bool:
    """A manager; of a restricted review one who is named on it."""
    return may_edit_review(user, recommendation.review)


@as_at.now_only
def may_manage_request(user: "Person", request: "EvidenceRequest") -> bool:
    """A manager changes it, withdraws it, and says whether an item answers it."""
    return may_edit_review(user, request.recommendation.review)


@as_at.now_only
def may_answer_request(user: "Person", request: "EvidenceRequest") -> bool:
    """A lead of the agency that is asked, or a manager for it."""
    own = access.is_lead_for(user, request.partnership_id, request.agency_id)
    return own or may_manage_request(user, request)


@as_at.now_only
def may_offer(user: "Person", request: "EvidenceRequest", action: Action) -> bool:
    """Evidence that they add to the action, as the answer to a request that they see."""
    seen = type(request).objects.visible_to(user).filter(pk=request.pk)
    about = request.recommendation_id == action.recommendation_id
    return about and seen.exists() and may_answer_request(user, request)


@as_at.now_only
def is_told_of_scanner(user: "Person", partnership_id: int | None = None) -> bool:
    """Where there is no scanner, managers are told: of this partnership, or of any."""
    if scanning.has_scanner():
        return False
    if not partnership_id:
        return bool(access.partnership_ids(user, "manager"))
    return may_manage(user, partnership_id)


def _is_manager(user: "Person", evidence: "Evidence") -> bool:
    return access.has_role(user, evidence.partnership_id, "manager")
