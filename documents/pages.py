"""What the pages about packs show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Sum

from documents.archive import TooLarge, check_size
from documents.models import Pack
from evidence.models import Evidence, EvidenceLink, EvidenceVersion
from recommendations.models import Action, Recommendation, Review, highest_marking

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class Outlook:
    """What a pack would hold if it were made now; `refusal`: why it would not be."""

    files: int
    size: int
    marking: str
    refusal: str = ""


def outlook(user: "Person", review: Review, recommendation: Recommendation | None) -> Outlook:
    actions = Action.objects.visible_to(user).filter(recommendation__review=review)
    if recommendation is not None:
        actions = actions.filter(recommendation=recommendation)
    links = EvidenceLink.objects.filter(action__in=actions)
    files = EvidenceVersion.objects.visible_to(user).readable()
    files = files.filter(evidence__in=links.values("evidence_id"))
    found = files.aggregate(files=Count("pk"), size=Sum("size"))
    items = Evidence.objects.visible_to(user).filter(pk__in=links.values("evidence_id"))
    markings = items.order_by().values_list("marking", flat=True).distinct()
    marking = highest_marking([review.marking, *markings])
    count, size = found["files"], found["size"] or 0
    try:
        check_size(count, size)
    except TooLarge as refused:
        return Outlook(count, size, marking, str(refused))
    return Outlook(count, size, marking)


def pack_log(user: "Person", partnership_id: int) -> Any:
    """Packs of the reviews that the manager may see, each with how often it was taken."""
    rows = Pack.objects.logged_for(user, partnership_id).with_subject()
    rows = rows.annotate(taken=Count("downloads"), taken_at=Max("downloads__recorded_at"))
    return rows.order_by("-recorded_at", "-pk")
