"""What stood when a forum decided: one JSON document, kept with the sign-off.

Rooms further right add their own part: they `register` it in `AppConfig.ready()`. Every row of a
part carries its `id`, so that a reader is later shown only rows that they may see: what no part
answers for is not shown to anybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from recommendations import references
from recommendations.models import Action, Recommendation, Response, SignOff, Verification

if TYPE_CHECKING:
    from agencies.access import Person

#: Raised when a row's keys change their meaning; pages read every version that was ever kept.
SCHEMA = 1
Json = dict[str, Any]


@dataclass(frozen=True)
class Open:
    """Something that is not settled when a forum decides. It does not stop the decision."""

    words: str
    title: str
    url: str


@dataclass(frozen=True)
class Part:
    """One list of the document.

    `take` reads its rows; `readable` says which of a kept list's rows a person may see, who may see
    the recommendation and these of its actions; `proves` whether accepted proof that the person may
    see shows more than outputs; `left_open` names what of it is not settled, as the person sees it.
    """

    name: str
    take: Callable[[Recommendation], list[Json]]
    readable: Callable[[list[Json], "Person", frozenset[str]], Iterable[str]]
    proves: Callable[[Recommendation, "Person"], bool] | None = None
    left_open: Callable[[Recommendation, "Person"], Iterable[Open]] | None = None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a part; of one name there is one."""
    _parts[part.name] = part


def take(recommendation: Recommendation) -> Json:
    """The document as of now. Call inside the transaction of the decision, under its lock."""
    return {
        "schema": SCHEMA,
        "taken_at": timezone.now().isoformat(),
        "recommendation": _wording(recommendation),
        **{part.name: part.take(recommendation) for part in _all()},
    }


def shows_more_than_outputs(recommendation: Recommendation, user: "Person") -> bool:
    """Accepted evidence that the person may see shows quality or outcome."""
    return any(part.proves(recommendation, user) for part in _all() if part.proves)


def left_open(recommendation: Recommendation, user: "Person") -> list[Open]:
    """What is not settled yet, of what the person may see."""
    asked = [part.left_open for part in _all() if part.left_open]
    return [each for asks in asked for each in asks(recommendation, user)]


def seen_by(decision: SignOff, user: "Person") -> Json:
    """The document without the rows that the person may not see. They may see the recommendation.

    Empty where the decision has none; without the lists that were not kept yet at its time.
    """
    kept = decision.snapshot
    if kept.get("schema") != SCHEMA:
        return {}
    actions = frozenset(ACTIONS.readable(kept.get("actions", []), user, frozenset()))
    shown = {name: kept[name] for name in ("schema", "taken_at", "recommendation")}
    for part in _all():
        if part.name not in kept:
            continue  # the decision is older than the part
        rows = kept[part.name]
        readable = frozenset(part.readable(rows, user, actions))
        shown[part.name] = [row for row in rows if row["id"] in readable]
    return shown


def choice(row: Any, field: str) -> Json:
    """A choice as it was called at the time: its value and its words."""
    return {"value": getattr(row, field), "label": str(getattr(row, f"get_{field}_display")())}


def day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _all() -> list[Part]:
    return [RESPONSES, ACTIONS, *_parts.values()]


def _wording(recommendation: Recommendation) -> Json:
    fields = ("reference", "wording", "intended_change", "measures", "closing_criteria")
    return {
        "id": str(recommendation.public_id),
        "review": recommendation.review.pseudonym,
        "version": recommendation.version,
        **{name: getattr(recommendation, name) for name in fields},
    }


def _responses(recommendation: Recommendation) -> list[Json]:
    return [
        {
            "id": str(row.public_id),
            "agency": row.agency.name,
            "position": choice(row, "position"),
            "reason": row.reason,
            "narrative": row.narrative,
            "responded_on": day(row.responded_on),
        }
        for row in recommendation.responses.select_related("agency")
    ]


def _actions(recommendation: Recommendation) -> list[Json]:
    rows = recommendation.actions.with_bareness().select_related("lead_agency", "claimed_by")
    rows = rows.prefetch_related("verifications").order_by("number")
    return [_action(row, recommendation.reference) for row in rows]


def _action(row: Action, reference: str) -> Json:
    verified = Verification.Decision.VERIFIED
    last = next((v for v in row.verifications.all() if v.decision == verified), None)
    return {
        "id": str(row.public_id),
        "reference": references.reference(reference, row.number),
        "title": row.title,
        "lead_agency": row.lead_agency.name,
        "status": choice(row, "status"),
        "status_reason": row.status_reason,
        "strength": choice(row, "strength"),
        "expected_evidence": row.expected_evidence,
        "first_due_on": day(row.first_due_on),
        "due_on": day(row.due_on),
        "completed_on": day(row.completed_on),
        "claimed_by": row.claimed_by.name if row.claimed_by else "",
        "claimed_at": day(row.claimed_at),
        "verified_at": day(row.verified_at),
        "verified_by": last.recorded_by_name if last and row.verified_at else "",
        "verified_on_what": last.comment if last and row.verified_at else "",
        "without_evidence": row.is_bare,  # type: ignore[attr-defined]  # annotated
    }


def _readable_responses(rows: list[Json], user: "Person", actions: frozenset[str]) -> Iterable[str]:
    return ids(Response.objects.visible_to(user), rows)


def _readable_actions(rows: list[Json], user: "Person", actions: frozenset[str]) -> Iterable[str]:
    return ids(Action.objects.visible_to(user), rows)


def ids(visible: Any, rows: list[Json]) -> Iterable[str]:
    """Of the kept rows, the ids of those that are among the visible ones today."""
    asked = visible.filter(public_id__in=[row["id"] for row in rows]).order_by()
    return (str(public_id) for public_id in asked.values_list("public_id", flat=True))


RESPONSES = Part("responses", _responses, _readable_responses)
ACTIONS = Part("actions", _actions, _readable_actions)
