"""The lists of this room whose filter can be kept."""

from typing import Any

from django.http import HttpRequest

from recommendations.action_list import ORDERS, action_list
from recommendations.filters import RecommendationFilter
from recommendations.models import Recommendation
from recommendations.saved_pages import SavedPage
from scr_tracker import as_at

HERE = "recommendations"


def _actions(request: HttpRequest) -> Any:
    return action_list(request, as_at.today()).filter


def _recommendations(request: HttpRequest) -> Any:
    return RecommendationFilter(request.GET, Recommendation.objects.none(), request=request)


PAGES = (
    SavedPage("actions", "Actions", f"{HERE}:action-list", _actions, frozenset(ORDERS)),
    SavedPage(
        "recommendations",
        "Recommendations",
        f"{HERE}:recommendation-list",
        _recommendations,
    ),
)
