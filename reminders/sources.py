"""What is chased: each kind of thing is described here, once, and nowhere else.

Plan, forecast, mail, outbox and timeline know no kind by name. A new one is a `Source` at the end
of this file and a choice of `Reminder.Kind`. What is due, and who may see it, is asked of the
QuerySets of the lists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import BigIntegerField, CharField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from agencies import access
from agencies.models import Partnership
from evidence.models import EvidenceRequest
from evidence.querysets_requests import EvidenceRequestQuerySet
from recommendations.models import Action, EmbeddingCheck
from recommendations.querysets import ActionQuerySet, EmbeddingCheckQuerySet
from recommendations.references import full_reference
from recommendations.restricted import is_unrestricted
from recommendations.status import Rating, Status
from reminders.models import Reminder
from scr_tracker.addresses import address_of

if TYPE_CHECKING:
    from agencies.access import Person

Kind = Reminder.Kind
#: In place of a column that a kind does not have.
NOTHING = Cast(Value(None), BigIntegerField())


class Why(IntEnum):
    """Why something stands in a person's mail; the order of its tables."""

    OWN = 1
    STANDING_IN = 2
    DIGEST = 3


class Due(NamedTuple):
    """A thing that is due: what decides who is told of it, and what is printed of it.

    Sorts by due date; kind and key tell two of them apart before anything that may be None.
    """

    due_on: date
    kind: str
    pk: int
    item_id: UUID
    partnership_id: int
    review_id: int
    is_restricted: bool
    review: str
    recommendation_id: int
    recommendation: str
    agency_id: int | None
    owner_id: int | None
    action_id: int | None
    action_number: int | None

    @property
    def name(self) -> str:
        return SOURCES[self.kind].name(self.review, self.recommendation, self.action_number)

    @property
    def url(self) -> str:
        return SOURCES[self.kind].url(self.item_id)


@dataclass(frozen=True)
class LiveList:
    """A page that lists a partnership's things of a kind: an address of the partnership's own.

    A list across partnerships is narrowed by `?partnership=` (`is_narrowed`).
    """

    name: str
    route: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_narrowed: bool = False

    def url(self, partnership: Partnership) -> str:
        place = str(partnership.public_id)
        if self.is_narrowed:
            path = reverse(self.route, query={"partnership": place, **self.query})
        else:
            path = reverse(self.route, args=[place], query=self.query)
        return settings.SITE_URL + path


