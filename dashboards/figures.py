"""Numbers that lead somewhere, and tables and charts of them by agency."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from agencies.models import Agency
from dashboards import links
from scr_tracker.charts import Look, Part, Row, StackedRows

if TYPE_CHECKING:
    from dashboards.board.groups import Group
    from dashboards.scope import Scope

#: What is said to come next: due today or within this many days.
COMING_DAYS = 30


class Number(NamedTuple):
    """A count, and the address of the list that has exactly so many rows.

    `words` say what is counted, for those who hear the link without its table.
    """

    value: int
    url: str
    words: str = ""


@dataclass(frozen=True, eq=False)
class LeadAgency:
    """What the tables print of an agency; there is one of each on a page."""

    public_id: UUID
    name: str
    short_name: str

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def order(self) -> tuple[str, str]:
        """By what the tables print, small and capital letters alike."""
        return self.label.casefold(), self.name


@dataclass(frozen=True)
class Column:
    """A column of counts: the groups that it counts, and how the action list asks for the same.

    `key` is the part's in a chart.
    """

    key: str
    heading: str
    words: str
    asked: dict[str, Any]
    holds: "Callable[[Group], bool]"
    look: Look | None = None


@dataclass(frozen=True)
class Waiting:
    """How many wait for a decision, and since when the oldest does.

    `earlier` leads to those that wait no more, where a list has them.
    """

    number: Number
    oldest: datetime | date | None = None
    earlier: str = ""


def lead_agencies(ids: Collection[int]) -> dict[int, LeadAgency]:
    """Agencies by key, without the rest of their rows."""
    rows = Agency.objects.filter(pk__in=ids).order_by()
    found = rows.values_list("pk", "public_id", "name", "short_name")
    return {row[0]: LeadAgency(*row[1:]) for row in found}


def by_agency(
    key: str,
    title: str,
    groups: "Iterable[Group]",
    scope: "Scope",
    columns: Sequence[Column],
    whole: Column,
) -> StackedRows:
    """A row for each agency that has something, by its label. `whole` counts all of its row."""
    counts: dict[LeadAgency, list[int]] = {}
    for group in filter(whole.holds, groups):
        sums = counts.setdefault(group.agency, [0] * len(columns))
        for place, column in enumerate(columns):
            sums[place] += group.actions if column.holds(group) else 0
    lists = [links.actions_of(scope, **column.asked) for column in (*columns, whole)]

    def row(label: str, values: Sequence[int], narrowed: str = "", page: str = "") -> Row:
        parts = tuple(
            Part(
                column.key,
                column.heading,
                value,
                links.narrowed(url, narrowed),
                f"{column.words}, {label}",
                column.look,
            )
            for column, value, url in zip(columns, values, lists, strict=False)
        )
        opens = links.narrowed(lists[-1], narrowed)
        return Row(label, parts, opens, f"{whole.words}, {label}", page)

    page = partial(links.agency_page, scope.user, scope.partnership)
    rows = tuple(
        row(each.label, counts[each], str(each.public_id), page(each.public_id))
        for each in sorted(counts, key=lambda agency: agency.order)
    )
    sums = [sum(values) for values in zip(*counts.values(), strict=True)]
    totals = row("All agencies", sums) if len(rows) > 1 else None
    return StackedRows(key, title, rows, "Lead agency", whole.heading, totals)
