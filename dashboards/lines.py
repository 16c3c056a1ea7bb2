"""The lines of My work: what is printed of a row, and no more.

A line knows where its fields are read from. Whole rows with their parents cost several times as
much to read, and a page has a hundred of them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, QuerySet, Window
from django.urls import reverse

from recommendations.models import Action, Challenge, SignOff
from recommendations.references import full_reference
from recommendations.status import Status
from scr_tracker.addresses import address_of


@dataclass(frozen=True)
class Section:
    """The first rows of a list, and how many there are in all."""

    rows: tuple[Any, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class ActionLine:
    PATHS: ClassVar[tuple[str, ...]] = (
        "public_id",
        "title",
        "number",
        "recommendation__reference",
        "recommendation__review__pseudonym",
        "lead_agency__name",
        "lead_agency__short_name",
    )

    public_id: UUID
    title: str
    number: int
    recommendation: str
    review: str
    agency_name: str
    agency_short: str

    @property
    def url(self) -> str:
        return address_of("recommendations:action-detail", self.public_id)

    @property
    def full_reference(self) -> str:
        return full_reference(self.review, self.recommendation, self.number)

    @property
    def agency(self) -> str:
        return self.agency_short or self.agency_name


@dataclass(frozen=True)
class Claim(ActionLine):
    """A completion that waits to be verified (`with_since`): it leads to its place in the queue."""

    PATHS = (
        *ActionLine.PATHS,
        *("since_at", "since_on", "claimed_by_id", "claimed_by__name"),
        "recommendation__review__partnership__public_id",
    )

    since_at: datetime | None
    since_on: date
    claimed_by_id: int
    claimed_by: str
    partnership_id: UUID

    @property
    def url(self) -> str:
        return reverse("evidence:queue-claim", args=[self.partnership_id, self.public_id])


@dataclass(frozen=True)
class Done(ActionLine):
    PATHS = (*ActionLine.PATHS, "status", "completed_on")

    status: str
    completed_on: date

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class Unverified:
    """An action whose verification was taken back, because its proof has changed or gone."""

    action: ActionLine
    at: datetime
    why: str

    @property
    def add_url(self) -> str:
        return address_of("evidence:evidence-add", self.action.public_id)


@dataclass(frozen=True)
class TimeAsked(ActionLine):
    """A request for more time, with the action that it is about."""

    PATHS = (
        *(f"action__{path}" for path in ActionLine.PATHS),
        "action__status",
        "recorded_at",
        "due_on_now",
        "asked_due_on",
    )

    status: str
    recorded_at: datetime
    due_on_now: date
    asked_due_on: date

    @property
    def decide_url(self) -> str:
        return address_of("recommendations:extension-decide", self.public_id)


@dataclass(frozen=True)
class Verified(ActionLine):
    PATHS = (*ActionLine.PATHS, "verified_at", "is_bare")

    verified_at: datetime
    is_bare: bool


@dataclass(frozen=True)
class RecommendationLine:
    """What belongs to a recommendation, and is found on its page."""

    PATHS: ClassVar[tuple[str, ...]] = (
        "recommendation__public_id",
        "recommendation__reference",
        "recommendation__review__pseudonym",
    )

    recommendation_id: UUID
    reference: str
    review: str

    @property
    def recommendation(self) -> str:
        return f"{self.review} {self.reference}"

    @property
    def url(self) -> str:
        return address_of("recommendations:recommendation-detail", self.recommendation_id)


@dataclass(frozen=True)
class ResponseLine(RecommendationLine):
    """An answer that an agency owes."""

    PATHS = (
        *RecommendationLine.PATHS,
        *("public_id", "due_on", "agency__name", "agency__short_name"),
    )

    public_id: UUID
    due_on: date | None
    agency_name: str
    agency_short: str

    @property
    def agency(self) -> str:
        return self.agency_short or self.agency_name

    @property
    def respond_url(self) -> str:
        return address_of("recommendations:response-edit", self.public_id)


@dataclass(frozen=True)
class SignedOff(RecommendationLine):
    PATHS = (*RecommendationLine.PATHS, "outcome", "forum__name", "meeting_on")

    outcome: str
    forum: str
    meeting_on: date

    @property
    def outcome_label(self) -> str:
        return str(SignOff.Outcome(self.outcome).label)


@dataclass(frozen=True)
class Question(RecommendationLine):
    """A challenge that is open."""

    PATHS = (
        *RecommendationLine.PATHS,
        *("outcome", "question", "recorded_at", "agency__name", "agency__short_name"),
    )

    outcome: str
    question: str
    recorded_at: datetime
    agency_name: str
    agency_short: str

    @property
    def outcome_label(self) -> str:
        return str(Challenge.Outcome(self.outcome).label)

    @property
    def agency(self) -> str:
        return self.agency_short or self.agency_name


@dataclass(frozen=True)
class SentBack:
    """A claimed completion that the manager sent back."""

    action: Action
    at: datetime
    comment: str


@dataclass(frozen=True)
class Returned:
    """Evidence that was sent back."""

    public_id: UUID
    title: str
    returned_at: datetime
    comment: str

    @property
    def url(self) -> str:
        return address_of("evidence:evidence-detail", self.public_id)


@dataclass(frozen=True)
class Infected:
    """Evidence with a virus in its newest file."""

    public_id: UUID
    title: str
    found_at: datetime

    @property
    def url(self) -> str:
        return address_of("evidence:evidence-detail", self.public_id)

    @property
    def add_url(self) -> str:
        return address_of("evidence:version-add", self.public_id)


@dataclass(frozen=True)
class Proposed:
    """A disposal that another manager has proposed. `public_id` is the disposal's."""

    public_id: UUID
    title: str
    at: datetime
    by: str

    @property
    def url(self) -> str:
        return address_of("evidence:disposal-decide", self.public_id)


def section(rows: "QuerySet[Any]", line: Any, most: int) -> Section:
    """The first rows as lines of that kind, with the count of all, in one query."""
    counted = rows.annotate(total_rows=Window(Count("pk")))
    found = list(counted.values_list(*line.PATHS, "total_rows")[:most])
    return Section(tuple(line(*row[:-1]) for row in found), found[0][-1] if found else 0)