@dataclass(frozen=True)
class Source:
    """One kind of thing that is chased.

    `waiting` narrows rows of the model to those that somebody still owes, each with a `due_on`, as
    the lists do; `ended` says why a row no longer is one. `by_role` knows of most people, without
    asking, that they see a row: by its partnership and agency. `agency`, `owner`, `action` and
    `recommendation` are paths from a row: None where it has none, "" where the row itself is it.
    Who owes it is told of it as `told_as`, and asked to do as `ask` says. `noun` counts it, and
    stands beside its reference; an action needs none there. A mail leads to
    `answer_route` in place of its page.
    """

    kind: str
    model: type[Model]
    waiting: Callable[[Any], Any]
    ended: Callable[[Any], str]
    route: str
    noun: str
    told_as: str
    ask: str
    lists: Mapping[Why, LiveList] = field(default_factory=dict)
    agency: str | None = None
    owner: str | None = None
    action: str | None = None
    recommendation: str = "recommendation"
    is_its_leads: bool = False
    answer_route: str = ""

    @property
    def is_the_managers(self) -> bool:
        """No agency owes it, so managers do: from the start, and in no digest of what is late."""
        return self.agency is None

    def name(self, review: str, recommendation: str, action_number: int | None) -> str:
        """ "CLARE 1a.3", "CLARE 1a (embedding check)": what a mail may print of it."""
        reference = full_reference(review, recommendation, action_number)
        return reference if self.action == "" else f"{reference} ({self.noun})"

    def url(self, item_id: UUID) -> str:
        return address_of(self.route, item_id)

    def answer_url(self, item_id: UUID) -> str:
        return address_of(self.answer_route or self.route, item_id)

    def rows(self) -> "QuerySet[Any]":
        """With the action that a row hangs on."""
        related = [self.action] if self.action else []
        return self.model._default_manager.select_related(*related)

    def visible_to(self, user: "Person") -> "QuerySet[Any]":
        rows: Any = self.rows()
        visible: QuerySet[Any] = rows.visible_to(user)
        return visible

    def is_seen_by_role(self, user: "Person", due: Due) -> bool:
        """What `visible_to` says of most, without asking: True is an answer, False is none."""
        agency_id = due.agency_id if self.is_its_leads else None
        is_read = access.is_read_by_role(user, due.partnership_id, agency_id)
        return is_read and is_unrestricted(user, due.review_id, due.is_restricted)

    def due_by(self, day: date, rows: "QuerySet[Any] | None" = None) -> "QuerySet[Any]":
        """Of the rows, or of all, those that are owed and due on the day or before it."""
        owed: QuerySet[Any] = self.waiting(self.rows() if rows is None else rows)
        return owed.filter(due_on__lte=day)

    def within(self, rows: "QuerySet[Any]", partnership_ids: Iterable[int]) -> "QuerySet[Any]":
        return rows.filter(**{f"{self._review('partnership_id')}__in": partnership_ids})

    def columns(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows as the fields of `Due`, in that order."""
        action = ("pk", "number")
        return rows.order_by().values_list(
            *("due_on", Value(self.kind, CharField()), "pk", "public_id"),
            *map(self._review, ("partnership_id", "pk", "is_restricted", "pseudonym")),
            *(_path(self.recommendation, column) for column in ("pk", "reference")),
            *(path or NOTHING for path in (self.agency, self.owner)),
            *(NOTHING if self.action is None else _path(self.action, step) for step in action),
        )

    def _review(self, column: str) -> str:
        return _path(self.recommendation, "review", column)


def _path(*steps: str) -> str:
    return "__".join(step for step in steps if step)


def read(rows_by_kind: "Mapping[str, QuerySet[Any]]") -> Iterator[Due]:
    """What is read of these rows, those of every kind in one question."""
    return map(Due._make, _together(SOURCES[k].columns(rows) for k, rows in rows_by_kind.items()))


def read_ids(rows_by_kind: "Mapping[str, QuerySet[Any]]") -> Iterator[UUID]:
    parts = (rows.order_by().values_list("public_id") for rows in rows_by_kind.values())
    return (item_id for (item_id,) in _together(parts))


def _together(parts: "Iterable[QuerySet[Any]]") -> "Iterable[Any]":
    first, *others = [*parts] or [Reminder.objects.none()]
    return first.union(*others, all=True)


def name_of(row: Reminder) -> str:
    """As `Due.name`; the row brings recommendation, review and action with it."""
    recommendation, action = row.recommendation, row.action
    number = action.number if action else None
    review = recommendation.review.pseudonym
    return SOURCES[row.kind].name(review, recommendation.reference, number)


def url_of(row: Reminder) -> str:
    return SOURCES[row.kind].url(row.item_id)


def answer_url_of(row: Reminder) -> str:
    return SOURCES[row.kind].answer_url(row.item_id)


# --- The kinds ---


def _action_ended(action: Action) -> str:
    return f"No longer open: {Status(action.status).label.lower()}."


def _request_ended(request: EvidenceRequest) -> str:
    if request.action and request.action.status == Status.WITHDRAWN:
        return "Its action was withdrawn."
    if request.state == EvidenceRequest.State.OPEN:
        return "Answered: what the agency sent in waits for a decision."
    if request.state == EvidenceRequest.State.CLOSED:
        return "Answered: the evidence is accepted."
    return "The request was withdrawn."


def _check_ended(check: EmbeddingCheck) -> str:
    if check.outcome:
        return f"The check is recorded: {check.get_outcome_display().lower()}."
    return "The recommendation was reopened."


def _actions(name: str, **query: str) -> LiveList:
    return LiveList(name, "recommendations:action-list", query, is_narrowed=True)


REQUESTS = "evidence:request-list"
_ALL = (
    Source(
        kind=Kind.ACTION,
        model=Action,
        waiting=ActionQuerySet.open,
        ended=_action_ended,
        route="recommendations:action-detail",
        noun="action",
        told_as="owner or agency lead",
        ask="Please say of each action whether it is done, on track, blocked, or needs more time.",
        lists={
            Why.OWN: _actions("actions that you owe", mine="1"),
            Why.STANDING_IN: _actions("all actions"),
            Why.DIGEST: _actions("overdue actions", rating=Rating.OVERDUE.value),
        },
        agency="lead_agency_id",
        owner="owner_id",
        action="",
        is_its_leads=True,
        answer_route="recommendations:action-answer",
    ),
    Source(
        kind=Kind.REQUEST,
        model=EvidenceRequest,
        waiting=EvidenceRequestQuerySet.awaiting_agency,
        ended=_request_ended,
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
        ended=_check_ended,
        route="recommendations:check-record",
        noun="embedding check",
        told_as="partnership manager",
        ask="Please make each embedding check, and record whether the change has lasted.",
        lists={Why.OWN: LiveList("embedding checks that come due", "dashboards:check-list")},
    ),
)
SOURCES: dict[str, Source] = {source.kind: source for source in _ALL}
