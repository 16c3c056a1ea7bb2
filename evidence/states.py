"""The state of an item in one word: what was decided, unless its file must not be read."""

from typing import NamedTuple

from evidence.models import Evidence, EvidenceDecision, EvidenceVersion

Scan = EvidenceVersion.Scan


class State(NamedTuple):
    value: str
    label: str


WAITING = State("waiting", "Waiting for a decision")
BLOCKED = {
    Scan.INFECTED: State(Scan.INFECTED.value, "Virus found"),
    Scan.FAILED: State(Scan.FAILED.value, "Virus check to be tried again"),
    Scan.WAITING: State(Scan.WAITING.value, "Waiting for the virus check"),
}


def state_of(evidence: Evidence) -> State:
    """Of an item that carries `decision` and `scan` (`EvidenceQuerySet.for_list`)."""
    decision, scan = evidence.decision, evidence.scan  # type: ignore[attr-defined]
    if scan in BLOCKED:
        return BLOCKED[scan]
    if decision:
        return State(decision, str(EvidenceDecision.Decision(decision).label))
    return WAITING
