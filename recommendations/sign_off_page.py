"""What the page of a decision shows: what stood when it was signed off, as far as visible."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from agencies import access
from agencies.models import Agency
from recommendations import permissions, snapshot
from recommendations.models import Recommendation, SignOff, highest_marking
from recommendations.services.deciding import Proof, asked_partners
from recommendations.services.sign_off import proof_of

if TYPE_CHECKING:
    from agencies.access import Person

#: What the document holds as text, and pages print as a day.
DAYS = ("due_on", "first_due_on", "completed_on", "responded_on", "dated_on", "dated_until")
MOMENTS = (
    *("claimed_at", "verified_at", "at", "uploaded_at", "taken_at"),
    *("asked_at", "judged_at"),
)


@dataclass(frozen=True)
class Before:
    """What the form says before anything is typed. `still_open` does not stop the decision."""

    proof: Proof
    partners: list[Agency]
    still_open: list[snapshot.Open]


def before_sign_off(user: "Person", recommendation: Recommendation) -> Before:
    return Before(
        proof=proof_of(user, recommendation),
        partners=asked_partners(recommendation.review.partnership),
        still_open=snapshot.left_open(recommendation, user),
    )


def sign_off_page(user: "Person", decision: SignOff) -> dict[str, Any]:
    """The context of the page. The reader may see the recommendation."""
    stood = _dated(snapshot.seen_by(decision, user))
    review = decision.recommendation.review
    markings = [item["marking"]["value"] for item in stood.get("evidence", [])]
    named = {row["id"]: row["reference"] for row in stood.get("actions", [])}
    for item in stood.get("evidence", []):
        item["supports"] = [named[key] for key in item["actions"] if key in named]
    titles = {item["id"]: item["title"] for item in stood.get("evidence", [])}
    for asked in stood.get("requests", []):
        asked["about"] = named.get(asked["action"], "")
        asked["answered_with"] = titles.get(asked["evidence"], "")
    return {
        "decision": decision,
        "recommendation": decision.recommendation,
        "review": review,
        "partnership": review.partnership,
        "stood": stood,
        "is_whole": access.has_role(user, review.partnership_id, *access.WHOLE_PARTNERSHIP),
        "may_sign_off": permissions.may_sign_off(user, decision.recommendation),
        "marking": highest_marking([review.marking, *markings]),
    }


def _dated(value: Any) -> Any:
    """The document with its days and moments as such."""
    if isinstance(value, list):
        return [_dated(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _read(key, each) for key, each in value.items()}


def _read(key: str, value: Any) -> Any:
    if not value or not isinstance(value, str):
        return _dated(value)
    if key in DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if key in MOMENTS else value
