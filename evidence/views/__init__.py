"""The pages of evidence: items, files on their way in, files on their way out."""

from evidence.views.downloads import version_download
from evidence.views.items import evidence_decide, evidence_detail, evidence_edit
from evidence.views.uploads import evidence_add, version_add

__all__ = [
    "evidence_add",
    "evidence_decide",
    "evidence_detail",
    "evidence_edit",
    "version_add",
    "version_download",
]
