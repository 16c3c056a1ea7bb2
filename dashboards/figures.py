"""Numbers that lead somewhere, and tables of them by agency: one aggregate for a whole table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from agencies.models import Partnership
from dashboards import links
from recommendations.querysets import ActionQuerySet


@dataclass(frozen=True)
class Number:
    """A count, and the address of the list that has exactly so many rows.

    `words` say what is counted, for those who hear the link without its table.
    """

    value: int
    url: str
    words: str = ""


@dataclass(frozen=True)
class Column:
    """A column of counts: what it counts of the table's actions, and how the list asks for it."""

    heading: str
    words: str
    asked: dict[str, Any]
    condition: Q = field(default_factory=Q)


@dataclass(frozen=True)
class AgencyRow:
    agency: str
    numbers: tuple[Number, ...]
    extra: Any = None


@dataclass(frozen=True)
class AgencyTable:
    headings: tuple[str, ...]
    rows: tuple[AgencyRow, ...]
    totals: tuple[Number, ...]

    @property
    def total(self) -> Number:
        """The last column is the one that counts every action of the table."""
        return self.totals[-1]


def by_agency(
    actions: ActionQuerySet,
    partnership: Partnership,
    columns: Sequence[Column],
    **extra: Any,
) -> AgencyTable:
    """The table, in one query. `extra` is one more aggregate that a row carries beside its counts.

    The last column counts all of `actions`.
    """
    names = [f"column_{place}" for place in range(len(columns))]
    counts = {
        name: Count("pk", filter=column.condition) if column.condition else Count("pk")
        for name, column in zip(names, columns, strict=True)
    }
    agency = ("lead_agency__public_id", "lead_agency__name", "lead_agency__short_name")
    found = actions.order_by("lead_agency__name").values(*agency).annotate(**counts, **extra)
    rows, sums = [], [0] * len(columns)
    for row in found:
        label = row["lead_agency__short_name"] or row["lead_agency__name"]
        numbers = []
        for place, (name, column) in enumerate(zip(names, columns, strict=True)):
            sums[place] += row[name]
            url = links.actions(partnership, agency=row["lead_agency__public_id"], **column.asked)
            numbers.append(Number(row[name], url, f"{column.words}, {label}"))
        carried = next((row[name] for name in extra), None)
        rows.append(AgencyRow(label, tuple(numbers), carried))
    totals = tuple(
        Number(value, links.actions(partnership, **column.asked), f"{column.words}, all agencies")
        for value, column in zip(sums, columns, strict=True)
    )
    return AgencyTable(tuple(column.heading for column in columns), tuple(rows), totals)
