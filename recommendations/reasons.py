"""Why a recommendation has the progress it has, in one sentence.

Only actions that the reader may see are named or counted; of others the sentence says no more than
the progress itself, which everybody who may read the recommendation reads alike.
"""

from collections.abc import Sequence
from datetime import date

from recommendations.legend import Legend
from recommendations.models import Action, Recommendation, SignOff
from recommendations.status import OPEN, Progress, Status, is_overdue
from scr_tracker.words import days_late, long_day


def why(
    recommendation: Recommendation,
    progress: str,
    actions: Sequence[Action],
    sign_off: SignOff | None,
    today: date,
    legend: Legend,
) -> str:
    """The sentence for the page, which begins with what the partnership calls it. `actions`: those
    that the reader may see, with lead agency."""
    because = _because(recommendation, progress, actions, sign_off, today)
    label = legend.progress(progress).label
    return f"{label}: {because}." if because else f"{label}."


def _because(
    recommendation: Recommendation,
    progress: str,
    actions: Sequence[Action],
    sign_off: SignOff | None,
    today: date,
) -> str:
    live = [action for action in actions if action.status != Status.WITHDRAWN]
    if progress in (Progress.SIGNED_OFF, Progress.CLOSED):
        return _decided(sign_off)
    if progress == Progress.AWAITING_BODY:
        return _awaiting(recommendation)
    if progress == Progress.OVERDUE:
        return _overdue(live, today)
    if progress == Progress.ACTIONS_COMPLETE:
        return "every action is verified. It now waits for the forum’s sign-off"
    if progress == Progress.IN_PROGRESS:
        return _in_progress(live)
    if progress == Progress.NOT_ACCEPTED:
        return "no agency accepts it, and there is no action"
    return "no work on its actions has begun" if live else "no action has been agreed yet"


def _decided(sign_off: SignOff | None) -> str:
    return f"{sign_off.forum} decided so on {long_day(sign_off.meeting_on)}" if sign_off else ""


def _awaiting(recommendation: Recommendation) -> str:
    sentence = recommendation.awaiting_body
    if recommendation.awaiting_sent_on:
        sentence += f" was asked on {long_day(recommendation.awaiting_sent_on)}"
    if recommendation.awaiting_chase_on:
        sentence += f", to be chased on {long_day(recommendation.awaiting_chase_on)}"
    return sentence


def _overdue(live: Sequence[Action], today: date) -> str:
    late = [a for a in live if is_overdue(a.status, a.due_on, today)]
    late.sort(key=lambda action: action.due_on or today)
    if not late:
        return "an action of another agency is late"
    worst = late[0]
    age = days_late(worst.due_on or today, today)
    sentence = f"{_whose(worst.lead_agency.name)} action {worst.reference} is {age}"
    others = len(late) - 1
    if others:
        sentence += f", and {others} other {'action is' if others == 1 else 'actions are'} late"
    return sentence


def _in_progress(live: Sequence[Action]) -> str:
    if not live:
        return "other agencies are working on it"
    waiting = sum(action.status == Status.COMPLETED for action in live)
    verified = sum(action.status == Status.VERIFIED for action in live)
    still_open = sum(action.status in OPEN for action in live)
    parts = [
        f"{count} {word}"
        for count, word in (
            (verified, "verified"),
            (waiting, "awaiting verification"),
            (still_open, "still open"),
        )
        if count
    ]
    noun = "action" if len(live) == 1 else "actions"
    return f"of {len(live)} {noun}, {' and '.join(_joined(parts))}"


def _joined(parts: list[str]) -> list[str]:
    return parts if len(parts) < 3 else [", ".join(parts[:-1]), parts[-1]]


def _whose(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"
