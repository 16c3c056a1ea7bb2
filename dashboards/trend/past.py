"""What stood at the end of each month: each history is read once, for all months together.

The rules are those of `status` and of `visible_to`, as a page as at the day has them; a test holds
each month's figures against the dashboard as at that day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.models import Agency
from dashboards.scope import Scope
from dashboards.trend.sight import Sight
from dashboards.trend.span import Span
from recommendations import status
from recommendations.models import Action, Recommendation, Response, Review, SignOff
from recommendations.restricted import unrestricted
from recommendations.status import OPEN, Progress, Status

#: The columns that say how long a row of history stood.
STOOD = ("history_date", "history_until")
_REVIEW = "recommendation__review__"


@dataclass
class Told:
    """A recommendation: the sets of days (`span.py`) on which each was so.

    `about`: it was what the filter asks for. `agency`: the chosen one answered it, or led an action
    of it. `part`: an agency that the reader leads had a part in it.
    """

    review: int = 0
    there: int = 0
    about: int = 0
    agency: int = 0
    part: int = 0
    awaiting: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    answers: int = 0
    accepted: int = 0
    live: int = 0
    overdue: int = 0
    unverified: int = 0
    started: int = 0

    @property
    def closed(self) -> int:
        """On which days a decision stood."""
        found = 0
        for days in self.outcomes.values():
            found |= days
        return found

    def facts(self, days: int) -> Iterator[tuple[status.Facts, int]]:
        """What held on these days: each combination of facts, with the set of its days."""
        left, decided = days, []
        for outcome, on in self.outcomes.items():
            decided.append((left & on, outcome))
            left &= ~on
        for on, outcome in ((left, ""), *decided):
            yield from ((status.Facts(outcome, *held), each) for each, *held in self._split(on))

    def _split(self, days: int) -> Sequence[tuple[Any, ...]]:
        """The days by what else held on them, in the order of `status.Facts`."""
        refused = self.answers & ~self.accepted
        sets = self.awaiting, refused, self.live, self.overdue, self.unverified, self.started
        parts: list[tuple[Any, ...]] = [(days,)] if days else []
        for held in sets:
            parts = [
                (some, *before, is_so)
                for each, *before in parts
                for some, is_so in ((each & held, True), (each & ~held, False))
                if some
            ]
        return parts


class Past:
    """`open` and `late`: of each lead agency's actions, how many stood so on which set of days."""

    def __init__(self, scope: Scope, span: Span) -> None:
        self.scope, self.span, self.sight = scope, span, Sight.of(scope, span)
        self.chosen = self._chosen()
        self.told: defaultdict[int, Told] = defaultdict(Told)
        self.open: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self.late: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self._read_recommendations()
        self._read_decisions()
        self._read_answers()
        self._read_actions()

    def shown(self, pk: int) -> int:
        """On which days the figures count the recommendation."""
        told = self.told[pk]
        days = told.there & told.about & self.sight.recommendation(pk, told.part)
        return days & told.agency if self.scope.agency else days

    def progress(self, pk: int) -> Iterator[tuple[Progress, int]]:
        """How far it had come, with the set of the days on which it is shown so."""
        for facts, days in self.told[pk].facts(self.shown(pk)):
            yield status.progress(facts), days

    def stood(self, model: Any, to: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows of history, as their set of days and these columns. `to` leads to the review."""
        rows = model.history.filter(
            unrestricted(self.scope.user, to),
            history_date__lt=self.span.ends[-1],
            history_until__gte=self.span.ends[0],
            **{f"{to}partnership": self.scope.partnership, **self._review(to)},
        ).exclude(history_type="-")
        for since, until, *values in rows.order_by().values_list(*STOOD, *columns):
            if days := self.span.stood(since, until):
                yield days, *values

    def _review(self, to: str) -> dict[str, Any]:
        review, only = self.scope.asked.get("review"), self.scope.reviews
        found: dict[str, Any] = {f"{to}public_id": review} if review else {}
        return found | ({} if only is None else {f"{to}pk__in": only})

    def _read_recommendations(self) -> None:
        columns = "id", "review_id", "awaiting_body", "scope"
        asked = self.scope.asked.get("scope")
        for days, pk, review, body, scope in self.stood(Recommendation, "review__", *columns):
            told = self.told[pk]
            told.review = review
            told.there |= days
            told.about |= days if asked in (None, scope) else 0
            told.awaiting |= days if body else 0
        self._keep(self._of_kind(), "review")
        self._keep(self._of_theme(), None)

    def _keep(self, found: dict[int, int] | None, by: str | None) -> None:
        """Of what the filter asks for, only these days; None: it does not ask."""
        if found is not None:
            for pk, told in self.told.items():
                told.about &= found.get(getattr(told, by) if by else pk, 0)

    def _of_kind(self) -> dict[int, int] | None:
        kind, found = self.scope.asked.get("kind"), defaultdict[int, int](int)
        if not kind:
            return None
        here = Review.history.filter(partnership=self.scope.partnership, kind=kind)
        rows = here.exclude(history_type="-").order_by().values_list("id", *STOOD)
        for pk, since, until in rows:
            found[pk] |= self.span.stood(since, until)
        return found

    def _of_theme(self) -> dict[int, int] | None:
        theme, found = self.scope.asked.get("theme"), defaultdict[int, int](int)
        if not theme:
            return None
        for days, pk in themed(self, theme__public_id=theme):
            found[pk] |= days
        return found

    def _read_decisions(self) -> None:
        columns = "recommendation_id", "outcome", "reopened_at"
        for days, pk, outcome, reopened_at in self.stood(SignOff, _REVIEW, *columns):
            if reopened_at is None:
                outcomes = self.told[pk].outcomes
                outcomes[outcome] = outcomes.get(outcome, 0) | days

    def _read_answers(self) -> None:
        columns = "recommendation_id", "position", "agency_id"
        for days, pk, position, agency in self.stood(Response, _REVIEW, *columns):
            told = self.told[pk]
            told.answers |= days
            told.accepted |= days if position != "not_accepted" else 0
            told.part |= days if agency in self.sight.led else 0
            told.agency |= days if agency == self.chosen else 0

    def _read_actions(self) -> None:
        for pk, days in self.sight.contributed.items():
            self.told[pk].part |= days
        columns = "id", "recommendation_id", "status", "due_on", "lead_agency_id"
        rows = []
        for days, pk, of, state, due_on, agency in self.stood(Action, _REVIEW, *columns):
            told = self.told[of]
            told.part |= days if agency in self.sight.led else 0
            told.agency |= days if agency == self.chosen else 0
            late = self._fold(told, days, state, due_on)
            if state in OPEN and self.chosen in (None, agency):
                rows.append((days, pk, of, agency, late))
        for days, pk, of, agency, late in rows:
            told = self.told[of]
            seen = days & told.about & self.sight.action(pk, agency, days, told.part)
            if seen:
                self.open[agency][seen] += 1
                self.late[agency][seen & late] += 1

    def _chosen(self) -> int | None:
        if not self.scope.agency:
            return None
        return Agency.objects.values_list("pk", flat=True).get(public_id=self.scope.agency)

    def _fold(self, told: Told, days: int, state: str, due_on: date | None) -> int:
        """What a row of an action says of its recommendation; the days on which it was late."""
        late = days & self.span.after(due_on) if due_on and state in OPEN else 0
        told.overdue |= late
        if state != Status.WITHDRAWN:
            told.live |= days
            told.unverified |= days if state != Status.VERIFIED else 0
            told.started |= days if state != Status.NOT_STARTED else 0
        return late


def themed(past: Past, *columns: str, **which: Any) -> Iterator[tuple[Any, ...]]:
    """Days on which recommendations had themes, their keys, and these columns."""
    copies: Any = Recommendation.history.model.themes.model
    rows = copies.objects.filter(
        history__review__partnership=past.scope.partnership,
        history__history_until__gte=past.span.ends[0],
        **which,
    ).exclude(history__history_type="-")
    moments = (f"history__{each}" for each in STOOD)
    for since, until, pk, *values in rows.order_by().values_list(*moments, "history__id", *columns):
        if days := past.span.stood(since, until):
            yield days, pk, *values
