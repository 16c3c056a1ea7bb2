"""What a list shows, as the address asks for it: bookmarkable, and never more than one may see."""

from recommendations.filters.actions import ActionFilter
from recommendations.filters.picks import (
    Choices,
    PickFilter,
    my_partnerships,
    my_reviews,
    my_themes,
)
from recommendations.filters.recommendations import (
    AboutRecommendations,
    RecommendationFilter,
    concerns,
)

__all__ = [
    "AboutRecommendations",
    "ActionFilter",
    "Choices",
    "PickFilter",
    "RecommendationFilter",
    "concerns",
    "my_partnerships",
    "my_reviews",
    "my_themes",
]
