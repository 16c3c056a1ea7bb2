"""The same bytes twice: found only among what the person may see."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from evidence.models import Evidence, EvidenceVersion
from evidence.permissions import may_edit
from recommendations.models import Action

if TYPE_CHECKING:
    from agencies.access import Person


class Same(NamedTuple):
    """The item that holds the file already. One that supports the action comes before all others,
    then one that the person may link to it, then one that they may edit."""

    evidence: Evidence
    is_here: bool
    may_link: bool
    may_edit: bool


def same_bytes(user: "Person", action: Action, digests: Iterable[str]) -> dict[str, Same]:
    """SHA-256 → the item of the action's partnership, where the person may see one.

    Three queries at most, for any number of files.
    """
    partnership = action.recommendation.review.partnership_id
    versions = (
        EvidenceVersion.objects.visible_to(user)
        .filter(sha256__in=set(digests), evidence__partnership=partnership, disposed_at=None)
        .select_related("evidence")
        .order_by("pk")
    )
    found = [(version.sha256, version.evidence) for version in versions]
    if not found:
        return {}
    here = set(action.evidence_links.values_list("evidence_id", flat=True))
    ids = {item.pk for _, item in found}
    linkable = Evidence.objects.linkable_to(action, user).filter(pk__in=ids)
    free = set(linkable.values_list("pk", flat=True))
    same: dict[str, Same] = {}
    for digest, item in found:
        new = Same(item, item.pk in here, item.pk in free, may_edit(user, item))
        old = same.setdefault(digest, new)
        if new[1:] > old[1:]:
            same[digest] = new
    return same


def elsewhere(user: "Person", evidence: Evidence, digest: str) -> Evidence | None:
    """Another item of the partnership that holds the file, where the person may see one."""
    versions = EvidenceVersion.objects.visible_to(user).exclude(evidence=evidence)
    found = (
        versions.filter(
            sha256=digest, evidence__partnership=evidence.partnership_id, disposed_at=None
        )
        .select_related("evidence")
        .order_by("pk")
        .first()
    )
    return found.evidence if found else None
