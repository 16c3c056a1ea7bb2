"""Evidence on which somebody has to act: what was sent back, files with a virus, newer proof.

Mostly there is none, and then the costly question of what may be seen need not be asked. One query
finds the ids of all.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value

from agencies import access
from dashboards.overtaken import touched_in
from evidence.models import EvidenceDecision, EvidenceVersion

if TYPE_CHECKING:
    from agencies.access import Person

PARTNERSHIP = "evidence__partnership_id"


@dataclass
class Marks:
    """Ids of evidence, and of forums' decisions behind which it was `touched`.

    Not all of it need be visible to the person.
    """

    returned: set[int] = field(default_factory=set)
    infected: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)


def marks(user: "Person") -> Marks:
    """Sent back: of the agencies that the person leads. With a virus: where they manage, too.

    Touched: where they manage.
    """
    manages = access.partnership_ids(user, "manager")
    led = access.leads_for(user, PARTNERSHIP, "evidence__agency_id")
    managed = Q(**{f"{PARTNERSHIP}__in": manages})
    returned = EvidenceDecision.objects.filter(
        led,
        decision=EvidenceDecision.Decision.RETURNED,
        submission=F("evidence__submission"),
    )
    newer = EvidenceVersion.objects.filter(
        evidence=OuterRef("evidence"), number__gt=OuterRef("number")
    )
    infected = EvidenceVersion.objects.filter(
        led | managed, ~Exists(newer), scan_state=EvidenceVersion.Scan.INFECTED, disposed_at=None
    )
    found = Marks()
    rows = _called(returned, "returned").union(
        _called(infected, "infected"), _called(touched_in(manages), "touched", "pk")
    )
    for kind, pk in rows:
        getattr(found, kind).add(pk)
    return found


def _called(rows: Any, kind: str, key: str = "evidence_id") -> Any:
    named = rows.order_by().annotate(kind=Value(kind, CharField()))
    return named.values_list("kind", key)
