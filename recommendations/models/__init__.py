"""What: reviews, their recommendations, the answers, and the actions that follow."""

from recommendations.models.action import Action, Milestone
from recommendations.models.assurance import (
    Challenge,
    ChallengeAnswer,
    EmbeddingCheck,
    SignOff,
    SignOffAgreement,
    Verification,
)
from recommendations.models.bulk import BulkChange, BulkRow
from recommendations.models.legend import OwnLegend
from recommendations.models.notice import Notice
from recommendations.models.progress import (
    Barrier,
    DueDateChange,
    ExtensionRequest,
    ProgressUpdate,
)
from recommendations.models.recommendation import Recommendation, Repeat, Theme
from recommendations.models.response import Response
from recommendations.models.review import (
    KeepingChange,
    Review,
    ReviewPerson,
    highest,
    highest_marking,
)
from recommendations.models.saved_view import SavedView, StartPage

__all__ = [
    "Action",
    "Barrier",
    "BulkChange",
    "BulkRow",
    "Challenge",
    "ChallengeAnswer",
    "DueDateChange",
    "EmbeddingCheck",
    "ExtensionRequest",
    "KeepingChange",
    "Milestone",
    "Notice",
    "OwnLegend",
    "ProgressUpdate",
    "Recommendation",
    "Repeat",
    "Response",
    "Review",
    "ReviewPerson",
    "SavedView",
    "SignOff",
    "SignOffAgreement",
    "StartPage",
    "Theme",
    "Verification",
    "highest",
    "highest_marking",
]
