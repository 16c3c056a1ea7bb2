"""What a fixture may say: one frozen row a thing, each with the entry that it was read from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agencies.models import Agency, Membership, Partnership
from dashboards.demo.days import When
from dashboards.demo.reading import Entry
from evidence.figures import FigureRow
from evidence.models import Evidence
from recommendations.models import (
    Action,
    EmbeddingCheck,
    Recommendation,
    Response,
    Review,
    SignOff,
)


@dataclass(frozen=True)
class AgencyRow:
    name: str
    short_name: str
    kind: Agency.Kind
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class PersonRow:
    """Somebody who leads for agencies, or holds one role in the whole partnership.

    `executive_of`: agencies whose executive lead they are. `is_chair`: of the partnership.
    """

    email: str
    name: str
    role: Membership.Role
    agencies: tuple[str, ...]
    executive_of: tuple[str, ...]
    is_chair: bool


@dataclass(frozen=True)
class ReviewRow:
    entry: Entry
    pseudonym: str
    reference: str
    kind: Review.Kind
    summary: str
    commissioned_on: date | None
    published_on: date | None
    retain_until: date | None
    hold_reason: str


@dataclass(frozen=True)
class ResponseRow:
    """An answer; where `position` is None it is still owed, by `due_on`."""

    entry: Entry
    agency: str
    position: Response.Position | None
    reason: str
    narrative: str
    answered_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class EvidenceRow:
    """Evidence of one action, handed in by its lead; `supports` names further actions.

    What `is_later` came after all that was decided. `disposed` is why its files went.
    """

    entry: Entry
    title: str
    kind: Evidence.Kind
    level: Evidence.Level
    dated: When
    description: str
    url: str
    file: str
    figures: tuple[FigureRow, ...]
    supports: tuple[str, ...]
    is_shared: bool
    accepted: str
    sent_back: str
    is_later: bool
    downloaded_by: tuple[str, ...]
    disposed: str


class Verb(StrEnum):
    """What can happen to an action, as the story of a fixture calls it."""

    STARTED = "started"
    UPDATE = "update"
    AT_RISK = "at risk"
    ON_HOLD = "on hold"
    DONE = "done"
    VERIFIED = "verified"
    SENT_BACK = "sent back"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    MORE_TIME = "more time"


@dataclass(frozen=True)
class StoryRow:
    """`is_dated`: the fixture says when; else `when` is today."""

    entry: Entry
    verb: Verb
    note: str
    when: When
    is_dated: bool
    to: date | None
    agreed_by: str


@dataclass(frozen=True)
class MilestoneRow:
    title: str
    due_on: date
    is_done: bool


@dataclass(frozen=True)
class ActionRow:
    entry: Entry
    reference: str
    title: str
    description: str
    lead: str
    contributors: tuple[str, ...]
    strength: Action.Strength
    expected_evidence: str
    due_on: date | None
    recurs_every: Action.Recurrence | None
    is_shared: bool
    milestones: tuple[MilestoneRow, ...]
    evidence: tuple[EvidenceRow, ...]
    story: tuple[StoryRow, ...]


@dataclass(frozen=True)
class CheckRow:
    outcome: EmbeddingCheck.Outcome
    note: str
    checked_on: date


@dataclass(frozen=True)
class SignOffRow:
    """`agreements`: agency, role and day. `reopened`: why it does not stand any more."""

    entry: Entry
    outcome: SignOff.Outcome
    forum: str
    meeting_on: date
    basis: str
    outputs_only: str
    agreements: tuple[tuple[str, str, date], ...]
    check: CheckRow | None
    reopened: str


@dataclass(frozen=True)
class ChallengeRow:
    """A question; `missing` is what the asker found missing in the answer, `anew` the next one."""

    entry: Entry
    by: str
    agency: str
    question: str
    answer: str
    is_accepted: bool
    missing: str
    anew: str


@dataclass(frozen=True)
class RequestRow:
    """Evidence that was asked for. `answer` is the title of an item, `missing` what it lacks."""

    entry: Entry
    agency: str
    action: str
    wanted: str
    asked_on: date
    due_on: date
    answer: str
    is_accepted: bool
    missing: str
    withdrawn: str


@dataclass(frozen=True)
class AwaitingRow:
    """The recommendation lies with another body."""

    body: str
    sent_on: date
    chase_on: date | None


@dataclass(frozen=True)
class RecommendationRow:
    entry: Entry
    reference: str
    wording: str
    scope: Recommendation.Scope
    intended_change: str
    measures: str
    closing_criteria: str
    themes: tuple[str, ...]
    forum: str
    awaiting: AwaitingRow | None
    responses: tuple[ResponseRow, ...]
    actions: tuple[ActionRow, ...]
    sign_off: SignOffRow | None
    challenges: tuple[ChallengeRow, ...]
    requests: tuple[RequestRow, ...]
    pack_for: str


@dataclass(frozen=True)
class EarlierRow:
    """A recommendation of an earlier review, and which one of this review asks for the same."""

    entry: Entry
    review: ReviewRow
    reference: str
    wording: str
    sign_off: SignOffRow
    repeated_in: str
    note: str


@dataclass(frozen=True)
class MeetingsRow:
    """The days on which a forum meets."""

    entry: Entry
    forum: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Fixture:
    """One partnership with its agencies, people and one review, and what was asked before.

    `partners`: the agencies whose agreement to a sign-off is asked for. `board`: the forum that is
    the board, "" where none is.
    """

    source: str
    name: str
    short_name: str
    kind: Partnership.Kind
    agencies: tuple[AgencyRow, ...]
    forums: tuple[str, ...]
    meetings: tuple[MeetingsRow, ...]
    people: tuple[PersonRow, ...]
    review: ReviewRow
    recommendations: tuple[RecommendationRow, ...]
    earlier: tuple[EarlierRow, ...]
    partners: tuple[str, ...]
    board: str
