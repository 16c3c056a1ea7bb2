"""The pages of evidence: items, files on their way in, files on their way out."""

from evidence.views.adding import evidence_add
from evidence.views.downloads import version_download
from evidence.views.items import evidence_decide, evidence_detail, evidence_edit
from evidence.views.keeping import (
    disposal_add,
    disposal_decide,
    disposal_list,
    version_preview,
)
from evidence.views.linking import evidence_link
from evidence.views.queue import queue_claim, queue_decide, queue_home
from evidence.views.uploads import upload_add, upload_remove, version_add

__all__ = [
    "disposal_add",
    "disposal_decide",
    "disposal_list",
    "evidence_add",
    "evidence_decide",
    "evidence_detail",
    "evidence_edit",
    "evidence_link",
    "queue_claim",
    "queue_decide",
    "queue_home",
    "upload_add",
    "upload_remove",
    "version_add",
    "version_download",
    "version_preview",
]
