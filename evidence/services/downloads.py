"""The download log of files that leave together."""

from collections.abc import Iterable

from agencies import access
from agencies.models import User
from evidence.models import EvidenceDownload, EvidenceVersion
from recommendations.services.checks import allow


def record_copies(*, actor: User, versions: Iterable[EvidenceVersion]) -> list[EvidenceDownload]:
    """A copy of each of these was sent to the person, who may read them all."""
    asked = {version.pk for version in versions}
    rows = EvidenceVersion.objects.visible_to(actor).filter(pk__in=asked)
    found = list(rows.select_related("evidence").order_by("pk"))
    allow(len(found) == len(asked))
    signatures = {
        pk: access.signature(actor, pk) for pk in {row.evidence.partnership_id for row in found}
    }
    log = [
        EvidenceDownload(version=row, **signatures[row.evidence.partnership_id]) for row in found
    ]
    return EvidenceDownload.objects.bulk_create(log)
