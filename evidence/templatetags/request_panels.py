"""Evidence that was asked for, on the pages of other rooms: `{% load request_panels %}`.

`{% action_requests action %}` and `{% recommendation_requests recommendation %}` list the requests
that the reader may see, those about the recommendation's actions too, in one query each.
"""

from typing import Any

from django import template
from django.urls import reverse

from evidence import permissions
from evidence.models import EvidenceRequest
from evidence.request_page import requests
from evidence.request_states import seen
from evidence.request_timeline import requests_on
from recommendations.models import Action, Recommendation
from scr_tracker import as_at

register = template.Library()


@register.inclusion_tag("evidence/_requests.html", takes_context=True)
def action_requests(context: template.Context, action: Action) -> dict[str, Any]:
    user = context["request"].user
    found = _asked(user, action.recommendation, requests_on(action, user))
    if found["ask_url"]:
        found["ask_url"] += f"?action={action.public_id}"
    return {**found, "panel": "app-panel"}


@register.inclusion_tag("evidence/_requests.html", takes_context=True)
def recommendation_requests(
    context: template.Context, recommendation: Recommendation
) -> dict[str, Any]:
    user = context["request"].user
    rows: Any = requests().filter(recommendation=recommendation)
    return _asked(user, recommendation, list(rows.visible_to(user)))


def _asked(
    user: Any, recommendation: Recommendation, found: list[EvidenceRequest]
) -> dict[str, Any]:
    """What is open comes first."""
    today = as_at.today()
    found.sort(key=lambda row: row.state != EvidenceRequest.State.OPEN)
    may_ask = permissions.may_ask_for_evidence(user, recommendation)
    address = reverse("evidence:request-add", args=[recommendation.public_id])
    return {
        "shown": [seen(row, today) for row in found],
        "ask_url": address if may_ask else "",
        "today": today,
    }
