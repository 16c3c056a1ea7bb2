"""Reading: what evidence a person may see."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from agencies import access
from recommendations.models import Action
from recommendations.querysets import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All in a partnership read as a whole; for a lead, the own agency's and what is shared.

        Always only through an action that the person may see: evidence of a restricted review is
        seen by the people named on it.
        """
        from evidence.models import EvidenceLink

        seen = EvidenceLink.objects.filter(
            evidence_id=OuterRef("pk"), action__in=Action.objects.visible_to(user)
        )
        own = access.reads_whole(user, "partnership_id")
        if access.led_agencies(user):
            own |= access.leads_for(user, "partnership_id", "agency_id") | Q(
                is_shared=True
            )
        hidden = EvidenceLink.objects.filter(evidence_id=OuterRef("pk")).exclude(
            unrestricted(user, "action__recommendation__review__")
        )
        return self.filter(own, Exists(seen)).exclude(Exists(hidden))

    def with_decision(self) -> Self:
        """`decision`: the latest decision on the item, or None where nobody has decided."""
        from evidence.models import EvidenceDecision

        latest = EvidenceDecision.objects.filter(evidence_id=OuterRef("pk"))
        latest = latest.order_by("-recorded_at", "-pk")
        return self.annotate(decision=Subquery(latest.values("decision")[:1]))

    def on_action(self, action: Action) -> Self:
        from evidence.models import EvidenceLink

        links = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"), action=action)
        return self.filter(Exists(links)).order_by(
            F("dated_on").desc(nulls_last=True), "-pk"
        )


class EvidenceVersionQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        from evidence.models import Evidence

        return self.filter(evidence__in=Evidence.objects.visible_to(user))
