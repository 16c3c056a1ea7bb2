"""Who took a copy of a file, and which files were disposed of."""

from dashboards.demo.people import Place
from dashboards.demo.rows import EvidenceRow
from evidence import services
from evidence.models import Disposal, Evidence
from evidence.scanning import is_readable


def keep_or_dispose(evidence: Evidence, row: EvidenceRow, place: Place) -> None:
    """Files that wait for the virus check are downloaded by nobody."""
    versions = list(evidence.versions.all())
    if all(map(is_readable, versions)):
        for email in row.downloaded_by:
            for version in versions:
                services.record_download(actor=place.people[email], version=version)
    if row.disposed:
        first, *others = place.managers
        disposal = services.propose_disposal(
            actor=others[0], evidence=evidence, ground=Disposal.Ground.MISTAKE, reason=row.disposed
        )
        services.decide_disposal(actor=first, disposal=disposal, accept=True)
