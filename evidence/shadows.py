"""Which tables of this room pages turn back to a past day; `recommendations/shadows.py` says how.

A file is today's: whether it was checked, and where it lies. That it has been disposed of since is
turned back, because it counted as evidence then; it cannot be taken all the same.
"""

from evidence import models
from scr_tracker.as_at.shadows import Kept, Noted, Shadow, With

SHADOWS: tuple[Shadow, ...] = (
    Kept(models.Evidence, live=("is_shared", "marking")),
    Kept(models.EvidenceLink),
    Kept(models.Figure),
    Kept(models.EvidenceRequest),
    Kept(models.Disposal),
    Noted(models.EvidenceVersion, since="uploaded_at", later=("disposed_at",)),
    Noted(models.EvidenceDecision),
    Noted(models.RequestEvent),
    Noted(models.Look),
    With(models.LookItem, by="look"),
)
