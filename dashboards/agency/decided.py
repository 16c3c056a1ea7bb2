"""What was decided on an agency's work, and which of its dates moved: the rows behind its numbers.

Rows of a decision have `since`, the moment at which what was decided on came in (None where nobody
knows), `until`, that of the decision, and `by`, the name of who made it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

from agencies.models import Membership
from dashboards.agency.about import About
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import DueDateChange, ExtensionRequest, ProgressUpdate, Verification
from recommendations.querysets.sight import is_seen
from recommendations.status import Status
from scr_tracker import as_at

_REVIEW = "action__recommendation__review"


def verified(about: About) -> Any:
    """Since the claim; where a verification was taken back, since then."""
    claims = ProgressUpdate.objects.filter(
        action=OuterRef("action"),
        status_after=Status.COMPLETED,
        recorded_at__lte=OuterRef("recorded_at"),
    ).exclude(status_before=Status.COMPLETED)
    since = Subquery(claims.order_by("-recorded_at").values("recorded_at")[:1])
    rows = Verification.objects.filter(
        about.led("action__"), is_seen(about.user, "action__"), **_within(about, "recorded_at")
    )
    return _timed(rows, since)


def evidence(about: About) -> Any:
    """The first decision on each submission: for another one, nothing waited."""
    return _on_evidence(about, submission=OuterRef("submission"))


def first_tries(about: About) -> Any:
    """The first decision on each item, whatever was decided later."""
    return _on_evidence(about)


def accepted_at_first_try(about: About) -> Any:
    return first_tries(about).filter(decision=EvidenceDecision.Decision.ACCEPTED)


def more_time(about: About) -> Any:
    rows = ExtensionRequest.objects.visible_to(about.user).filter(
        about.led("action__"), **_within(about, "decided_at")
    )
    return _timed(rows, F("recorded_at"), until="decided_at", by="decided_by__name")


def moved(about: About) -> Any:
    """All moves until the day of the page, of whatever period.

    `is_asked`: somebody of the agency had asked for it; the rest was another's wish, be it the
    partnership's or that of an agency that led the action before.
    """
    theirs = Membership.objects.filter(
        user=OuterRef("extension_request__recorded_by"), agency=about.agency
    )
    rows = DueDateChange.objects.filter(
        about.led("action__"), is_seen(about.user, "action__"), old_due_on__isnull=False
    )
    return rows.annotate(is_asked=Exists(theirs), until=F("recorded_at"))


def _timed(rows: Any, since: Any, until: str = "recorded_at", by: str = "recorded_by_name") -> Any:
    return rows.annotate(since=since, until=F(until), by=F(by))


def days_taken(row: Any) -> int | None:
    """Whole days from when it came in until the decision."""
    return None if row.since is None else max(0, (row.until - row.since).days)


def _on_evidence(about: About, **same: Any) -> Any:
    """Decisions of the period without an earlier one on what is the `same` of the item."""
    seen = Evidence.objects.visible_to(about.user).filter(
        agency=about.agency, partnership__in=about.keys
    )
    at_once = Q(recorded_at=OuterRef("recorded_at"), pk__lt=OuterRef("pk"))
    earlier = EvidenceDecision.objects.filter(
        Q(recorded_at__lt=OuterRef("recorded_at")) | at_once, evidence=OuterRef("evidence"), **same
    )
    rows = EvidenceDecision.objects.filter(
        ~Exists(earlier),
        evidence__in=seen.order_by().values("pk"),
        **_within(about, "recorded_at"),
    )
    submitted = Evidence.history.filter(id=OuterRef("evidence"), **same).order_by("history_date")
    return _timed(rows, Subquery(submitted.values("history_date")[:1]))


def _within(about: About, moment: str) -> dict[str, datetime]:
    begins, ends = as_at.start_of(about.first), as_at.end_of(about.last)
    return {f"{moment}__gte": begins, f"{moment}__lt": ends}


class Listed(NamedTuple):
    """A list behind a number. `title`: also of its sheet in Excel, which has 31 letters at most.

    `word`: what one of its rows is; each "move" until the day counts, in the period or before it.
    """

    title: str
    word: str
    rows: Callable[[About], Any]

    @property
    def is_of_moves(self) -> bool:
        return self.word == "move"

    @property
    def is_of_evidence(self) -> bool:
        return self.rows in (evidence, first_tries, accepted_at_first_try)

    @property
    def marking(self) -> str:
        return "evidence__marking" if self.is_of_evidence else f"{_REVIEW}__marking"

    def marking_of(self, row: Any) -> str:
        marked = row.evidence if self.is_of_evidence else row.action.recommendation.review
        return str(marked.marking)

    def found(self, about: About) -> Any:
        """With all that a row prints, the latest first."""
        above = "evidence" if self.is_of_evidence else _REVIEW
        return self.rows(about).select_related(above).order_by("-until", "-pk")


#: As the address asks for them.
LISTS = {
    "verified": Listed("Actions verified or sent back", "decision", verified),
    "evidence": Listed("Evidence accepted or sent back", "decision", evidence),
    "time": Listed("Decisions on more time", "decision", more_time),
    "first": Listed("Evidence at its first decision", "decision", first_tries),
    "accepted": Listed("Evidence accepted at first try", "decision", accepted_at_first_try),
    "moves": Listed("Dates that moved", "move", moved),
    "asked": Listed(
        "Dates the agency asked to move",
        "move",
        lambda about: moved(about).filter(is_asked=True),
    ),
    "others": Listed(
        "Dates moved at another’s wish",
        "move",
        lambda about: moved(about).filter(is_asked=False),
    ),
}
