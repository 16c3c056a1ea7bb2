"""Reading: what of the recommendations room a person may see, and what follows from its rows.

One file a file of models; `sight.py` holds the conditions that several of them share.
"""

from recommendations.querysets.action import ActionQuerySet, MilestoneQuerySet, waiting_since
from recommendations.querysets.assurance import (
    ChallengeQuerySet,
    EmbeddingCheckQuerySet,
    SignOffQuerySet,
)
from recommendations.querysets.notice import NoticeQuerySet
from recommendations.querysets.progress import ExtensionRequestQuerySet
from recommendations.querysets.recommendation import RecommendationQuerySet
from recommendations.querysets.response import ResponseQuerySet
from recommendations.querysets.review import ReviewQuerySet
from recommendations.querysets.theme import ThemeQuerySet

__all__ = [
    "ActionQuerySet",
    "ChallengeQuerySet",
    "EmbeddingCheckQuerySet",
    "ExtensionRequestQuerySet",
    "MilestoneQuerySet",
    "NoticeQuerySet",
    "RecommendationQuerySet",
    "ResponseQuerySet",
    "ReviewQuerySet",
    "SignOffQuerySet",
    "ThemeQuerySet",
    "waiting_since",
]
