"""The action list: its order, its lines, its counts. Page and files share them.

A row holds what is printed and no more: whole actions with their parents cost five times as much
to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from recommendations.filters import ActionFilter
from recommendations.models import Action
from recommendations.references import full_reference, reference
from recommendations.status import delivery_rating, overdue_condition
from scr_tracker.addresses import address_of
from scr_tracker.listing import order_of

_REPORT = (
    F("recommendation__review__published_on").desc(nulls_last=True),
    "recommendation__review_id",
    "recommendation__position",
    "recommendation_id",
    "number",
)

#: What `?sort=` may ask for.
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "-due": (F("due_on").desc(nulls_last=True), "-pk"),
    "reference": _REPORT,
    "-reference": (
        F("recommendation__review__published_on").asc(nulls_first=True),
        "-recommendation__review_id",
        "-recommendation__position",
        "-recommendation_id",
        "-number",
    ),
    "agency": ("lead_agency__name", F("due_on").asc(nulls_last=True), "pk"),
    "-agency": ("-lead_agency__name", F("due_on").asc(nulls_last=True), "pk"),
    "owner": (F("owner__name").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"),
    "-owner": (F("owner__name").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}


#: What a line is made of, and where each part is read from.
PARTS = {
    "public_id": "public_id",
    "title": "title",
    "number": "number",
    "recommendation": "recommendation__reference",
    "review": "recommendation__review__pseudonym",
    "marking": "recommendation__review__marking",
    "agency": "lead_agency__name",
    "agency_short": "lead_agency__short_name",
    "owner": "owner__name",
    "due_on": "due_on",
    "first_due_on": "first_due_on",
    "completed_on": "completed_on",
    "status": "status",
    "is_at_risk": "is_at_risk",
    "partnership": "recommendation__review__partnership_id",
}

#: `is_bare`: as `ActionQuerySet.with_bareness` says it.
EXPORTED = PARTS | {"is_bare": "is_bare"}

#: Built once: to build them takes as long as to run them.
_LINES = Action.objects.values_list(*PARTS.values())
_EXPORTED_LINES = Action.objects.with_bareness().values_list(*EXPORTED.values())

#: A dictionary: templates find a key at once, where they look for an attribute in vain first.
Line = dict[str, Any]


def _line(parts: dict[str, str], values: tuple[Any, ...], today: date) -> Line:
    line = dict(zip(parts, values, strict=True))
    line["rating"] = delivery_rating(
        line["status"], line["due_on"], lead_says_at_risk=line["is_at_risk"], today=today
    )
    line["url"] = address_of("recommendations:action-detail", line["public_id"])
    line["reference"] = reference(line["recommendation"], line["number"])
    line["full_reference"] = full_reference(line["review"], line["recommendation"], line["number"])
    return line


@dataclass(frozen=True)
class ActionList:
    """What the address asks for, in its order. Nothing where the filter is wrong."""

    filter: ActionFilter
    rows: "QuerySet[Action]"
    today: date
    sort: str

    @property
    def total(self) -> int:
        return self._counts["total"]

    @property
    def overdue(self) -> int:
        return self._counts["overdue"]

    @cached_property
    def _counts(self) -> dict[str, int]:
        """In one query, and only where they are printed."""
        overdue = Count("pk", filter=Q(overdue_condition(self.today)))
        return self.rows.order_by().aggregate(total=Count("pk"), overdue=overdue)

    def printed(self, rows: Any) -> Iterator[Line]:
        """The lines of `rows`, or of a page of them.

        Found and sorted by their ids alone first: the database sorts thousands of narrow rows, and
        reads the wide ones of one page.
        """
        return self._lines(_LINES.filter(pk__in=rows.values("pk")), PARTS)

    def exported(self) -> Iterator[Line]:
        """All lines, with what the page leaves out because it would cost too much there."""
        return self._lines(_EXPORTED_LINES.filter(pk__in=self.rows.values("pk")), EXPORTED)

    def _lines(self, found: Any, parts: dict[str, str]) -> Iterator[Line]:
        lines = found.order_by(*ORDERS[self.sort]).iterator(chunk_size=1000)
        return (_line(parts, values, self.today) for values in lines)


def action_list(request: HttpRequest, today: date) -> ActionList:
    chosen = ActionFilter(
        request.GET, Action.objects.visible_to(request.user), request=request, today=today
    )
    rows = chosen.qs if chosen.form.is_valid() else Action.objects.none()
    sort = order_of(request, ORDERS, "due")
    return ActionList(chosen, rows.order_by(*ORDERS[sort]), today, sort)
