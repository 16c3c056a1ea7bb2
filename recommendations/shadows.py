"""Which tables of this room pages turn back to a past day, and from what.

Who may read is decided by what is so today: so `is_restricted`, `is_shared` and the marking are
today's, and who is named on a restricted review is not turned back at all.
"""

from recommendations import models
from scr_tracker.as_at.shadows import Kept, Linked, Noted, Shadow, With

SHADOWS: tuple[Shadow, ...] = (
    Kept(models.Review, live=("is_restricted", "marking")),
    Kept(models.Recommendation),
    Linked(models.Recommendation, "themes"),
    Kept(models.Repeat),
    Kept(models.Response, live=("is_shared",)),
    Kept(models.Action, live=("is_shared",)),
    Linked(models.Action, "contributing_agencies"),
    Kept(models.Milestone),
    Kept(models.Barrier),
    Kept(models.ExtensionRequest),
    Kept(models.SignOff, live=("snapshot",)),
    Kept(models.EmbeddingCheck),
    Kept(models.Challenge),
    Kept(models.ChallengeAnswer),
    Noted(models.ProgressUpdate),
    Noted(models.DueDateChange),
    Noted(models.Verification),
    Noted(models.KeepingChange),
    Noted(models.BulkChange),
    With(models.BulkRow, by="change"),
    With(models.SignOffAgreement, by="sign_off"),
)
