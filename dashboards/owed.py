"""My work, the side that acts: what the person and their agencies owe, across partnerships."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window

from agencies import access
from agencies.models import Partnership
from dashboards import links, steps
from dashboards.figures import Number
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import (
    Action,
    ExtensionRequest,
    ProgressUpdate,
    Response,
    Verification,
)
from recommendations.querysets import ActionQuerySet
from recommendations.status import Rating, Status, overdue_condition

if TYPE_CHECKING:
    from agencies.access import Person

#: Rows of one section; where there are more, the number above them leads to the whole list.
MOST = 25
RECENT_DAYS = 30
RECENT = 5


@dataclass(frozen=True)
class Section:
    """The first rows of a list, and how many there are in all."""

    rows: tuple[Any, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Owed:
    """What is owed, and what was done lately."""

    actions: Section
    overdue: Number
    soon: Number
    all: Number
    sent_back: Section
    returned: Section
    responses: Section
    done: tuple[Action, ...]
    is_lead: bool

    @property
    def sent_back_total(self) -> int:
        return self.sent_back.total + self.returned.total


def owed(user: "Person", today: date, chosen: Partnership | None) -> Owed:
    """Actions to do, and for leads also what came back and what is unanswered.

    Someone who leads for no agency gets only the actions that they own.
    """
    is_lead = bool(access.led_agencies(user))
    scope = within(
        Action.objects.visible_to(user).owed_by(user), "recommendation__review__partnership", chosen
    )
    until = today + timedelta(days=steps.SOON_DAYS)
    counts = scope.order_by().aggregate(
        all=Count("pk"),
        overdue=Count("pk", filter=overdue_condition(today)),
        soon=Count("pk", filter=Q(due_on__range=(today, until))),
    )
    rows = _rows(scope, today) if counts["all"] else ()
    mine = {"mine": "1"}
    rating = Rating.OVERDUE.value
    due = {"due_from": today, "due_to": until}
    return Owed(
        actions=Section(rows, counts["all"]),
        overdue=Number(counts["overdue"], links.actions(chosen, rating=rating, **mine)),
        soon=Number(counts["soon"], links.actions(chosen, **due, **mine)),
        all=Number(counts["all"], links.actions(chosen, **mine)),
        sent_back=_sent_back(scope) if counts["all"] else Section(),
        returned=_returned(user, chosen) if is_lead else Section(),
        responses=_responses(user, chosen) if is_lead else Section(),
        done=_done(user, today, chosen) if is_lead else (),
        is_lead=is_lead,
    )


def own_steps(found: Owed, user: "Person", today: date) -> Iterator[steps.Step]:
    yield from steps.for_due(found.actions.rows[: steps.MOST], user, today)
    yield from steps.for_sent_back(found.sent_back.rows[: steps.MOST])
    yield from steps.for_returned(found.returned.rows[: steps.MOST])
    yield from steps.for_responses(found.responses.rows[: steps.MOST], today)


def section(rows: "QuerySet", most: int = MOST) -> Section:
    """The first rows with the count of all, in one query."""
    found = tuple(rows.annotate(total_rows=Window(Count("pk")))[:most])
    return Section(found, found[0].total_rows if found else 0)


def within(rows: Any, path: str, chosen: Partnership | None) -> Any:
    """The rows, narrowed to the partnership that the reader chose."""
    return rows.filter(**{path: chosen}) if chosen else rows


def _rows(scope: ActionQuerySet, today: date) -> tuple[Action, ...]:
    last = ProgressUpdate.objects.filter(action=OuterRef("pk")).order_by("-recorded_at")
    asked = ExtensionRequest.objects.filter(action=OuterRef("pk"), decision="open")
    found = (
        scope.with_parents()
        .with_rating(today)
        .annotate(
            last_update_at=Subquery(last.values("recorded_at")[:1]),
            has_asked=Exists(asked),
        )
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return tuple(found[:MOST])


def _sent_back(scope: ActionQuerySet) -> Section:
    """Open actions whose latest verification sent them back: a new claim ends it."""
    latest = Verification.objects.filter(action=OuterRef("pk")).order_by("-recorded_at", "-pk")
    found = scope.with_parents().annotate(
        decision=Subquery(latest.values("decision")[:1]),
        sent_back_at=Subquery(latest.values("recorded_at")[:1]),
        comment=Subquery(latest.values("comment")[:1]),
    )
    sent_back = Verification.Decision.SENT_BACK
    return section(found.filter(decision=sent_back).order_by("sent_back_at", "pk"))


def _returned(user: "Person", chosen: Partnership | None) -> Section:
    """The led agencies' evidence whose present submission was sent back."""
    decisions = EvidenceDecision.objects.filter(
        evidence=OuterRef("pk"), submission=OuterRef("submission")
    ).order_by("-recorded_at", "-pk")
    seen = Evidence.objects.visible_to(user).filter(
        access.leads_for(user, "partnership_id", "agency_id")
    )
    found = (
        within(seen, "partnership", chosen)
        .with_decision()
        .annotate(
            returned_at=Subquery(decisions.values("recorded_at")[:1]),
            comment=Subquery(decisions.values("comment")[:1]),
        )
    )
    returned = EvidenceDecision.Decision.RETURNED
    return section(found.filter(decision=returned).order_by("returned_at", "pk"))


def _responses(user: "Person", chosen: Partnership | None) -> Section:
    partnership = "recommendation__review__partnership"
    own = Response.objects.visible_to(user).filter(
        access.leads_for(user, f"{partnership}_id", "agency_id")
    )
    found = within(own.waiting(), partnership, chosen).select_related(
        "recommendation__review__partnership", "agency"
    )
    return section(found.order_by(F("due_on").asc(nulls_last=True), "pk"))


def _done(user: "Person", today: date, chosen: Partnership | None) -> tuple[Action, ...]:
    """The led agencies' actions completed or verified in the last 30 days, the latest first."""
    partnership = "recommendation__review__partnership"
    led = Action.objects.visible_to(user).filter(
        access.leads_for(user, f"{partnership}_id", "lead_agency_id"),
        status__in=(Status.COMPLETED, Status.VERIFIED),
        completed_on__gte=today - timedelta(days=RECENT_DAYS),
    )
    found = within(led, partnership, chosen).with_parents().with_rating(today)
    return tuple(found.order_by("-completed_on", "-pk")[:RECENT])
