"""How much of the agency's evidence was accepted at first try."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from dashboards.agency.about import About
from dashboards.agency.decided import first_tries
from dashboards.agency.few import share
from dashboards.figures import Number
from evidence.models import EvidenceDecision


@dataclass(frozen=True)
class Tries:
    """Items on which was decided for the first time in the period, and the accepted ones."""

    decided: Number
    accepted: Number

    @property
    def share(self) -> str:
        return share(self.accepted.value, self.decided.value)


def tries(about: About) -> dict[int, Tries]:
    """By partnership. An item's first decision counts, whatever was decided later."""
    counts: Counter[tuple[int, str]] = Counter()
    rows = first_tries(about).order_by().values_list("evidence__partnership", "decision")
    for partnership, decision, many in rows.annotate(many=Count("pk")):
        counts[partnership, decision] = many
    accepted, returned = EvidenceDecision.Decision.ACCEPTED, EvidenceDecision.Decision.RETURNED
    found = {}
    for here in about.partnerships:
        good = counts[here.pk, accepted]
        found[here.pk] = Tries(
            Number(
                good + counts[here.pk, returned],
                about.decided(here, "first"),
                "items of evidence decided on for the first time",
            ),
            Number(good, about.decided(here, "accepted"), "accepted at first try"),
        )
    return found
