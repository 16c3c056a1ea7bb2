"""The state of an item in one word: what was decided, unless its file must not be read."""

from typing import NamedTuple

from evidence.models import Evidence, EvidenceDecision, EvidenceVersion

Scan = EvidenceVersion.Scan


class State(NamedTuple):
    value: str
    label: str


WAITING = State("waiting", "Waiting for a decision")
BLOCKED = {
    Scan.INFECTED: State(Scan.INFECTED.value, str(Scan.INFECTED.label)),
    Scan.FAILED: State(Scan.FAILED.value, str(Scan.FAILED.label)),
    Scan.WAITING: State(Scan.WAITING.value, str(Scan.WAITING.label)),
}


def state_of(evidence: Evidence) -> State:
    """Of an item that carries `decision` and `scan` (`EvidenceQuerySet.for_list`)."""
    decision, scan = evidence.decision, evidence.scan  # type: ignore[attr-defined]
    if scan in BLOCKED:
        return BLOCKED[scan]
    if decision:
        return State(decision, str(EvidenceDecision.Decision(decision).label))
    return WAITING
