"""The views of a page, and the way to keep one: `{% saved_views "actions" %}`.

Of a page about a partnership: `{% saved_views "board" partnership %}`. One question; none with
`named=False`, where the views are not named and only the page of all of them is led to.
"""

from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from agencies.models import Partnership
from recommendations.models import SavedView
from scr_tracker.as_at.day import PARAMETER, chosen
from scr_tracker.filter_words import NOT_FILTER

register = template.Library()


@register.inclusion_tag("recommendations/_views.html", takes_context=True)
def saved_views(
    context: template.Context,
    page: str,
    partnership: Partnership | None = None,
    *,
    named: bool = True,
) -> dict[str, Any]:
    request = context["request"]
    place = partnership.public_id if partnership else None
    rows: Any = []
    if named:
        rows = SavedView.objects.visible_to(request.user).filter(page=page, place=place)
    asked = _filter_of(request.GET)
    return {
        "views": [(view, _same(view.query, asked)) for view in rows],
        "leads_to_all": bool(rows) or not named,
        "add_url": _add_url(page, place, asked),
        "is_now": chosen() is None,
    }


def _filter_of(asked: QueryDict) -> QueryDict:
    found = asked.copy()
    for name in (*NOT_FILTER, PARAMETER):
        found.pop(name, None)
    return found


def _same(query: str, asked: QueryDict) -> bool:
    """The page shows this view; an empty field says nothing."""
    now = {name: values for name, values in asked.lists() if any(values)}
    return dict(QueryDict(query).lists()) == now


def _add_url(page: str, place: Any, asked: QueryDict) -> str:
    found = {"page": page, "query": asked.urlencode()} | ({"place": place} if place else {})
    return f"{reverse('recommendations:view-add')}?{urlencode(found)}"
