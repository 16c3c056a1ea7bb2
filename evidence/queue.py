"""The manager's verification queue: claims of one partnership, the oldest first, one on a page."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Prefetch, prefetch_related_objects

from agencies.models import Partnership
from evidence import scanning, verification
from evidence.forms_queue import ItemForm, VerifyForm
from evidence.models import Evidence, EvidenceLink, EvidenceRequest, EvidenceVersion
from evidence.permissions import behind_claims, may_decide
from evidence.states import State, decisions_left, state_of
from evidence.timeline import seen_on
from recommendations.models import Action, ProgressUpdate
from recommendations.querysets import ActionQuerySet
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class Item:
    """An evidence item beside the claim. `form` is None where it is not the reader's to decide:

    they brought it in, or else recorded an action as completed on it. `why_not`: why it cannot be
    accepted now, if so; it can be sent back all the same. `is_over`: nothing is left to decide on
    it. `answers`: open requests for evidence that close when it is accepted.
    """

    evidence: Evidence
    state: State
    newest: EvidenceVersion | None
    is_readable: bool
    is_new: bool
    is_own: bool
    why_not: str
    form: ItemForm | None
    is_over: bool
    answers: tuple[EvidenceRequest, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a claim stands in the queue: "3 of 11"; `following` comes after it, if any."""

    number: int
    count: int
    following: UUID | None


def waiting(user: "Person", partnership: Partnership) -> ActionQuerySet:
    """Claims that wait, own ones too: somebody else decides on those."""
    rows = Action.objects.managed_by(user).awaiting_verification()
    rows = rows.filter(recommendation__review__partnership=partnership)
    return rows.order_by(F("claimed_at").asc(nulls_first=True), "pk")


def managed(user: "Person", partnership: Partnership) -> ActionQuerySet:
    """Actions that a queue's address may name, whatever has become of them."""
    rows = Action.objects.managed_by(user)
    rows = rows.filter(recommendation__review__partnership=partnership)
    return rows.with_parents().select_related("claimed_by").prefetch_related("updates")


def place_of(user: "Person", partnership: Partnership, action: Action) -> Place | None:
    """None where the action no longer waits."""
    keys = list(waiting(user, partnership).values_list("public_id", flat=True))
    if action.public_id not in keys:
        return None
    index = keys.index(action.public_id)
    return Place(index + 1, len(keys), keys[index + 1] if index + 1 < len(keys) else None)


def claim_page(
    user: "Person", action: Action, place: Place, *, returned: ItemForm | VerifyForm | None = None
) -> dict[str, Any]:
    """The context of the page; `returned` is a form that came back."""
    updates = list(action.updates.all())
    items = seen_on(action, user)
    prefetch_related_objects(items, "versions", "decisions", *_links(action, updates))
    is_own = action.claimed_by_id == user.pk
    claimed = behind_claims(user, items)
    shown = [_item(user, action, each, updates, returned, claimed) for each in items]
    form = returned if isinstance(returned, VerifyForm) else _verify_form(action, items)
    return {
        "action": action,
        "recommendation": action.recommendation,
        "review": action.recommendation.review,
        "partnership": action.recommendation.review.partnership,
        "place": place,
        "claim": next((row for row in updates if row.is_claim), None),
        "taken_back": _taken_back(updates),
        "shown": _with_answers(user, shown),
        "against": verification.standing(action, user).against,
        "is_own": is_own,
        "came_back": returned,
        "form": None if is_own else form,
    }


def _links(action: Action, updates: list[ProgressUpdate]) -> list[Prefetch]:
    """`links_here` of each item: asked of only where a verification was taken back."""
    if _taken_back(updates) is None:
        return []
    here = EvidenceLink.objects.filter(action=action)
    return [Prefetch("links", queryset=here, to_attr="links_here")]


def _verify_form(action: Action, items: list[Any]) -> VerifyForm:
    return VerifyForm(action=action, items=verification.judged(items))


def _item(
    user: "Person",
    action: Action,
    evidence: Any,
    updates: list[ProgressUpdate],
    returned: ItemForm | VerifyForm | None,
    claimed: set[int],
) -> Item:
    newest = next(iter(evidence.versions.all()), None)
    form: ItemForm | None = None
    if may_decide(user, evidence, claimed):
        own = isinstance(returned, ItemForm) and returned.evidence == evidence
        form = returned if own else ItemForm(evidence=evidence)  # type: ignore[assignment]
    return Item(
        evidence,
        state_of(evidence),
        newest,
        newest is not None and scanning.is_readable(newest),
        _is_new(evidence, action, updates),
        user.pk in evidence.brought_in_by(),
        scanning.why_not_accepted(evidence),
        form,
        not decisions_left(evidence),
    )


def _with_answers(user: "Person", shown: list[Item]) -> list[Item]:
    """In one query."""
    rows: Any = EvidenceRequest.objects.visible_to(user).open()
    rows = list(rows.filter(evidence__in=[each.evidence.pk for each in shown]))
    return [
        replace(each, answers=tuple(row for row in rows if row.evidence_id == each.evidence.pk))
        for each in shown
    ]


def _is_new(evidence: Any, action: Action, updates: list[ProgressUpdate]) -> bool:
    """It came, or was replaced, after the latest verification, which was taken back since."""
    verified = _last(updates, Status.VERIFIED)
    if _taken_back(updates) is None or verified is None:
        return False
    uploaded = [version.uploaded_at for version in evidence.versions.all()]
    linked = [link.linked_at for link in evidence.links_here]
    latest: datetime = max(*linked, *uploaded, evidence.recorded_at)
    return latest > verified.recorded_at


def _taken_back(updates: list[ProgressUpdate]) -> ProgressUpdate | None:
    """The update that took the latest verification back; None where there is a newer claim."""
    latest = _last(updates, Status.COMPLETED)
    return latest if latest and latest.is_taken_back else None


def _last(updates: list[ProgressUpdate], status: Status) -> ProgressUpdate | None:
    """The latest update that set the status. Newest come first."""
    return next((row for row in updates if row.has_moved and row.status_after == status), None)
