"""Next steps: what a person can do now, each as a link. The oldest pain comes first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from dashboards.lines import (
    Claim,
    Proposed,
    ResponseLine,
    Returned,
    SentBack,
    TimeAsked,
    Unverified,
)
from recommendations.models import Action
from recommendations.permissions import may_ask_for_time, may_post_update, roles_on
from recommendations.status import OPEN
from scr_tracker.addresses import address_of
from scr_tracker.words import days_late

if TYPE_CHECKING:
    from agencies.access import Person

#: A next step is offered for what is due in this many days or fewer.
SOON_DAYS = 14
#: How many steps are shown.
MOST = 5


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Step:
    """`since`: the day from which it hurts; it may lie ahead. `tone` gives the tag its colour."""

    since: date
    tone: str
    tag: str
    title: str
    url: str
    links: tuple[Link, ...]
    reference: str = ""
    note: str = ""


def first(steps: Iterable[Step]) -> tuple[Step, ...]:
    """At most five, the oldest first; a thing that hurts twice stands there once.

    Of steps that are equally old, the first of each kind come before the second of any.
    """
    kept: dict[str, Step] = {}
    place: Counter[str] = Counter()
    ranked = []
    for step in steps:
        ranked.append((step.since, place[step.tag], step))
        place[step.tag] += 1
    for _, _, step in sorted(ranked, key=lambda each: each[:2]):
        kept.setdefault(step.url, step)
    return tuple(kept.values())[:MOST]


def for_due(actions: Iterable[Action], user: "Person", today: date) -> list[Step]:
    """Open actions with a due date: overdue, or due soon."""
    steps = []
    for action in actions:
        if action.due_on is None or (action.due_on - today).days > SOON_DAYS:
            continue
        is_late = action.due_on < today
        steps.append(
            Step(
                since=action.due_on,
                tone="overdue" if is_late else "at_risk",
                tag=days_late(action.due_on, today)
                if is_late
                else due_in_words(action.due_on, today),
                reference=action.full_reference,
                title=action.title,
                url=action.get_absolute_url(),
                links=_on_action(action, user),
            )
        )
    return steps


def _on_action(action: Action, user: "Person") -> tuple[Link, ...]:
    """The short form that mails lead to; who only contributes writes on the action's page."""
    links = []
    if roles_on(user, action):
        address = address_of("recommendations:action-answer", action.public_id)
        links.append(Link("Say how it is going", address))
    elif may_post_update(user, action):
        links.append(Link("Post update", f"{action.get_absolute_url()}#update"))
    if not getattr(action, "has_asked", False) and may_ask_for_time(user, action):
        address = address_of("recommendations:action-extension", action.public_id)
        links.append(Link("Ask for more time", address))
    return tuple(links)


def for_sent_back(rows: Iterable[SentBack]) -> list[Step]:
    """Completions that the manager sent back."""
    return [
        Step(
            since=_day(row.at),
            tone="returned",
            tag="Sent back",
            reference=row.action.full_reference,
            title=row.action.title,
            note=row.comment,
            url=row.action.get_absolute_url(),
            links=(
                Link("Add evidence", address_of("evidence:evidence-add", row.action.public_id)),
                Link("Post update", f"{row.action.get_absolute_url()}#update"),
            ),
        )
        for row in rows
    ]


def for_unverified(rows: Iterable[Unverified]) -> list[Step]:
    """Actions that are verified no more: another decision on them is the manager's, but proof that
    was lost is the agency's to bring anew."""
    return [
        Step(
            since=_day(row.at),
            tone="returned",
            tag="No longer verified",
            reference=row.action.full_reference,
            title=row.action.title,
            note=row.why,
            url=row.action.url,
            links=(
                Link("See what happened", f"{row.action.url}#timeline"),
                Link("Add evidence", row.add_url),
            ),
        )
        for row in rows
    ]


def for_returned(items: Iterable[Returned]) -> list[Step]:
    """Evidence that was sent back."""
    return [
        Step(
            since=_day(item.returned_at),
            tone="returned",
            tag="Evidence sent back",
            title=item.title,
            note=item.comment,
            url=item.url,
            links=(Link("See what is missing", item.url),),
        )
        for item in items
    ]


def for_responses(responses: Iterable[ResponseLine], today: date) -> list[Step]:
    """Answers that an agency owes; without a due date they wait since today."""
    steps = []
    for response in responses:
        due_on = response.due_on or today
        if (due_on - today).days > SOON_DAYS:
            continue
        tag = "Response owed"
        if response.due_on:
            words = days_late if response.due_on < today else due_in_words
            tag = f"Response {words(due_on, today)}".lower()
        steps.append(
            Step(
                since=due_on,
                tone="overdue" if due_on < today else "at_risk",
                tag=tag.capitalize(),
                reference=response.recommendation,
                title=f"Response of {response.agency_name}",
                url=response.url,
                links=(Link("Respond", response.respond_url),),
            )
        )
    return steps


def for_verification(claims: Iterable[Claim], user: "Person") -> list[Step]:
    """Claimed completions; nobody verifies what they claimed themselves."""
    return [
        Step(
            since=claim.since_on,
            tone="awaiting_verification",
            tag="To verify",
            reference=claim.full_reference,
            title=claim.title,
            url=claim.url,
            links=(Link("Verify or send back", claim.url),),
        )
        for claim in claims
        if claim.claimed_by_id != user.pk
    ]


def for_requests(requests: Iterable[TimeAsked]) -> list[Step]:
    return [
        Step(
            since=_day(request.recorded_at),
            tone="waiting",
            tag="More time asked",
            reference=request.full_reference,
            title=request.title,
            url=request.decide_url,
            links=(Link("Decide", request.decide_url),),
        )
        for request in requests
        if request.status in OPEN
    ]


def for_disposals(rows: Iterable[Proposed]) -> list[Step]:
    """Disposals that another manager proposed: theirs to carry out or to decline."""
    return [
        Step(
            since=_day(row.at),
            tone="waiting",
            tag="Disposal proposed",
            title=row.title,
            url=row.url,
            links=(Link("Dispose of it or keep it", row.url),),
        )
        for row in rows
    ]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def due_in_words(day: date, today: date) -> str:
    days = (day - today).days
    return {0: "Due today", 1: "Due tomorrow"}.get(days, f"Due in {days} days")
