"""Items around a request for evidence: what may answer it, and what came beside its answer."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from evidence.models import Evidence, EvidenceDecision, EvidenceLink, EvidenceRequest
from evidence.permissions import behind_claims, may_decide, may_manage
from evidence.states import State, is_spent, state_of
from scr_tracker.words import counted

if TYPE_CHECKING:
    from agencies.access import Person

RETURNED, INFECTED = "returned", "infected"


class Beside(NamedTuple):
    """Items beside the answer on which nobody has decided; `next_step` says who has to.

    `mine`: by key, on which of all that were read the reader may decide.
    """

    rows: list[tuple[Any, State]]
    next_step: str
    mine: frozenset[int]


def items_of(user: "Person", asked: EvidenceRequest, named: Collection[Any] = ()) -> list[Any]:
    """What the agency has brought since it was asked, as it came; and what is `named`, by key.

    Only what the person may see. Two queries.
    """
    since = Q(agency=asked.agency_id, came_at__gte=asked.recorded_at)
    rows = _items(user, asked).filter(since | Q(pk__in=[key for key in named if key]))
    return list(rows.for_list().order_by("came_at", "pk"))


def beside(user: "Person", asked: EvidenceRequest, items: Sequence[Any]) -> Beside:
    """Of these items (`items_of`), those beside the answer."""
    is_manager = may_manage(user, asked.partnership_id)
    claimed = behind_claims(user, items) if is_manager else ()
    mine = frozenset(item.pk for item in items if may_decide(user, item, claimed))
    rows = [(item, state_of(item)) for item in items if _is_beside(item, asked)]
    next_step = _next_step([item.pk in mine for item, _ in rows], is_manager)
    return Beside(rows, next_step, mine)


def answers_there(
    user: "Person", asked: EvidenceRequest, added: Collection[str] = ()
) -> list[Evidence]:
    """Items that may be named as the answer: none that came back, or of which nothing is left.

    Always in one order: those of the agency that is asked, before what others brought; of each,
    what came since it was asked, as it came, before what was there, the newest first. `added`:
    those that have just come, by their ids.
    """
    found = [item for item in _items(user, asked).for_list() if _can_answer(item)]
    for item in found:
        item.is_just_added = str(item.public_id) in added
        item.is_own = item.agency_id == asked.agency_id
    return sorted(found, key=lambda item: (not item.is_own, *_place(item, asked)))


def closed_with(user: "Person", decision: EvidenceDecision) -> str:
    """For a message about a decision: which requests it has closed, and what these leave open."""
    seen: Any = EvidenceRequest.objects.visible_to(user).select_related("recommendation", "agency")
    closed = {"state": "closed", "closed_at__gte": decision.recorded_at}
    rows = seen.filter(evidence=decision.evidence_id, **closed)
    said = [f"It closes the request to {asked.agency}. {left(user, asked)}" for asked in rows]
    return " ".join(said).strip()


def left(user: "Person", asked: EvidenceRequest) -> str:
    """For a message about a request that has closed: what it leaves open, "" where nothing."""
    found = beside(user, asked, items_of(user, asked))
    if not found.rows:
        return ""
    are = "item that came beside it is", "items that came beside it are"
    return f"{counted(len(found.rows), *are)} not decided on yet. {found.next_step}"


def _items(user: "Person", asked: EvidenceRequest) -> Any:
    """Of the recommendation, with `came_at`: when each came to what the request is about."""
    links = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"))
    links = links.filter(action__recommendation=asked.recommendation_id)
    if asked.action_id:
        links = links.filter(action=asked.action_id)
    came_at = Subquery(links.order_by("linked_at").values("linked_at")[:1])
    return Evidence.objects.on_recommendation(asked.recommendation, user).annotate(came_at=came_at)


def _came_since(item: Any, asked: EvidenceRequest) -> bool:
    return item.came_at is not None and item.came_at >= asked.recorded_at


def _is_beside(item: Any, asked: EvidenceRequest) -> bool:
    if asked.state == EvidenceRequest.State.WITHDRAWN or item.pk == asked.evidence_id:
        return False
    is_own = item.agency_id == asked.agency_id
    is_open = item.decision is None and not is_spent(item)
    return is_own and is_open and _came_since(item, asked)


def _can_answer(item: Any) -> bool:
    return item.decision != RETURNED and item.scan != INFECTED and not is_spent(item)


def _place(item: Any, asked: EvidenceRequest) -> tuple[Any, ...]:
    """A sort keeps the order of what has the same place."""
    return (False, item.came_at, item.pk) if _came_since(item, asked) else (True,)


def _next_step(mine: list[bool], is_manager: bool) -> str:
    """`mine`: of each item, whether the reader may decide on it."""
    each = "each of them" if len(mine) > 1 else "it"
    own = sum(mine)
    if not own:
        who = "Another manager" if is_manager else "The partnership manager"
        return f"{who} accepts {each} or sends it back."
    if own == len(mine):
        return f"Accept {each} or send it back."
    others = "others" if len(mine) - own > 1 else "other"
    return f"You decide on {own if own > 1 else 'one'} of them, another manager on the {others}."
