"""What the evidence of an action says about its verification, and when it takes one back.

The rule: every item is decided, one at least is accepted and can still be read, and who brought
one in does not verify. An item whose file was disposed of, and that holds nothing else, has nothing
to decide on. An action without evidence needs a reason. Items that the manager may not see say
nothing here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agencies.models import User
from evidence.models import Evidence, EvidenceDecision
from evidence.states import is_spent, proves
from evidence.timeline import seen_on
from recommendations.models import Action
from recommendations.services.holding import hold_actions
from recommendations.services.progress import WAITS_AGAIN, take_back_verifications
from recommendations.verifying import Standing, listed

if TYPE_CHECKING:
    from agencies.access import Person

ACCEPTED = EvidenceDecision.Decision.ACCEPTED.value

#: Why a verification was taken back. None names the item: not everybody may read it.
ADDED = f"Evidence was added. {WAITS_AGAIN}"
CHANGED = f"Evidence was replaced or changed. {WAITS_AGAIN}"
RETURNED = f"Accepted evidence was sent back. {WAITS_AGAIN}"
DISPOSED = f"A file of the evidence was disposed of as a mistake. {WAITS_AGAIN}"
#: Signed by who uploaded the file: a program signs nothing.
INFECTED = f"A virus was found in the evidence. {WAITS_AGAIN}"


def standing(action: Action, user: "Person") -> Standing:
    """For the registry of the recommendations room."""
    items = judged(seen_on(action, user))
    why_not = against(items, user) or _against_claimer(items, action)
    return Standing(tuple(item.title for item in items), why_not)


def judged(items: Sequence[Evidence]) -> list[Evidence]:
    """Without items that were never decided on and of which nothing is left: as though never there.

    The items carry `decision` and `scan`.
    """
    return [item for item in items if item.decision or not is_spent(item)]  # type: ignore[attr-defined]


def against(items: Sequence[Evidence], user: "Person") -> str:
    """What must be done before the person may verify on these items; "" where nothing.

    The items are `judged`.
    """
    waiting = [item.title for item in items if not item.decision]  # type: ignore[attr-defined]
    if waiting:
        return f"Decide first on the evidence: accept or send back {listed(waiting)}."
    if items and not any(proves(item) for item in items):
        gone = [item.title for item in items if item.decision == ACCEPTED]  # type: ignore[attr-defined]
        why = f"What was accepted cannot be read any more: {listed(gone)}. " if gone else ""
        return f"{why or 'No evidence is accepted. '}Send the action back, or accept an item first."
    own = [item.title for item in items if user.pk in item.brought_in_by()]
    if own:
        return f"You brought in {listed(own)}, so another manager verifies this action."
    return ""


def _against_claimer(items: Sequence[Evidence], action: Action) -> str:
    """Who claims an action does not decide on its evidence, nor did before they claimed it.

    Their decision stands where nothing is left that could be decided on anew.
    """
    if action.claimed_by_id is None:
        return ""
    theirs = [item for item in items if item.decider_id == action.claimed_by_id]  # type: ignore[attr-defined]
    titles = sorted(item.title for item in theirs if not is_spent(item))
    if not titles:
        return ""
    return f"Who claimed this action also decided on {listed(titles)}. Decide on it anew first."


def hold_behind(evidence: Evidence) -> None:
    """Lock what the item supports, before anything is written of it.

    So a forum's decision, which locks the same, comes before the change or after it: both by the
    clock and by what it finds (`since`). Called in the transaction, with the item locked.
    """
    hold_actions(Action.objects.filter(evidence_links__evidence=evidence))


def take_back_all(actor: User, evidence: Evidence, why: str) -> None:
    """Of every action that the item supports. Called in the transaction, with the item locked."""
    actions = Action.objects.filter(evidence_links__evidence=evidence)
    take_back_verifications(actor=actor, actions=actions, why=why)
