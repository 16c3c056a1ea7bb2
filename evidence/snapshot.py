"""What evidence adds to what stood when a forum decided, and whether it shows more than outputs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from evidence import states
from evidence.models import Evidence, EvidenceLink, EvidenceVersion
from evidence.states import standing
from recommendations.models import Recommendation
from recommendations.snapshot import Json, Open, Part, choice, day

if TYPE_CHECKING:
    from agencies.access import Person

Level = Evidence.Level


def take(recommendation: Recommendation) -> list[Json]:
    """All items that support an action of the recommendation, whoever may see them."""
    links = EvidenceLink.objects.filter(action__recommendation=recommendation)
    items: Any = Evidence.objects.filter(pk__in=links.values("evidence_id"))
    items = items.select_related("agency").prefetch_related(
        "figures",
        "decisions",
        Prefetch("versions", EvidenceVersion.objects.select_related("uploaded_by")),
        Prefetch("links", links.select_related("action").order_by("action__number")),
    )
    return [_item(item) for item in items.order_by("-dated_on", "-pk")]


def proves(recommendation: Recommendation, user: "Person") -> bool:
    """Something accepted shows quality or outcome, can be read, and the person may see it."""
    items = Evidence.objects.on_recommendation(recommendation, user).for_list()
    more = items.filter(level__in=(Level.QUALITY, Level.OUTCOME))
    return any(states.proves(item) for item in more)


def left_open(recommendation: Recommendation, user: "Person") -> list[Open]:
    """Items that nobody has accepted or sent back."""
    items = Evidence.objects.on_recommendation(recommendation, user).to_decide()
    return [
        Open("Evidence that waits for a decision", item.title, item.get_absolute_url())
        for item in items
    ]


def readable(rows: list[Json], user: "Person", actions: frozenset[str]) -> Iterable[str]:
    """Items that the person may read today and that supported an action that they may see.

    An item that has been unlinked since is shown: it stood there when the forum decided.
    """
    behind = [row["id"] for row in rows if actions.intersection(row["actions"])]
    found = Evidence.objects.kept_for(user).filter(public_id__in=behind).order_by()
    return (str(public_id) for public_id in found.values_list("public_id", flat=True))


def _item(item: Evidence) -> Json:
    return {
        "id": str(item.public_id),
        "title": item.title,
        "kind": choice(item, "kind"),
        "level": choice(item, "level"),
        "marking": choice(item, "marking"),
        "agency": item.agency.name if item.agency else "",
        "dated_on": day(item.dated_on),
        "dated_until": day(item.dated_until),
        "link": item.url,
        "actions": [str(link.action.public_id) for link in item.links.all()],
        "submission": item.submission,
        "decision": _decision(item),
        "figures": [
            {"label": each.label, "value": f"{each.value.normalize():f}", "unit": each.unit}
            for each in item.figures.all()
        ],
        "versions": [_version(row) for row in item.versions.all()],
    }


def _decision(item: Evidence) -> Json:
    """The latest on the present submission; empty where it waited for one."""
    row = standing(item, item.decisions.all())
    if row is None:
        return {}
    return {
        **choice(row, "decision"),
        "by": row.recorded_by_name,
        "at": day(row.recorded_at),
        "comment": row.comment,
    }


def _version(row: EvidenceVersion) -> Json:
    return {
        "number": row.number,
        "name": row.original_name,
        "sha256": row.sha256,
        "size": row.size,
        "type": row.content_type,
        "scan": choice(row, "scan_state"),
        "uploaded_by": row.uploaded_by.name,
        "uploaded_at": day(row.uploaded_at),
    }


PART = Part("evidence", take, readable, proves, left_open)
