"""The four questions of assurance: claimed, verified, signed off, embedded. Who, when, on what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from recommendations.models import Action, EmbeddingCheck, SignOff
from recommendations.status import Status

#: Claims and verifications that a step names; the table of actions holds all.
NAMED = 3


class State(StrEnum):
    """How far a step has come; the value gives the tag its colour."""

    DONE = "complete"
    PART = "in_progress"
    NOT_YET = "not_started"
    LATE = "overdue"
    NOT_HELD = "not_embedded"

    @property
    def label(self) -> str:
        return {
            State.DONE: "Done",
            State.PART: "In part",
            State.NOT_YET: "Not yet",
            State.LATE: "Late",
            State.NOT_HELD: "Did not last",
        }[self]


@dataclass(frozen=True)
class Named:
    """One action that was claimed or verified: by whom, when, and in which words.

    `is_bare`: without evidence.
    """

    action: Action
    by: str
    at: datetime | None
    text: str = ""
    is_bare: bool = False


@dataclass(frozen=True)
class OfActions:
    """A step that each action takes on its own."""

    state: State
    sentence: str
    named: tuple[Named, ...]
    more: int


@dataclass(frozen=True)
class Steps:
    """The four steps. `decisions` and `checks`: the latest first."""

    claimed: OfActions
    verified: OfActions
    signed_off: State
    decisions: Sequence[SignOff]
    stands: SignOff | None
    embedded: State
    checks: Sequence[EmbeddingCheck]
    pending: EmbeddingCheck | None


def steps(
    actions: Iterable[Any],
    decisions: Sequence[SignOff],
    checks: Sequence[EmbeddingCheck],
    today: date,
    *,
    is_whole: bool,
) -> Steps:
    """`actions`: those that the reader may see, as `recommendation_page` reads them.

    `is_whole`: they are all that there are.
    """
    live = [each for each in actions if _counts(each)]
    claimed = [each for each in live if each.status in (Status.COMPLETED, Status.VERIFIED)]
    verified = [each for each in live if each.status == Status.VERIFIED]
    stands = next((row for row in decisions if row.reopened_at is None), None)
    pending = next((row for row in checks if not row.outcome and _of(row, stands)), None)
    made = [row for row in checks if row.outcome]
    return Steps(
        claimed=_of_actions("claimed as complete", live, map(_claim, claimed), is_whole),
        verified=_of_actions("verified", live, map(_verification, verified), is_whole),
        signed_off=_signed_off(decisions, stands),
        decisions=decisions,
        stands=stands,
        embedded=_embedded(made, pending, stands, today),
        checks=sorted(made, key=lambda row: (row.checked_on or today, row.pk), reverse=True),
        pending=pending,
    )


def _counts(action: Action) -> bool:
    """As for "assured": not what is withdrawn, nor the next occurrence of what recurs."""
    is_next = action.previous_id is not None and action.status == Status.NOT_STARTED
    return action.status != Status.WITHDRAWN and not is_next


def _of(check: EmbeddingCheck, stands: SignOff | None) -> bool:
    return stands is not None and check.sign_off_id == stands.pk


def _claim(action: Any) -> Named:
    by = action.claimed_by.name if action.claimed_by else ""
    return Named(action, by, action.claimed_at, action.claimed_on_what or "")


def _verification(action: Any) -> Named:
    by, on_what = action.verified_by or "", action.verified_on_what or ""
    return Named(action, by, action.verified_at, on_what, action.is_bare)


def _of_actions(
    done: str, live: Sequence[Action], named: Iterable[Named], is_whole: bool
) -> OfActions:
    found = sorted(named, key=lambda each: (str(each.at or ""), each.action.number), reverse=True)
    readable = "" if is_whole else " that you may read"
    if not live:
        return OfActions(State.NOT_YET, f"There is no action yet{readable}.", (), 0)
    state = State.PART if found else State.NOT_YET
    if len(found) == len(live):
        state = State.DONE
    sentence = _counted(len(found), len(live), f"action{readable}", done)
    return OfActions(state, sentence, tuple(found[:NAMED]), max(0, len(found) - NAMED))


def _counted(many: int, total: int, noun: str, done: str) -> str:
    if total == 1:
        return f"The {noun} is {done}." if many else f"The {noun} is not {done} yet."
    if not many:
        return f"None of the {total} {noun.replace('action', 'actions')} is {done} yet."
    verb = "is" if many == 1 else "are"
    of = f"All {total}" if many == total else f"{many} of {total}"
    return f"{of} {noun.replace('action', 'actions')} {verb} {done}."


def _signed_off(decisions: Sequence[SignOff], stands: SignOff | None) -> State:
    if stands:
        return State.DONE
    return State.PART if decisions else State.NOT_YET


def _embedded(
    made: Sequence[EmbeddingCheck],
    pending: EmbeddingCheck | None,
    stands: SignOff | None,
    today: date,
) -> State:
    if pending:
        return State.LATE if pending.due_on < today else State.NOT_YET
    if not made:
        return State.NOT_YET
    last = max(made, key=lambda row: (row.checked_on or today, row.pk))
    if last.outcome == EmbeddingCheck.Outcome.EMBEDDED:
        return State.DONE if _of(last, stands) else State.NOT_YET
    return State.NOT_HELD
