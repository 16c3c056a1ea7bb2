"""My work, what others wait for: questions, answers, embedding checks, evidence asked for.

One query reads them all, whatever roles the person holds: the page has few to spare.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Coalesce, TruncDate

from agencies.models import Partnership
from dashboards import steps
from dashboards.lines import RecommendationLine, Section
from dashboards.overtaken import OVERTAKEN, OWN, ROUTE, overtaken_rows, overtaken_steps
from dashboards.owed import within
from dashboards.wanted import (
    ITS_AGENCYS,
    LATE,
    ROUTES,
    TO_JUDGE,
    Wanted,
    wanted_rows,
    wanted_steps,
)
from recommendations.models import Challenge, EmbeddingCheck
from scr_tracker.addresses import address_of
from scr_tracker.words import days_late

if TYPE_CHECKING:
    from agencies.access import Person

#: A check is shown from so many days before it is due.
CHECK_DAYS = 30
#: Rows of each section on the page.
MOST = 10
CHECK = "check"
#: Where the next step of what is no challenge and no check is taken.
LATER = {**ROUTES, OVERTAKEN: ROUTE, OWN: ROUTE}
PARTNERSHIP = "recommendation__review__partnership"


@dataclass(frozen=True)
class AskedLine(RecommendationLine):
    """`kind`: the outcome of a challenge, "check", or what `dashboards.wanted` calls a request.

    Or what `dashboards.overtaken` calls a forum's decision. `since`: asked, answered, came in, or
    due on.
    """

    kind: str
    public_id: UUID
    since: date
    words: str
    agency: str

    @property
    def is_own(self) -> bool:
        return self.kind == OWN

    @property
    def todo_url(self) -> str:
        route = "check-record" if self.kind == CHECK else "challenge-detail"
        return address_of(LATER.get(self.kind, f"recommendations:{route}"), self.public_id)


@dataclass(frozen=True)
class Asked:
    to_answer: Section
    to_judge: Section
    checks: Section
    overtaken: Section
    wanted: Wanted

    @property
    def is_anything(self) -> bool:
        sections = (self.to_answer, self.to_judge, self.checks, self.overtaken)
        return any(section.total for section in sections)


def asked(
    user: "Person", today: date, chosen: Partnership | None, touched: Collection[int] = ()
) -> Asked:
    """The oldest first in each section; `chosen` narrows it to one partnership.

    `touched`: the decisions behind which evidence was written since (`marks`).
    """
    rows = [AskedLine(*row) for row in _rows(user, today, chosen, touched)]
    rows.sort(key=lambda row: (row.since, str(row.public_id)))
    answered = Challenge.Outcome.ANSWERED.value
    return Asked(
        to_answer=_section(row for row in rows if row.kind not in (CHECK, answered, *LATER)),
        to_judge=_section(row for row in rows if row.kind == answered),
        checks=_section(row for row in rows if row.kind == CHECK),
        overtaken=_section(row for row in rows if row.kind in (OVERTAKEN, OWN)),
        wanted=Wanted(
            to_answer=_section(row for row in rows if row.kind in ITS_AGENCYS),
            late=_section(row for row in rows if row.kind == LATE),
            to_judge=_section(row for row in rows if row.kind == TO_JUDGE),
        ),
    )


def asked_steps(found: Asked, today: date) -> Iterator[steps.Step]:
    """Questions hurt since they were put; a check hurts from its date, which may lie ahead."""
    for row in found.to_answer.rows:
        yield _step(row, "waiting", "Question to answer", row.words, "Answer")
    for row in found.to_judge.rows:
        yield _step(row, "waiting", "Answer to judge", row.words, "Accept it or not")
    for row in found.checks.rows:
        is_late = row.since < today
        tag = f"Check {due_words(row.since, today)}"
        tone = "overdue" if is_late else "at_risk"
        yield _step(row, tone, tag, "Has the change lasted?", "Record the check")
    yield from overtaken_steps(found.overtaken)
    yield from wanted_steps(found.wanted, today)


def due_words(day: date, today: date) -> str:
    """ "3 days late", "due in 13 days", "due today"."""
    if day < today:
        return days_late(day, today)
    return steps.due_in_words(day, today).lower()


def _step(row: AskedLine, tone: str, tag: str, title: str, todo: str) -> steps.Step:
    return steps.Step(
        since=row.since,
        tone=tone,
        tag=tag,
        title=title,
        url=row.todo_url,
        links=(steps.Link(todo, row.todo_url),),
        reference=row.recommendation,
    )


def _section(rows: Iterable[AskedLine]) -> Section:
    found = tuple(rows)
    return Section(found[:MOST], len(found))


def _rows(user: "Person", today: date, chosen: Partnership | None, touched: Collection[int]) -> Any:
    challenges = within(Challenge.objects.waiting_for(user), PARTNERSHIP, chosen)
    until = today + timedelta(days=CHECK_DAYS)
    checks = EmbeddingCheck.objects.managed_by(user).due_by(until)
    checks = within(checks, PARTNERSHIP, chosen)
    own = (*AskedLine.PATHS, "kind", "public_id", "since", "words", "about")
    questions = challenges.order_by().annotate(
        kind=F("outcome"),
        since=TruncDate(Coalesce("answered_at", "recorded_at")),
        words=F("question"),
        about=F("agency__name"),
    )
    later = checks.order_by().annotate(
        kind=Value(CHECK, CharField()),
        since=F("due_on"),
        words=Value("", TextField()),
        about=Value("", CharField()),
    )
    others = [later, *wanted_rows(user, today, chosen)]
    others += overtaken_rows(user, chosen, touched)
    return questions.values_list(*own).union(*(rows.values_list(*own) for rows in others), all=True)
