"""Reading: which requests for evidence a person may see, and who has to act on them."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import access
from evidence.querysets import INFECTED, standing_decisions
from recommendations.models import Action
from recommendations.querysets.sight import takes_part
from recommendations.restricted import unrestricted
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person


class EvidenceRequestQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, those put to the own agency.

        A lead reads them only while the agency has its part in the recommendation.
        """
        own = access.reads_whole(user, "partnership_id") | _put_to(user)
        return self.filter(own, unrestricted(user, "recommendation__review__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        here = unrestricted(user, "recommendation__review__")
        return self.filter(here, partnership_id__in=managed)

    def open(self) -> Self:
        return self.filter(state="open")

    def with_answer(self) -> Self:
        """`answer`: the decision on the item as it is now; None where none stands.

        `scan`: the scan state of its newest file.
        """
        latest = standing_decisions("evidence_id", "evidence__submission")
        return self.annotate(
            answer=Subquery(latest.values("decision")[:1]),
            scan=_scan("evidence_id"),
            answer_comment=Subquery(latest.values("comment")[:1]),
        )

    def awaiting_agency(self) -> Self:
        """Open, and the agency has to act: nothing is offered, or it came back or holds a virus.

        Nothing is asked for an action while it is withdrawn.
        """
        asked = self.open().with_answer()
        rests = ~Q(action=None) & Q(action__status=Status.WITHDRAWN)
        return asked.filter(~rests, Q(evidence=None) | Q(answer="returned") | Q(scan=INFECTED))

    def late(self, today: date) -> Self:
        return self.awaiting_agency().filter(due_on__lt=today)

    def to_judge(self) -> Self:
        """Open, and an item is offered that has not come back: a manager looks at it."""
        offered = self.open().with_answer().filter(evidence__isnull=False)
        return offered.filter(Q(answer=None) | Q(answer="accepted"), ~Q(scan=INFECTED))

    def asked_of(self, user: "Person") -> Self:
        """What an agency that the person leads has to answer."""
        here = unrestricted(user, "recommendation__review__")
        return self.awaiting_agency().filter(_put_to(user), here)


class RequestEventQuerySet(models.QuerySet):
    def on_action(self, action: Action, user: "Person") -> Self:
        """Of requests about the action that the person may see.

        The reader may see the action; whoever reads the whole of its partnership sees them all.
        """
        from evidence.models import EvidenceRequest

        found = self.filter(request__action=action)
        if not access.is_read_by_role(user, action.recommendation.review.partnership_id, None):
            seen = EvidenceRequest.objects.visible_to(user).filter(action=action)
            found = found.filter(request__in=seen.order_by())
        return found

    def with_request(self) -> Self:
        """The request that each is about, with `answer` and `scan` as `with_answer` has them."""
        latest = standing_decisions("request__evidence_id", "request__evidence__submission")
        return self.select_related("request__agency").annotate(
            answer=Subquery(latest.values("decision")[:1]), scan=_scan("request__evidence_id")
        )


def _scan(evidence: str) -> Coalesce:
    """The scan state of the newest file of the item at this path; "" where there is none."""
    from evidence.models import EvidenceVersion

    files = EvidenceVersion.objects.filter(evidence=OuterRef(evidence), disposed_at=None)
    return Coalesce(Subquery(files.order_by("-number").values("scan_state")[:1]), Value(""))


def _put_to(user: "Person") -> Q:
    """Condition on requests: put to an agency that the person leads and that has its part."""
    if not access.led_agencies(user):
        return Q(pk__in=[])
    mine = access.leads_for(user, "partnership_id", "agency_id")
    return mine & takes_part(user, "recommendation__")
