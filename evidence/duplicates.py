"""The same bytes twice: found only among what the person may see."""

from typing import TYPE_CHECKING

from evidence.models import Evidence, EvidenceVersion

if TYPE_CHECKING:
    from agencies.access import Person


def same_bytes(user: "Person", partnership_id: int, sha256: str) -> Evidence | None:
    """The item of the partnership that holds this file, if the person may see it."""
    version = (
        EvidenceVersion.objects.visible_to(user)
        .filter(sha256=sha256, evidence__partnership=partnership_id, disposed_at=None)
        .select_related("evidence")
        .order_by("pk")
        .first()
    )
    return version.evidence if version else None
