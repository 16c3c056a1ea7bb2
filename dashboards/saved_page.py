"""The dashboard's filter can be kept, like those of the lists."""

from typing import Any

from django.http import HttpRequest

from dashboards.scope import scope_of
from dashboards.work import own_partnership
from recommendations.saved_pages import SavedPage
from scr_tracker import as_at


def _board(request: HttpRequest) -> Any:
    match = request.resolver_match
    partnership = own_partnership(request.user, match.kwargs["public_id"] if match else "")
    return scope_of(request, partnership, as_at.today())[0]


BOARD = SavedPage("board", "Dashboard", "dashboards:board", _board, is_of_partnership=True)
