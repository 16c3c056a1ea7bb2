"""Board packs on the pages of other rooms: `{% load board_packs %}`.

`{% recent_board_packs %}`: those that are being made, or were made or given in the last days.
"""

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from agencies import access
from documents.models import BoardPack

register = template.Library()

DAYS = 7
MOST = 5


@register.inclusion_tag("documents/recent_board_packs.html", takes_context=True)
def recent_board_packs(
    context: template.Context, partnership_id: int | None = None
) -> dict[str, Any]:
    """In all partnerships that the reader reads as a whole, or in one; others are not asked."""
    user = context["request"].user
    here = access.partnership_ids(user, *access.WHOLE_PARTNERSHIP)
    here = [pk for pk in here if not partnership_id or pk == partnership_id]
    if not here:
        return {"packs": [], "days": DAYS}
    since = timezone.now() - timedelta(days=DAYS)
    found = BoardPack.objects.visible_to(user).since(since).filter(partnership__in=here)
    return {"packs": list(found.select_related("partnership")[:MOST]), "days": DAYS}
