"""What came in after a forum decided: pages name it, and lists find the decisions that it is about.

One rule, in SQL, over the instants of the rows: the page of a decision and the lists ask it alike,
and no snapshot is read. Whatever changes evidence locks the actions behind it before it writes
(`verification.hold_behind`), as a sign-off does: so what its snapshot lacks is later than it. That
holds as far as the clocks of the machines agree.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, Value, When
from django.db.models import Subquery as One
from django.db.models.functions import Coalesce

from evidence.models import Disposal, Evidence, EvidenceDecision, EvidenceLink, EvidenceVersion
from evidence.querysets import spent, standing_decisions
from evidence.states import readable_condition
from recommendations.models import SignOff

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person
    from recommendations.models import Action

ACCEPTED = EvidenceDecision.Decision.ACCEPTED
RETURNED = EvidenceDecision.Decision.RETURNED


class News(NamedTuple):
    """An item, and what happened to it: "added", "changed", "accepted", "no longer readable" …"""

    item: Evidence
    what: str


def since(decision: SignOff, user: "Person") -> list[News]:
    """Of its recommendation's items that the person may see, those that stood otherwise then."""
    items = Evidence.objects.on_recommendation(decision.recommendation, user)
    moved = _moved(items, decision.recommendation_id, decision.recorded_at)
    return [News(item, item.what) for item in moved]


def touched(decisions: "QuerySet[SignOff]") -> "QuerySet[SignOff]":
    """Of the decisions, those that stand and behind which anything was written since.

    All that are `overtaken` are among them, whoever asks, and few others: an item that was only
    retitled. It takes a quarter of the time, so that pages ask the rule of these alone.
    """
    later = {"history_date__gt": OuterRef(OuterRef("recorded_at"))}
    saved = Evidence.history.filter(id=OuterRef("evidence_id"), **later)
    virus = {"scan_state": "infected", "scanned_at__gt": OuterRef(OuterRef("recorded_at"))}
    infected = EvidenceVersion.objects.filter(evidence=OuterRef("evidence_id"), **virus)
    links = EvidenceLink.objects.filter(
        Q(linked_at__gt=OuterRef("recorded_at")) | Q(Exists(saved)) | Q(Exists(infected)),
        action__recommendation=OuterRef("recommendation_id"),
    )
    return decisions.filter(Exists(links), reopened_at=None)


def overtaken(decisions: "QuerySet[SignOff]", user: "Person") -> "QuerySet[SignOff]":
    """Of the decisions, those that stand and of which the person's page says `since` something.

    `moved_at`: when the first of it came, as far as a row tells that; else when it was decided.
    """
    here, moment = OuterRef(OuterRef("recommendation_id")), OuterRef(OuterRef("recorded_at"))
    behind = EvidenceLink.objects.filter(action__recommendation=here).values("evidence_id")
    items = Evidence.objects.visible_to(user).filter(pk__in=behind).order_by()
    later = {"history_date__gt": OuterRef("recorded_at")}
    saved = Evidence.history.filter(id__in=behind, **later).order_by("history_date")
    linked = EvidenceLink.objects.filter(
        action__recommendation=OuterRef("recommendation_id"), linked_at__gt=OuterRef("recorded_at")
    ).order_by("linked_at")
    stand = decisions.filter(Exists(_moved(items, here, moment)), reopened_at=None)
    return stand.annotate(
        moved_at=Coalesce(
            One(saved.values("history_date")[:1]),
            One(linked.values("linked_at")[:1]),
            F("recorded_at"),
            output_field=DateTimeField(),
        )
    )


def _moved(items: Any, recommendation: Any, moment: Any) -> Any:
    """Of the items, those to which something happened after the moment: `what`.

    Added to the recommendation, submitted anew, decided otherwise, or accepted then and lost since:
    to a virus, or disposed of as a mistake. That the time for keeping a file is over says nothing
    of what it showed. `moment` and `recommendation` are values, or references to a query around.
    """
    links = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"), action__recommendation=recommendation, linked_at__lte=moment
    )
    submitted = Evidence.history.filter(
        id=OuterRef("pk"), submission=OuterRef("submission"), history_date__lte=moment
    )
    then = standing_decisions().filter(recorded_at__lte=moment).values("decision")[:1]
    otherwise = ~Q(decision=F("decided_then"))
    lost = Q(decided_then=ACCEPTED) & _lost(moment) & ~readable_condition()
    what = Case(
        When(~Exists(links), then=Value("added")),
        When(~Exists(submitted), then=Value("changed")),
        When(lost, then=Value("no longer readable")),
        When(otherwise, decision=ACCEPTED, then=Value("accepted")),
        When(otherwise, decision=RETURNED, then=Value("sent back")),
        default=Value(""),
        output_field=CharField(),
    )
    judged = items.with_decision().with_scan()
    return (
        judged.annotate(decided_then=Coalesce(One(then), Value("")))
        .annotate(what=what)
        .exclude(what="")
    )


def _lost(moment: Any) -> Q:
    """A virus was found in a file of the item, or a file was disposed of as a mistake."""
    virus = {"scan_state": "infected", "scanned_at__gt": moment}
    mistake = {"state": "done", "ground": "mistake", "decided_at__gt": moment}
    infected = EvidenceVersion.objects.filter(evidence=OuterRef("pk"), **virus)
    disposed = Disposal.objects.filter(evidence=OuterRef("pk"), **mistake)
    return Q(Exists(infected)) | Q(Exists(disposed))


def has_news(action: "Action") -> bool:
    """Something of its evidence came in, changed, was decided or was lost after it was verified."""
    before = {"recorded_at__lte": action.verified_at, "submission": OuterRef("submission")}
    decided = EvidenceDecision.objects.filter(evidence=OuterRef("pk"), **before)
    later = Q(links__action=action, links__linked_at__gt=action.verified_at)
    files = EvidenceVersion.objects.filter(evidence=OuterRef("pk"))
    kept = files.filter(Q(disposed_at=None) | Q(disposed_at__gt=action.verified_at))
    new = ~Exists(decided) & ~(spent() & ~Q(Exists(kept)))  # spent before, it held up nothing
    items = Evidence.objects.filter(links__action=action)
    return items.filter(later | new | _lost(action.verified_at)).exists()
