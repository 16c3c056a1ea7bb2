"""How much of the agency's evidence was accepted at first try."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from dashboards.agency.about import About
from dashboards.agency.few import share
from evidence.models import Evidence, EvidenceDecision
from scr_tracker import as_at
from scr_tracker.words import counted


@dataclass(frozen=True)
class Tries:
    """Items on which was decided for the first time in the period, and the accepted ones."""

    decided: int = 0
    accepted: int = 0

    @property
    def sentence(self) -> str:
        if not self.decided:
            return "No evidence was decided on for the first time in the period."
        items = counted(self.decided, "item")
        part = share(self.accepted, self.decided)
        return f"{self.accepted} of {items} accepted at first try{part}."


def tries(about: About) -> dict[int, Tries]:
    """By partnership. An item's first decision counts, whatever was decided later."""
    begins = as_at.start_of(about.first)
    first = EvidenceDecision.objects.filter(evidence=OuterRef("pk")).order_by("recorded_at", "pk")
    items = Evidence.objects.visible_to(about.user).filter(
        agency=about.agency, partnership__in=about.keys
    )
    decided = items.annotate(
        first=Subquery(first.values("decision")[:1]),
        first_at=Subquery(first.values("recorded_at")[:1]),
    ).filter(first_at__gte=begins, first_at__lt=as_at.end_of(about.last))
    counts: Counter[tuple[int, str]] = Counter()
    rows = decided.order_by().values_list("partnership", "first").annotate(many=Count("pk"))
    for partnership, decision, many in rows:
        counts[partnership, decision] = many
    accepted, returned = EvidenceDecision.Decision.ACCEPTED, EvidenceDecision.Decision.RETURNED
    return {
        pk: Tries(counts[pk, accepted] + counts[pk, returned], counts[pk, accepted])
        for pk in about.keys
    }
