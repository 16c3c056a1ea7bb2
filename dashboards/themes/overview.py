"""Each theme: how often it was recommended, in which years, what became of that, what came back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from dashboards import links
from dashboards.figures import Number
from dashboards.scope import Scope
from recommendations.legend import Legend, legends_of
from recommendations.models import EmbeddingCheck, Recommendation
from recommendations.recurring import review_date, signed_off
from recommendations.status import NOT_CLOSED, Progress
from scr_tracker.addresses import address_of

#: What has a column of its own.
TOLD = (Progress.OVERDUE, Progress.SIGNED_OFF, Progress.CLOSED)
OPEN = [key.value for key in NOT_CLOSED]


@dataclass
class ThemeRow:
    """`years` count recommendations by the year of their review; 0 stands for no date.

    `again`: those that came after one of the same theme had been signed off.
    """

    name: str
    public_id: UUID | None
    scope: Scope
    legend: Legend
    years: Counter[int] = field(default_factory=Counter)
    progress: Counter[str] = field(default_factory=Counter)
    reviews: set[int] = field(default_factory=set)
    recurred: int = 0
    embedded: int = 0

    @property
    def key(self) -> str:
        """As the filter of recommendations names it."""
        return str(self.public_id) if self.public_id else "none"

    @property
    def url(self) -> str:
        if self.public_id is None:
            return ""
        return address_of("dashboards:theme-detail", self.public_id)

    def _number(self, value: int, words: str, **asked: Any) -> Number:
        url = links.recommendations_of(self.scope, theme=self.key, **asked)
        return Number(value, url, f"{words}, {self.name}")

    def of_years(self, years: Iterable[int]) -> list[Number]:
        return [
            self._number(self.years[year], f"{year or 'not dated'}", year=str(year))
            for year in years
        ]

    @property
    def total(self) -> Number:
        return self._number(self.years.total(), "recommendations")

    def of_progress(self, key: Progress) -> Number:
        words = self.legend.progress(key).words
        return self._number(self.progress[key], words, progress=key.value)

    @property
    def open(self) -> Number:
        many = sum(self.progress[key] for key in OPEN)
        return self._number(many, "not closed", progress=OPEN)

    @property
    def again(self) -> Number:
        return self._number(self.recurred, "recommended again", again="on")

    @property
    def lasting(self) -> Number:
        return self._number(self.embedded, "found to be embedded", embedded="on")

    @property
    def numbers(self) -> tuple[Number, ...]:
        """What became of them, under `Overview.headings`."""
        late, signed_off, closed = map(self.of_progress, TOLD)
        return (self.total, self.open, late, signed_off, self.lasting, closed, self.again)


@dataclass(frozen=True)
class Overview:
    """`rows`: the theme of most reviews first, and last what has no theme."""

    rows: tuple[ThemeRow, ...]
    legend: Legend

    @property
    def headings(self) -> tuple[str, ...]:
        late, signed_off, closed = (self.legend.progress(key).label for key in TOLD)
        return ("All", "Not closed", late, signed_off, "Embedded", closed, "Again")

    @cached_property
    def years(self) -> list[int]:
        """The latest first, and last 0: what has no date."""
        return sorted({year for row in self.rows for year in row.years}, reverse=True)

    @property
    def lines(self) -> list[tuple[ThemeRow, list[Number]]]:
        return [(row, row.of_years(self.years)) for row in self.rows]

    @property
    def came_back(self) -> list[ThemeRow]:
        return [row for row in self.rows if row.recurred]


def overview(scope: Scope) -> Overview:
    """Of the recommendations that this is about; a theme without any is left out."""
    rows: dict[int | None, ThemeRow] = {}
    before = signed_off(scope.user, scope.partnership, scope.reviews)
    chosen = scope.asked.get("theme")
    legend = legends_of(scope.user).of(scope.partnership.pk)
    for theme, public_id, name, review, on, progress, lasted, many in _counted(scope):
        if chosen in (None, str(public_id)):
            row = rows.setdefault(theme, ThemeRow(name or "No theme", public_id, scope, legend))
            row.years[on.year if on else 0] += many
            row.progress[progress] += many
            row.reviews.add(review)
            row.recurred += many if before.comes_again(theme, review, on) else 0
            row.embedded += many if lasted else 0
    order = sorted(rows.values(), key=lambda row: (-len(row.reviews), row.name.casefold()))
    return Overview(tuple(sorted(order, key=lambda row: row.public_id is None)), legend)


def _counted(scope: Scope) -> Any:
    rows: Any = Recommendation.objects.with_progress(scope.today)
    lasted = EmbeddingCheck.objects.embedded().filter(recommendation=OuterRef("pk"))
    rows = rows.annotate(on=review_date(), lasted=Exists(lasted))
    grouped = (
        scope.within(rows)
        .order_by()
        .values_list(
            *("themes__pk", "themes__public_id", "themes__name"),
            *("review_id", "on", "progress", "lasted"),
        )
    )
    return grouped.annotate(many=Count("pk"))
