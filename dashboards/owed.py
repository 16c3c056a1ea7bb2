"""My work, the side that acts: what the person and their agencies owe, across partnerships."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from agencies import access
from agencies.models import Partnership
from dashboards import links, steps
from dashboards.figures import Number
from dashboards.lines import Done, ResponseLine, Section, SentBack, section
from recommendations.models import (
    Action,
    ExtensionRequest,
    ProgressUpdate,
    Response,
    Verification,
)
from recommendations.restricted import unrestricted
from recommendations.status import DONE, Rating, delivery_rating, is_overdue

if TYPE_CHECKING:
    from agencies.access import Person
    from dashboards.marks import Marked

#: Rows of one section; where there are more, the number above them leads to the whole list.
MOST = 25
RECENT_DAYS = 30
RECENT = 5
REVIEW = "recommendation__review__"
PARENTS = ("recommendation__review", "lead_agency")
#: What is printed of an action that is owed, and what the next steps ask of it.
PRINTED = (
    *("public_id", "number", "title", "status", "due_on", "is_at_risk"),
    *("lead_agency__name", "lead_agency__short_name", "recommendation__reference"),
    *(f"{REVIEW}{field}" for field in ("pseudonym", "partnership_id", "is_restricted")),
)


class Owing(NamedTuple):
    """One owed action, small enough to read all of them. `sent_back_at`: since its last claim."""

    pk: int
    status: str
    due_on: date | None
    sent_back_at: datetime | None


@dataclass(frozen=True)
class Owed:
    """What is owed, and what was done lately."""

    actions: Section
    overdue: Number
    soon: Number
    all: Number
    sent_back: Section
    returned: Section
    unverified: Section
    responses: Section
    done: tuple[Done, ...]
    is_lead: bool

    @property
    def is_anybodys(self) -> bool:
        """The person leads for an agency, or something is theirs all the same."""
        return self.is_lead or bool(self.all.value or self.unverified.total)

    @property
    def sent_back_total(self) -> int:
        return self.sent_back.total + self.returned.total


def owed(user: "Person", today: date, chosen: Partnership | None, marks: "Marked") -> Owed:
    """Actions to do, and for leads also what came back and what is unanswered.

    Evidence that was sent back, and actions that are verified no more, come with `marks`. Someone
    who leads for no agency gets only the actions that they own.
    """
    is_lead = bool(access.led_agencies(user))
    found = _all_owed(user, chosen)
    until = today + timedelta(days=steps.SOON_DAYS)
    overdue = sum(is_overdue(each.status, each.due_on, today) for each in found)
    soon = sum(bool(each.due_on and today <= each.due_on <= until) for each in found)
    actions, sent_back = _sections(found, today)
    mine = {"mine": "1"}
    due = {"due_from": today, "due_to": until}
    return Owed(
        actions=actions,
        overdue=Number(overdue, links.actions(chosen, rating=Rating.OVERDUE.value, **mine)),
        soon=Number(soon, links.actions(chosen, **due, **mine)),
        all=Number(len(found), links.actions(chosen, **mine)),
        sent_back=sent_back,
        returned=marks.returned,
        unverified=marks.unverified,
        responses=_responses(user, chosen) if is_lead else Section(),
        done=_done(user, today, chosen) if is_lead else (),
        is_lead=is_lead,
    )


def own_steps(found: Owed, user: "Person", today: date) -> Iterator[steps.Step]:
    yield from steps.for_due(found.actions.rows[: steps.MOST], user, today)
    yield from steps.for_sent_back(found.sent_back.rows[: steps.MOST])
    yield from steps.for_unverified(found.unverified.rows[: steps.MOST])
    yield from steps.for_returned(found.returned.rows[: steps.MOST])
    yield from steps.for_responses(found.responses.rows[: steps.MOST], today)


def within(rows: Any, path: str, chosen: Partnership | None) -> Any:
    """The rows, narrowed to the partnership that the reader chose."""
    return rows.filter(**{path: chosen}) if chosen else rows


def _all_owed(user: "Person", chosen: Partnership | None) -> list[Owing]:
    """Everything owed, the earliest date first: what may be seen is asked once for all counts."""
    rows = Action.objects.visible_to(user).owed_by(user)
    rows = within(rows, f"{REVIEW}partnership", chosen)
    sent_back = Case(When(decision=Verification.Decision.SENT_BACK, then=F("recorded_at")))
    found = (
        rows.annotate(sent_back_at=Subquery(_verifications().values_list(sent_back)[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
        .values_list(*Owing._fields)
    )
    return [Owing(*row) for row in found]


def _verifications() -> Any:
    """Of one action, the latest first: a new claim ends what was sent back before."""
    rows = Verification.objects.filter(action=OuterRef("pk"))
    return rows.order_by("-recorded_at", "-pk")


def _sections(found: list[Owing], today: date) -> tuple[Section, Section]:
    """What is owed, and what of it was sent back, the oldest first."""
    came_back = {each.pk: each.sent_back_at for each in found if each.sent_back_at}
    first = [each.pk for each in found[:MOST]]
    oldest = sorted(came_back, key=lambda pk: (came_back[pk], pk))[:MOST]
    actions = _printed({*first, *oldest}, today)
    sent_back = tuple(
        SentBack(actions[pk], came_back[pk], actions[pk].comment)  # type: ignore[attr-defined]
        for pk in oldest
    )
    return (
        Section(tuple(actions[pk] for pk in first), len(found)),
        Section(sent_back, len(came_back)),
    )


def _printed(pks: Collection[int], today: date) -> dict[int, Action]:
    """The actions with `rating`, `last_update_at`, `has_asked`, and `comment`: why it came back."""
    if not pks:
        return {}
    last = ProgressUpdate.objects.filter(action=OuterRef("pk")).order_by("-recorded_at")
    asked = ExtensionRequest.objects.filter(action=OuterRef("pk"), decision="open")
    rows = Action.objects.filter(pk__in=pks).select_related(*PARENTS).only(*PRINTED).order_by()
    found: dict[int, Any] = rows.annotate(
        last_update_at=Subquery(last.values("recorded_at")[:1]),
        has_asked=Exists(asked),
        comment=Subquery(_verifications().values("comment")[:1]),
    ).in_bulk()
    for each in found.values():
        each.rating = delivery_rating(
            each.status, each.due_on, lead_says_at_risk=each.is_at_risk, today=today
        )
    return found


def _responses(user: "Person", chosen: Partnership | None) -> Section:
    own = Response.objects.filter(*_led(user, "agency_id")).waiting()
    rows = within(own, f"{REVIEW}partnership", chosen)
    return section(rows.order_by(F("due_on").asc(nulls_last=True), "pk"), ResponseLine, MOST)


def _done(user: "Person", today: date, chosen: Partnership | None) -> tuple[Done, ...]:
    """The led agencies' actions completed or verified in the last 30 days, the latest first."""
    own = Action.objects.filter(
        *_led(user, "lead_agency_id"),
        status__in=DONE,
        completed_on__gte=today - timedelta(days=RECENT_DAYS),
    )
    rows = within(own, f"{REVIEW}partnership", chosen).order_by("-completed_on", "-pk")
    return tuple(Done(*row) for row in rows.values_list(*Done.PATHS)[:RECENT])


def _led(user: "Person", agency: str) -> tuple[Q, Q]:
    """Conditions: it is a led agency's, in a review that is not hidden from the person.

    All of it is visible to them: `visible_to` would only add what others share.
    """
    return access.leads_for(user, f"{REVIEW}partnership_id", agency), unrestricted(user, REVIEW)
