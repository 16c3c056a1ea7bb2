"""The same bytes twice: found only among what the person may see."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from evidence.models import Evidence, EvidenceVersion
from evidence.permissions import may_edit
from recommendations.models import Action, Review

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person


class Same(NamedTuple):
    """The item that holds the file already. One that supports the action comes before all others,
    then one that the person may link to it, then one that they may edit.

    `is_sensitive`: this or another item with the file is OFFICIAL-SENSITIVE.
    """

    evidence: Evidence
    is_here: bool
    may_link: bool
    may_edit: bool
    is_sensitive: bool


def same_bytes(user: "Person", action: Action, digests: Iterable[str]) -> dict[str, Same]:
    """SHA-256 → the item of the action's partnership, where the person may see one.

    Three queries at most, for any number of files.
    """
    versions = _holding(user, action.recommendation.review.partnership_id, digests)
    found = [(version.sha256, version.evidence) for version in versions]
    if not found:
        return {}
    here = set(action.evidence_links.values_list("evidence_id", flat=True))
    ids = {item.pk for _, item in found}
    linkable = Evidence.objects.linkable_to(action, user).filter(pk__in=ids)
    free = set(linkable.values_list("pk", flat=True))
    sensitive = {digest for digest, item in found if item.marking == Review.Marking.SENSITIVE}
    same: dict[str, Same] = {}
    for digest, item in found:
        can = item.pk in here, item.pk in free, may_edit(user, item), digest in sensitive
        new = Same(item, *can)
        old = same.setdefault(digest, new)
        if new[1:] > old[1:]:
            same[digest] = new
    return same


def is_sensitive(user: "Person", action: Action, digest: str) -> bool:
    """The person sees an item with the file that is OFFICIAL-SENSITIVE: so is a second one."""
    versions = _holding(user, action.recommendation.review.partnership_id, [digest])
    return versions.filter(evidence__marking=Review.Marking.SENSITIVE).exists()


def elsewhere(user: "Person", evidence: Evidence, digest: str) -> Evidence | None:
    """Another item of the partnership that holds the file, where the person may see one."""
    versions = _holding(user, evidence.partnership_id, [digest])
    found = versions.exclude(evidence=evidence).first()
    return found.evidence if found else None


def also_in(
    user: "Person", evidence: Evidence, versions: Iterable[EvidenceVersion]
) -> list[Evidence]:
    """The other items of the partnership with one of these files, of those that the person sees."""
    digests = {version.sha256 for version in versions}
    if not digests:
        return []
    files = EvidenceVersion.objects.filter(sha256__in=digests, disposed_at=None)
    seen = Evidence.objects.visible_to(user).filter(partnership=evidence.partnership_id)
    found = seen.filter(pk__in=files.values("evidence_id")).exclude(pk=evidence.pk)
    return list(found.order_by("title", "pk"))


def _holding(
    user: "Person", partnership_id: int, digests: Iterable[str]
) -> "QuerySet[EvidenceVersion]":
    """Files of the partnership with these bytes, each with its item, where the person sees it."""
    versions: QuerySet[EvidenceVersion] = EvidenceVersion.objects.visible_to(user)
    versions = versions.filter(sha256__in=set(digests), evidence__partnership=partnership_id)
    return versions.filter(disposed_at=None).select_related("evidence").order_by("pk")
