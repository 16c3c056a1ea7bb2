"""What a kind of thing that is chased is described by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Model,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse

from agencies import access
from agencies.models import Partnership
from recommendations.references import full_reference
from recommendations.restricted import is_unrestricted
from scr_tracker.addresses import address_of, list_at

if TYPE_CHECKING:
    from agencies.access import Person
    from reminders.sources.due import Due

#: In place of a column that a kind does not have.
NOTHING = Cast(Value(None), BigIntegerField())
#: What waits for a decision has no due date of its own: it counts as due a week after it began to
#: wait, and is late after that. Where the policy tells six or more days before a date, it is
#: mentioned on the first morning, "due in 6 days"; else at the first step that it reaches.
DECIDE_WITHIN = timedelta(days=7)
#: Cast, for a date and an interval make a moment in PostgreSQL.
DECIDE_ON = Cast(ExpressionWrapper(F("since_on") + DECIDE_WITHIN, DateField()), DateField())


class Why(IntEnum):
    """Why something stands in a person's mail; the order of its tables."""

    OWN = 1
    COVER = 2
    STANDING_IN = 3
    ESCALATED = 4
    DIGEST = 5


@dataclass(frozen=True)
class LiveList:
    """A page that lists a partnership's things of a kind: an address of the partnership's own.

    A list across partnerships is narrowed by `?partnership=` (`is_narrowed`). `part` is the id of
    the section on a page that has several.
    """

    name: str
    route: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_narrowed: bool = False
    part: str = ""

    def url(self, partnership: Partnership) -> str:
        place = str(partnership.public_id)
        if self.is_narrowed:
            path = list_at(self.route, {"partnership": place, **self.query})
        else:
            path = reverse(self.route, args=[place], query=self.query)
        return f"{settings.SITE_URL}{path}{'#' if self.part else ''}{self.part}"


@dataclass(frozen=True)
class Source:
    """One kind of thing that is chased.

    `waiting` narrows rows of the model to those that somebody still owes, as the lists do; `ended`
    says why a row no longer is one. `due` is the path of its date; None where it waits for a
    decision, since the day that `with_since` of its QuerySet says. `by_role` knows of most people,
    without asking, that they see a row: by its partnership and agency. `agency`, `owner`, `action`,
    `recommendation` and `barred` (who may not do it themselves) are paths from a row: None where it
    has none, "" where the row itself is it. `route` is the page of the row, or of what stands at
    the path `page`. Who owes it is told of it as `told_as`, and asked to do as `ask` says. `noun`
    counts it, and stands beside its reference unless that says enough (`is_bare`). `beside` is read
    along for `ended`. A mail leads to `answer_route` in place of its page.
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
    due: str | None = "due_on"
    agency: str | None = None
    owner: str | None = None
    action: str | None = None
    recommendation: str = "recommendation"
    barred: str | None = None
    page: str = ""
    is_its_leads: bool = False
    is_bare: bool = False
    answer_route: str = ""
    beside: tuple[str, ...] = ()

    @property
    def is_the_managers(self) -> bool:
        """No agency owes it, so managers do: from the start, and in no digest of what is late."""
        return self.agency is None

    def name(
        self, review: str, recommendation: str, action_number: int | None, agency: str = ""
    ) -> str:
        """ "CLARE 1a.3", "CLARE 1a (embedding check)": what a mail may print of it.

        `agency`: where another is called alike, "CLARE 1a (response, Police)".
        """
        reference = full_reference(review, recommendation, action_number)
        beside = ", ".join(filter(None, ["" if self.is_bare else self.noun, agency]))
        return f"{reference} ({beside})" if beside else reference

    def url(self, page_id: UUID) -> str:
        return address_of(self.route, page_id)

    def answer_url(self, page_id: UUID) -> str:
        return address_of(self.answer_route or self.route, page_id)

    def rows(self) -> "QuerySet[Any]":
        """With the action that a row hangs on, what else `ended` looks at, and the due date."""
        related = [self.action] if self.action else []
        rows: Any = self.model._default_manager.select_related(*related)
        rows = rows.prefetch_related(*self.beside)
        dated: QuerySet[Any] = rows if self.due else rows.with_since().annotate(decide_on=DECIDE_ON)
        return dated

    def visible_to(self, user: "Person") -> "QuerySet[Any]":
        rows: Any = self.rows()
        visible: QuerySet[Any] = rows.visible_to(user)
        return visible

    def is_seen_by_role(self, user: "Person", due: "Due") -> bool:
        """What `visible_to` says of most, without asking: True is an answer, False is none."""
        agency_id = due.agency_id if self.is_its_leads else None
        is_read = access.is_read_by_role(user, due.partnership_id, agency_id)
        return is_read and is_unrestricted(user, due.review_id, due.is_restricted)

    def due_by(self, day: date, rows: "QuerySet[Any] | None" = None) -> "QuerySet[Any]":
        """Of the rows, or of all, those that are owed and due on the day or before it."""
        owed: QuerySet[Any] = self.waiting(self.rows() if rows is None else rows)
        return owed.filter(**{f"{self._due}__lte": day})

    def within(self, rows: "QuerySet[Any]", partnership_ids: Iterable[int]) -> "QuerySet[Any]":
        return rows.filter(**{f"{self._review('partnership_id')}__in": partnership_ids})

    def columns(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows as the fields of `Due`, in that order."""
        action = ("pk", "number")
        return rows.order_by().values_list(
            *(self._due, Value(self.kind, CharField()), "pk", "public_id"),
            *map(self._review, ("partnership_id", "pk", "is_restricted", "pseudonym")),
            *(_path(self.recommendation, column) for column in ("pk", "reference")),
            *(path or NOTHING for path in (self.agency, self.owner)),
            *(NOTHING if self.action is None else _path(self.action, step) for step in action),
            *(self.barred or NOTHING, _path(self.page, "public_id")),
        )

    @property
    def _due(self) -> str:
        return self.due or "decide_on"

    def _review(self, column: str) -> str:
        return _path(self.recommendation, "review", column)


def _path(*steps: str) -> str:
    return "__".join(step for step in steps if step)
