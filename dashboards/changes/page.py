"""The pages of what changed: what their address asks for, and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from agencies.models import Partnership
from dashboards.changes import links, periods
from dashboards.changes.form import CALLED, ChangesForm
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Changes, Section, prepare
from dashboards.changes.reading import changes
from dashboards.changes.sentence import Sentence, of_changes
from dashboards.figures import Number
from recommendations.models.review import highest_marking
from scr_tracker import as_at
from scr_tracker.as_at.day import PARAMETER
from scr_tracker.words import counted

#: Rows of a section that the summary shows; the list has all of them.
SHOWN = 5
_PARTS = ("_day", "_month", "_year")


class Asking:
    """What the address of a page asks for.

    `last` is the day that the page is as at, so that one parameter says it on every page."""

    def __init__(self, request: HttpRequest, partnership: Partnership, *, has_kind: bool) -> None:
        self.request, self.partnership = request, partnership
        self.last = as_at.today()
        self.meetings = periods.past_meetings(request.user, partnership, self.last)
        usual = periods.usual_first(periods.last_of_board(self.meetings), self.last)
        self.form = ChangesForm(
            self._data(usual),
            user=request.user,
            partnership=partnership,
            meetings=self.meetings,
            today=timezone.localdate(),
            usual=usual,
            has_kind=has_kind,
        )
        self.is_right = self.form.is_valid()
        said = self.form.cleaned_data
        self.first: date = said.get("first") or usual
        self.kind = Kind(said["kind"]) if said.get("kind") else None

    def _data(self, usual: date) -> QueryDict:
        """The address, with the days that count where it names none: so the fields show them."""
        data = self.request.GET.copy()
        for name, day in (("first", usual), ("last", self.last)):
            if not self._names(name):
                data[CALLED[name]] = day.isoformat()
        return data

    def _names(self, field: str) -> bool:
        name = CALLED[field]
        return any(f"{name}{part}" in self.request.GET for part in ("", *_PARTS))

    @property
    def elsewhere(self) -> str:
        """The plain address of what a form has sent; "" where the address is plain already."""
        asked = self.request.GET
        sent = [f"{name}{part}" for name in CALLED.values() for part in _PARTS]
        if not self.is_right or not any(name in asked for name in ("meeting", "to", *sent)):
            return ""
        last: date = self.form.cleaned_data["last"]
        until = last.isoformat() if last < timezone.localdate() else ""
        plain = {"from": self.first.isoformat(), PARAMETER: until, **self.filters}
        return f"{self.request.path}?{links.query(plain)}"

    @cached_property
    def filters(self) -> dict[str, str]:
        """What is set beside the two days."""
        said = self.form.cleaned_data
        return {name: said[name] for name in ("review", "agency", "kind") if said.get(name)}

    def found(self) -> Changes:
        """Nothing where the address has a mistake."""
        if not self.is_right:
            return Changes(self.first, self.last, tuple(Section(kind, ()) for kind in Kind))
        review, agency = (self.filters.get(name) for name in ("review", "agency"))
        return changes(
            self.request.user,
            self.partnership,
            self.first,
            self.last,
            review=UUID(review) if review else None,
            agency=UUID(agency) if agency else None,
            kinds=[self.kind] if self.kind else tuple(Kind),
        )

    @property
    def opening(self) -> str:
        is_meeting = any(each.held_on == self.first for each in self.meetings)
        today = timezone.localdate()
        return periods.opening(self.first, self.last, today, is_meeting=is_meeting)

    def list_url(self, kind: Kind | None) -> str:
        asked = {**self.filters, "kind": kind.value if kind else ""}
        return links.change_list(self.partnership, self.first, **asked)


@dataclass(frozen=True)
class Part:
    """A section as the summary shows it: the first rows, and the number that opens all of them."""

    kind: Kind
    number: Number
    rows: list[Change]

    @property
    def is_cut(self) -> bool:
        return self.number.value > len(self.rows)


class Summary:
    """The first page: a sentence, and what is there of each kind."""

    kinds = tuple(Kind)

    def __init__(self, asking: Asking) -> None:
        self.asking, self.changes = asking, asking.found()
        self.changes.prepare(SHOWN)

    @cached_property
    def parts(self) -> list[Part]:
        return [
            Part(
                section.kind,
                Number(
                    section.total,
                    self.asking.list_url(section.kind),
                    section.kind.words(section.total),
                ),
                list(section.rows[:SHOWN]),
            )
            for section in self.changes.shown
        ]

    @cached_property
    def marking(self) -> str:
        return highest_marking(row.about.marking for part in self.parts for row in part.rows)

    @cached_property
    def sentence(self) -> Sentence:
        filters = self.asking.filters
        return of_changes(self.changes, self.asking.partnership, self.asking.opening, **filters)

    @property
    def total(self) -> Number:
        total = self.changes.total
        return Number(total, self.asking.list_url(None), "change" if total == 1 else "changes")


class List:
    """The list: all rows, or those of one kind."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.changes = asking, asking.found()

    @cached_property
    def rows(self) -> "Chained":
        kind = self.asking.kind
        return Chained((self.changes.of(kind),) if kind else self.changes.sections)

    @property
    def counted(self) -> str:
        kind, total = self.asking.kind, len(self.rows)
        return f"{kind.counted(total)}" if kind else counted(total, "change")

    @property
    def has_kinds(self) -> bool:
        """Each row says what kind it is."""
        return self.asking.kind is None

    @property
    def summary_url(self) -> str:
        filters = {name: value for name, value in self.asking.filters.items() if name != "kind"}
        return links.summary(self.asking.partnership, self.asking.first, **filters)


class Chained:
    """The rows of several sections one after the other, of which a page is a slice."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self.sections = sections

    def __len__(self) -> int:
        return sum(section.total for section in self.sections)

    def __getitem__(self, place: slice) -> list[Change]:
        start, stop, _ = place.indices(len(self))
        parts: list[tuple[Sequence[Change], slice]] = []
        for section in self.sections:
            parts.append((section.rows, slice(max(start, 0), max(stop, 0))))
            start, stop = start - section.total, stop - section.total
        prepare(parts)
        return [row for rows, part in parts for row in rows[part]]
