"""What is printed of actions and of evidence, read in one go for all that a page shows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from dashboards.changes.asked import Asked
from dashboards.changes.model import Thing
from evidence.models import Evidence
from recommendations.models import Action
from recommendations.references import reference
from scr_tracker.addresses import address_of
from scr_tracker.keys import Keys
from scr_tracker.words import signed


class ActionDetail(NamedTuple):
    public_id: UUID
    number: int
    title: str
    recommendation: str
    review: str
    review_reference: str
    marking: str
    agency_name: str
    agency_short: str
    made_by: str | None

    @property
    def about(self) -> Thing:
        return Thing(
            review=self.review,
            review_reference=self.review_reference,
            marking=self.marking,
            reference=reference(self.recommendation, self.number),
            title=self.title,
            agency=self.agency_short or self.agency_name,
            url=address_of("recommendations:action-detail", self.public_id),
        )


_ACTION = (
    *("public_id", "number", "title", "recommendation__reference"),
    "recommendation__review__pseudonym",
    "recommendation__review__reference",
    "recommendation__review__marking",
    *("lead_agency__name", "lead_agency__short_name", "made_by_name"),
)


class ActionDetails:
    """Of actions that the person may see."""

    def __init__(self) -> None:
        self.found: dict[int, ActionDetail] = {}

    def load(self, keys: Collection[int]) -> None:
        if missing := set(keys) - self.found.keys():
            rows = Action.objects.filter(pk__in=Keys(missing)).with_making().order_by()
            for pk, *values in rows.values_list("pk", *_ACTION):
                self.found[pk] = ActionDetail(*values)

    def of(self, key: int) -> ActionDetail:
        return self.found[key]


class ItemRow(NamedTuple):
    """An item, and one of the actions that it supports, of those that the reader may see."""

    pk: int
    public_id: UUID
    title: str
    kind: str
    level: str
    marking: str
    at: datetime
    by: str
    role: str
    agency_name: str | None
    agency_short: str | None
    number: int
    recommendation: str
    review: str
    review_reference: str


#: From the action: so the database joins no table twice, and finds a quick way.
_LINK = "evidence_links__evidence"
_ITEM = (
    f"{_LINK}_id",
    *(f"{_LINK}__{name}" for name in ("public_id", "title", "kind", "level", "marking")),
    *(f"{_LINK}__{name}" for name in ("recorded_at", "recorded_by_name", "recorded_by_role")),
    *(f"{_LINK}__agency__name", f"{_LINK}__agency__short_name"),
    *("number", "recommendation__reference"),
    *("recommendation__review__pseudonym", "recommendation__review__reference"),
)


@dataclass(frozen=True)
class ItemDetail:
    """`rows`: one for each action that it supports, in the order of the reports."""

    rows: tuple[ItemRow, ...]

    @property
    def item(self) -> ItemRow:
        return self.rows[0]

    @property
    def words(self) -> str:
        """ "Audit, quality"."""
        return f"{Evidence.Kind(self.item.kind).label}, {Evidence.Level(self.item.level).value}"

    @property
    def by(self) -> str:
        return signed(self.item.by, self.item.role)

    @property
    def about(self) -> Thing:
        """It is called by the actions that it supports; of several reviews each names its own."""
        item, alone = self.item, len({row.review_reference for row in self.rows}) == 1
        named = ((row, reference(row.recommendation, row.number)) for row in self.rows)
        references = (own if alone else f"{row.review.upper()} {own}" for row, own in named)
        return Thing(
            review=item.review if alone else "",
            review_reference=item.review_reference if alone else "",
            marking=item.marking,
            reference=", ".join(references),
            title=item.title,
            agency=item.agency_short or item.agency_name or "The partnership",
            url=address_of("evidence:evidence-detail", item.public_id),
        )


class ItemDetails:
    """Of evidence that the person may see."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.found: dict[int, ItemDetail] = {}

    def load(self, keys: Collection[int]) -> None:
        missing = set(keys) - self.found.keys()
        if not missing:
            return
        seen = Action.objects.visible_to(self.asked.user)
        found = seen.filter(**{f"{_LINK}_id__in": Keys(missing)}).in_report_order()
        rows = defaultdict(list)
        for values in found.values_list(*_ITEM):
            rows[values[0]].append(ItemRow(*values))
        self.found |= {pk: ItemDetail(tuple(many)) for pk, many in rows.items()}

    def of(self, key: int) -> ItemDetail:
        return self.found[key]
