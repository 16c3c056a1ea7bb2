"""What is read of the things that are chased, those of all kinds alike."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from reminders.models import Reminder
from reminders.sources.kinds import SOURCES


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
    barred_id: int | None
    page_id: UUID

    @property
    def name(self) -> str:
        return self.name_with("")

    def name_with(self, agency: str) -> str:
        """`agency`: that which tells it apart from another of its name (`apart`)."""
        source = SOURCES[self.kind]
        return source.name(self.review, self.recommendation, self.action_number, agency)

    @property
    def url(self) -> str:
        return SOURCES[self.kind].url(self.page_id)

    def is_barred_to(self, user_id: int) -> bool:
        """They may not do it themselves, as nobody verifies what they claimed."""
        return user_id == self.barred_id


def read(rows_by_kind: "Mapping[str, QuerySet[Any]]") -> Iterator[Due]:
    """What is read of these rows, those of every kind in one question."""
    return map(Due._make, _together(SOURCES[k].columns(rows) for k, rows in rows_by_kind.items()))


def read_ids(rows_by_kind: "Mapping[str, QuerySet[Any]]") -> Iterator[UUID]:
    parts = (rows.order_by().values_list("public_id") for rows in rows_by_kind.values())
    return (item_id for (item_id,) in _together(parts))


def _together(parts: "Iterable[QuerySet[Any]]") -> "Iterable[Any]":
    first, *others = [*parts] or [Reminder.objects.none()]
    return first.union(*others, all=True)


def name_of(row: Reminder, *, with_pseudonym: bool = True, agency: str = "") -> str:
    """As `Due.name_with`, or by the review's reference; the row brings all that it is named by."""
    recommendation, action = row.recommendation, row.action
    number = action.number if action else None
    review = recommendation.review.called(with_pseudonym=with_pseudonym)
    return SOURCES[row.kind].name(review, recommendation.reference, number, agency)


def url_of(row: Reminder) -> str:
    """As `Due.url`; the row brings the action with it."""
    return SOURCES[row.kind].url(_page_id(row))


def answer_url_of(row: Reminder) -> str:
    return SOURCES[row.kind].answer_url(_page_id(row))


def _page_id(row: Reminder) -> UUID:
    action = row.action if SOURCES[row.kind].page == "action" else None
    return action.public_id if action else row.item_id
