"""The lists of this room as files: only what the reader may see."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import Partnership
from evidence.models import Disposal, Evidence, EvidenceDecision, EvidenceVersion
from evidence.register import figure_totals, register
from evidence.request_states import seen
from evidence.states import standing, state_of
from recommendations.models import Recommendation, Review, highest_marking
from recommendations.tables import marking_of
from scr_tracker.exports import Column, Table
from scr_tracker.exports.tables import CHUNK
from scr_tracker.filter_words import said

if TYPE_CHECKING:
    from agencies.access import Person


def _newest(item: Evidence) -> EvidenceVersion | None:
    return next(iter(item.versions.all()), None)


def _decided(item: Evidence) -> EvidenceDecision | None:
    """The decision that stands."""
    return standing(item, item.decisions.all())


def _of_decision(name: str) -> Any:
    return lambda item: getattr(_decided(item), name, "")


def _decided_on(item: Evidence) -> date | None:
    decided = _decided(item)
    return timezone.localdate(decided.recorded_at) if decided else None


def _of_newest(name: str) -> Any:
    return lambda item: getattr(_newest(item), name, "")


def _scan(item: Evidence) -> str:
    newest = _newest(item)
    return newest.get_scan_state_display() if newest else ""


REGISTER_COLUMNS = (
    Column("Item", lambda item: item.title),
    Column("Kind", lambda item: item.get_kind_display()),
    Column("Level", lambda item: item.get_level_display()),
    Column("Date", lambda item: item.dated_on),
    Column("Until", lambda item: item.dated_until),
    Column("Marking", lambda item: item.get_marking_display()),
    Column("From", lambda item: item.agency.name if item.agency else item.partnership.name),
    Column("Actions", lambda item: "; ".join(each.full_reference for each in item.supported)),
    Column("Figures", lambda item: "; ".join(str(figure) for figure in item.figures.all())),
    Column("Brought in by", lambda item: item.recorded_by_name),
    Column("Brought in on", lambda item: timezone.localdate(item.recorded_at)),
    Column("State", lambda item: state_of(item).label),
    Column("Decided by", _of_decision("recorded_by_name")),
    Column("Role", _of_decision("recorded_by_role")),
    Column("Decided on", _decided_on),
    Column("Comment", _of_decision("comment")),
    Column("Versions", lambda item: len(item.versions.all())),
    Column("File", _of_newest("original_name")),
    Column("Virus check", _scan),
    Column("SHA-256", _of_newest("sha256")),
)

FIGURE_COLUMNS = (
    Column("What was counted", lambda row: row.label),
    Column("Unit", lambda row: row.unit),
    Column("Accepted", lambda row: row.accepted),
    Column("Waiting for a decision", lambda row: row.waiting),
)

REQUEST_COLUMNS = (
    Column("Recommendation", lambda seen: str(seen.request.recommendation), 20),
    Column("Marking", lambda seen: seen.request.recommendation.review.get_marking_display(), 22),
    Column("What is wanted", lambda seen: seen.request.wanted, 60),
    Column("Agency", lambda seen: seen.request.agency.name, 30),
    Column("By when", lambda seen: seen.request.due_on),
    Column("Late", lambda seen: seen.is_late),
    Column("State", lambda seen: seen.state.label, 28),
    Column("Asked on", lambda seen: timezone.localdate(seen.request.recorded_at)),
    Column("Asked by", lambda seen: seen.request.recorded_by_name, 24),
)

OVER_COLUMNS = (
    Column("Evidence", lambda item: item.title, 60),
    Column("Kind", lambda item: item.get_kind_display()),
    Column("Date", lambda item: item.dated_on),
    Column("Marking", lambda item: item.get_marking_display(), 22),
)

DISPOSAL_COLUMNS = (
    Column("Evidence", lambda row: row.evidence.title, 60),
    Column("Marking", lambda row: row.evidence.get_marking_display(), 22),
    Column("State", lambda row: row.get_state_display()),
    Column("Ground", lambda row: row.get_ground_display(), 30),
    Column("Reason", lambda row: row.reason, 60),
    Column("Proposed on", lambda row: timezone.localdate(row.recorded_at)),
    Column("Proposed by", lambda row: row.recorded_by_name, 24),
    Column("Decided on", lambda row: row.decided_at and timezone.localdate(row.decided_at)),
    Column("Decided by", lambda row: row.decided_by and row.decided_by.name, 24),
    Column("Note", lambda row: row.decision_note, 40),
)


def register_table(user: "Person", about: Review | Recommendation) -> Table:
    """The evidence behind a review or a recommendation."""
    rows = register(user, **_selected(about))
    return Table("Evidence register", REGISTER_COLUMNS, rows, **_about(about, rows))


def figures_table(user: "Person", about: Review | Recommendation) -> Table:
    of = _selected(about)
    rows = figure_totals(user, **of)
    return Table("Figures", FIGURE_COLUMNS, rows, **_about(about, register(user, **of)))


def request_table(partnership: Partnership, chosen: Any, rows: Any, today: date) -> Table:
    """`rows`: the requests that `chosen` keeps, in their order."""
    return Table(
        "Requests for evidence",
        REQUEST_COLUMNS,
        (seen(row, today) for row in rows.iterator(chunk_size=CHUNK)),
        place=partnership.name,
        said=said(chosen),
        marking=marking_of(rows, "recommendation__review__marking"),
        is_refused=not chosen.form.is_valid(),
    )


def over_table(partnership: Partnership, rows: "QuerySet[Evidence]") -> Table:
    """Items whose time for keeping is over."""
    name, marking = "Files past their date", marking_of(rows, "marking")
    return Table(name, OVER_COLUMNS, rows, place=partnership.name, marking=marking)


def disposal_table(partnership: Partnership, rows: "QuerySet[Disposal]") -> Table:
    """What was proposed, and what became of it."""
    name, marking = "Disposals", marking_of(rows, "evidence__marking")
    return Table(name, DISPOSAL_COLUMNS, rows, place=partnership.name, marking=marking)


def _selected(about: Review | Recommendation) -> dict[str, Any]:
    """What selects the actions behind it."""
    is_review = isinstance(about, Review)
    return {"recommendation__review" if is_review else "recommendation": about}


def _about(about: Review | Recommendation, rows: "QuerySet[Evidence]") -> dict[str, Any]:
    review = about if isinstance(about, Review) else about.review
    markings = rows.order_by().values_list("marking", flat=True).distinct()
    return {
        "place": review.partnership.name,
        "said": [f"{about._meta.verbose_name.capitalize()}: {about}"],  # type: ignore[union-attr]
        "address": about.get_absolute_url(),
        "marking": highest_marking([review.marking, *markings]),
    }
