"""The kinds of things that are chased, each a row."""

from evidence.models import EvidenceRequest
from evidence.querysets_requests import EvidenceRequestQuerySet
from recommendations.models import (
    Action,
    EmbeddingCheck,
    ExtensionRequest,
    Milestone,
    Recommendation,
    Response,
)
from recommendations.querysets import (
    ActionQuerySet,
    EmbeddingCheckQuerySet,
    ExtensionRequestQuerySet,
    MilestoneQuerySet,
    RecommendationQuerySet,
    ResponseQuerySet,
)
from recommendations.status import Progress, Rating
from reminders.models import Reminder
from reminders.sources import ended
from reminders.sources.described import LiveList, Source, Why

Kind = Reminder.Kind


def _actions(name: str, **query: str) -> LiveList:
    return LiveList(name, "recommendations:action-list", query, is_narrowed=True)


def _recommendations(name: str, progress: Progress) -> LiveList:
    query = {"progress": progress.value}
    return LiveList(name, "recommendations:recommendation-list", query, is_narrowed=True)


def _my_work(name: str, part: str) -> LiveList:
    return LiveList(name, "dashboards:my-work", is_narrowed=True, part=part)


REQUESTS = "evidence:request-list"
_ALL = (
    Source(
        kind=Kind.ACTION,
        model=Action,
        waiting=ActionQuerySet.open,
        ended=ended.action,
        route="recommendations:action-detail",
        noun="action",
        told_as="owner or agency lead",
        ask="Please say of each action whether it is done, on track, blocked, or needs more time.",
        lists={
            Why.OWN: _actions("actions that you owe", mine="1"),
            Why.COVER: _actions("all actions"),
            Why.STANDING_IN: _actions("all actions"),
            Why.ESCALATED: _actions("overdue actions", rating=Rating.OVERDUE.value),
            Why.DIGEST: _actions("overdue actions", rating=Rating.OVERDUE.value),
        },
        agency="lead_agency_id",
        owner="owner_id",
        action="",
        is_its_leads=True,
        is_bare=True,
        answer_route="recommendations:action-answer",
    ),
    Source(
        kind=Kind.REQUEST,
        model=EvidenceRequest,
        waiting=EvidenceRequestQuerySet.awaiting_agency,
        ended=ended.request,
        route="evidence:request-detail",
        noun="evidence request",
        told_as="agency lead",
        ask="Please open each evidence request, and send in what is wanted.",
        lists={
            Why.OWN: LiveList("evidence asked of you", REQUESTS, {"state": "waiting"}),
            Why.STANDING_IN: LiveList("evidence asked for", REQUESTS, {"state": "waiting"}),
            Why.DIGEST: LiveList("late evidence", REQUESTS, {"state": "late"}),
        },
        agency="agency_id",
        action="action",
    ),
    Source(
        kind=Kind.CHECK,
        model=EmbeddingCheck,
        waiting=EmbeddingCheckQuerySet.pending,
        ended=ended.check,
        route="recommendations:check-record",
        noun="embedding check",
        told_as="partnership manager",
        ask="Please make each embedding check, and record whether the change has lasted.",
        lists={Why.OWN: LiveList("embedding checks that come due", "dashboards:check-list")},
    ),
    Source(
        kind=Kind.MILESTONE,
        model=Milestone,
        waiting=MilestoneQuerySet.open,
        ended=ended.milestone,
        route="recommendations:action-detail",
        page="action",
        noun="milestone",
        told_as="owner or agency lead",
        ask="Please open the action of each milestone, and say on which day it was done.",
        agency="action__lead_agency_id",
        owner="action__owner_id",
        action="action",
        recommendation="action__recommendation",
        is_its_leads=True,
    ),
    Source(
        kind=Kind.RESPONSE,
        model=Response,
        waiting=ResponseQuerySet.waiting,
        ended=ended.response,
        route="recommendations:response-edit",
        noun="response",
        told_as="agency lead",
        ask="Please give your agency’s response to each recommendation.",
        lists={
            Why.OWN: _my_work("responses that you owe", "responses"),
            Why.DIGEST: _my_work("overdue responses", "late-responses"),
        },
        agency="agency_id",
        is_its_leads=True,
    ),
    Source(
        kind=Kind.EXTENSION,
        model=ExtensionRequest,
        waiting=ExtensionRequestQuerySet.waiting,
        due=None,
        ended=ended.extension,
        route="recommendations:extension-decide",
        page="action",
        noun="extension request",
        told_as="partnership manager",
        ask="Please decide on each extension request.",
        lists={Why.OWN: LiveList("extension requests that wait", "dashboards:extension-list")},
        action="action",
        recommendation="action__recommendation",
    ),
    Source(
        kind=Kind.VERIFICATION,
        model=Action,
        waiting=ActionQuerySet.awaiting_verification,
        due=None,
        ended=ended.verification,
        route="recommendations:action-detail",
        noun="verification",
        told_as="partnership manager",
        ask="Please verify each action that is recorded as completed, or send it back.",
        lists={Why.OWN: LiveList("actions to verify", "evidence:queue")},
        action="",
        barred="claimed_by_id",
    ),
    Source(
        kind=Kind.SIGN_OFF,
        model=Recommendation,
        waiting=RecommendationQuerySet.awaiting_sign_off,
        due=None,
        ended=ended.sign_off,
        route="recommendations:recommendation-detail",
        noun="sign-off",
        told_as="partnership manager",
        ask="Please take each recommendation whose actions are complete to its forum, and record "
        "the decision.",
        lists={Why.OWN: _recommendations("sign-offs that wait", Progress.ACTIONS_COMPLETE)},
        recommendation="",
        beside=("sign_offs",),
    ),
    Source(
        kind=Kind.CHASE,
        model=Recommendation,
        waiting=RecommendationQuerySet.awaiting_another_body,
        due="awaiting_chase_on",
        ended=ended.chase,
        route="recommendations:recommendation-detail",
        noun="chase date",
        told_as="partnership manager",
        ask="Please ask each other body how far it is, and set the next chase date.",
        lists={Why.OWN: _recommendations("what waits for others", Progress.AWAITING_BODY)},
        recommendation="",
        beside=("sign_offs",),
    ),
)
SOURCES: dict[str, Source] = {source.kind: source for source in _ALL}
