"""My work, evidence that was asked for: what an agency answers, what its manager looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils.text import Truncator

from agencies import access
from agencies.models import Partnership
from dashboards import steps
from dashboards.lines import Section
from dashboards.owed import within
from evidence.models import EvidenceRequest, RequestEvent
from scr_tracker.words import days_late

if TYPE_CHECKING:
    from agencies.access import Person

#: The agency answers: nothing is offered yet, the item came back, or it was no answer.
TO_ANSWER, CAME_BACK, ASKED_AGAIN = "wanted", "wanted_again", "wanted_anew"
ITS_AGENCYS = (TO_ANSWER, CAME_BACK, ASKED_AGAIN)
#: The manager looks: the agency is late, or has answered.
LATE, TO_JUDGE = "wanted_late", "wanted_answered"
#: Where the next step of each is taken.
ROUTES = {
    TO_ANSWER: "evidence:request-answer",
    CAME_BACK: "evidence:request-answer",
    ASKED_AGAIN: "evidence:request-answer",
    LATE: "evidence:request-detail",
    TO_JUDGE: "evidence:request-detail",
}
#: Letters of what is wanted, in a next step.
SHOWN = 120


@dataclass(frozen=True)
class Wanted:
    to_answer: Section
    late: Section
    to_judge: Section

    @property
    def is_anything(self) -> bool:
        return bool(self.to_answer.total or self.late.total or self.to_judge.total)


def wanted_steps(found: Wanted, today: date) -> Iterator[steps.Step]:
    """What is late, due soon or asked again; an item that came back is a step of its own."""
    for row in found.to_answer.rows:
        if row.kind == ASKED_AGAIN:
            yield _step(row, "returned", "Evidence asked again", "See what is missing")
        if row.kind == TO_ANSWER and (row.since - today).days <= steps.SOON_DAYS:
            yield _dated(row, today, "Answer")
    for row in found.to_judge.rows:
        yield _step(row, "answered", "Evidence answered", "See the answer")
    for row in found.late.rows:
        yield _dated(row, today, "See the request")


def _dated(row: Any, today: date, todo: str) -> steps.Step:
    if row.since < today:
        return _step(row, "overdue", f"Evidence {days_late(row.since, today)}", todo)
    due = steps.due_in_words(row.since, today).lower()
    return _step(row, "at_risk", f"Evidence {due}", todo)


def _step(row: Any, tone: str, tag: str, todo: str) -> steps.Step:
    return steps.Step(
        since=row.since,
        tone=tone,
        tag=tag,
        title=Truncator(row.words).chars(SHOWN),
        url=row.todo_url,
        links=(steps.Link(todo, row.todo_url),),
        reference=row.recommendation,
    )


def wanted_rows(user: "Person", today: date, chosen: Partnership | None) -> list[Any]:
    """The rows of each side on which the person is, with `kind`, `since`, `words` and `about`."""
    requests = EvidenceRequest.objects
    came_back = When(answer="returned", then=Value(CAME_BACK))
    found: list[tuple[Any, Any, Any]] = []
    if access.led_agencies(user):
        anew = When(Exists(_not_an_answer()), evidence=None, then=Value(ASKED_AGAIN))
        kind = Case(came_back, anew, default=Value(TO_ANSWER), output_field=CharField())
        found.append((requests.asked_of(user), kind, F("due_on")))
    if access.partnership_ids(user, "manager"):
        managed = requests.managed_by(user)
        found.append((managed.late(today), Value(LATE, CharField()), F("due_on")))
        found.append((managed.to_judge(), Value(TO_JUDGE, CharField()), _answered_on()))
    return [
        within(rows, "partnership", chosen)
        .order_by()
        .annotate(kind=kind, since=since, words=F("wanted"), about=F("agency__name"))
        for rows, kind, since in found
    ]


def _not_an_answer() -> Any:
    """A manager said that what was sent in is no answer, or no longer one."""
    kinds = (RequestEvent.Kind.RETURNED, RequestEvent.Kind.REOPENED)
    return RequestEvent.objects.filter(request=OuterRef("pk"), kind__in=kinds)


def _answered_on() -> Any:
    """The day on which the item was named or changed last."""
    events = RequestEvent.objects.filter(request=OuterRef("pk"), kind=RequestEvent.Kind.ANSWERED)
    latest = events.order_by("-recorded_at").annotate(day=TruncDate("recorded_at"))
    return Subquery(latest.values("day")[:1])
