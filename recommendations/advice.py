"""Advice on a plan: what would make it stronger, said while it can still be mended.

It advises and never blocks: no service asks it. What is settled (signed off, closed, not accepted,
with another body; an action that is verified or withdrawn) gets none. A pure rule over rows that a
page has read already, so that it costs no query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from recommendations.models import Action, Recommendation
from recommendations.status import OPEN, Progress, Status
from scr_tracker.addresses import address_of

#: Nothing more is planned for these.
SETTLED = (Progress.SIGNED_OFF, Progress.CLOSED, Progress.NOT_ACCEPTED, Progress.AWAITING_BODY)


class Gap(TextChoices):
    """What a plan lacks, in the words of the advice."""

    CHANGE = "change", "Say what should be different for children or adults."
    MEASURES = "measures", "Say what will be counted or looked at to see whether it changed."
    CRITERIA = "criteria", "Agree what must be true before this can be signed off."
    ACTIONS = "actions", "Agree at least one action: nobody has promised a step yet."
    ONLY_WEAKER = (
        "only_weaker",
        "Every action is training, guidance or a reminder. They rarely change practice alone: "
        "consider a check, or a change to how the work is set up.",
    )
    OWNER = "owner", "Name an owner, so that somebody answers for it."
    DUE = "due", "Agree a due date."
    EXPECTED = "expected", "Say what evidence will show that it worked."
    STRENGTH = "strength", "Say how strong it is: a changed system, a check, or training."


#: The page that mends it.
_OF_RECOMMENDATION = {
    Gap.CHANGE: "recommendations:recommendation-edit",
    Gap.MEASURES: "recommendations:recommendation-edit",
    Gap.CRITERIA: "recommendations:recommendation-edit",
    Gap.ACTIONS: "recommendations:action-add",
    Gap.ONLY_WEAKER: "recommendations:action-add",
}
_OF_ACTION = {
    Gap.OWNER: "recommendations:action-edit",
    Gap.DUE: "recommendations:action-due-date",
    Gap.EXPECTED: "recommendations:action-edit",
    Gap.STRENGTH: "recommendations:action-edit",
}
_LACKS: dict[Gap, Callable[[Action], bool]] = {
    Gap.OWNER: lambda action: action.owner_id is None,
    Gap.DUE: lambda action: action.due_on is None,
    Gap.EXPECTED: lambda action: not action.expected_evidence.strip(),
    Gap.STRENGTH: lambda action: not action.strength,
}


@dataclass(frozen=True)
class Advice:
    """One piece: `gap.label` says it; `actions` are those that it is about, if any."""

    gap: Gap
    recommendation: Recommendation
    actions: tuple[Action, ...] = ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where it is mended, as words and address: once, or for each of its actions."""
        if route := _OF_RECOMMENDATION.get(self.gap):
            words = "Add an action" if route.endswith("action-add") else "Edit this recommendation"
            return [(words, address_of(route, self.recommendation.public_id))]
        route = _OF_ACTION[self.gap]
        return [(action.reference, address_of(route, action.public_id)) for action in self.actions]


def on_plan(
    recommendation: Recommendation, progress: str, actions: Iterable[Action]
) -> list[Advice]:
    """What would strengthen the plan. `actions`: all of the recommendation's."""
    if progress in SETTLED:
        return []
    live = [action for action in actions if action.status != Status.WITHDRAWN]
    said = {
        Gap.CHANGE: not recommendation.intended_change.strip(),
        Gap.MEASURES: not recommendation.measures.strip(),
        Gap.CRITERIA: not recommendation.closing_criteria.strip(),
        Gap.ACTIONS: not live,
        Gap.ONLY_WEAKER: bool(live) and all(a.strength == a.Strength.WEAKER for a in live),
    }
    found = [Advice(gap, recommendation) for gap, is_there in said.items() if is_there]
    for gap in _LACKS:
        lacking = tuple(action for action in live if gap in gaps_of(action))
        found += [Advice(gap, recommendation, lacking)] if lacking else []
    return found


def gaps_of(action: Action) -> list[Gap]:
    """What an action lacks while work on it is owed."""
    if action.status not in OPEN:
        return []
    return [gap for gap, lacks in _LACKS.items() if lacks(action)]


def on_action(action: Action) -> list[Advice]:
    """The same for one action alone, whose recommendation is not settled."""
    return [Advice(gap, action.recommendation, (action,)) for gap in gaps_of(action)]


def by_plan(
    recommendations: Iterable[Recommendation], actions: Iterable[Action]
) -> list[tuple[Recommendation, int]]:
    """Of a review: the recommendations with advice, and how many pieces.

    They carry `progress`; the actions are all of theirs.
    """
    planned: dict[int, list[Action]] = {}
    for action in actions:
        planned.setdefault(action.recommendation_id, []).append(action)
    counted = [
        (row, len(on_plan(row, row.progress, planned.get(row.pk, []))))  # type: ignore[attr-defined]
        for row in recommendations
    ]
    return [(row, many) for row, many in counted if many]
