"""Proof: evidence items, their immutable files, figures, decisions, requests and downloads."""

from evidence.models.decision import EvidenceDecision
from evidence.models.disposal import Disposal
from evidence.models.item import Evidence, EvidenceLink, Figure
from evidence.models.look import Look, LookItem
from evidence.models.notice import VirusNotice
from evidence.models.request import EvidenceRequest, RequestEvent
from evidence.models.upload import PendingUpload
from evidence.models.version import EvidenceDownload, EvidenceVersion, evidence_storage

__all__ = [
    "Disposal",
    "Evidence",
    "EvidenceDecision",
    "EvidenceDownload",
    "EvidenceLink",
    "EvidenceRequest",
    "EvidenceVersion",
    "Figure",
    "Look",
    "LookItem",
    "PendingUpload",
    "RequestEvent",
    "VirusNotice",
    "evidence_storage",
]
