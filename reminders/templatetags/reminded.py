"""Reminders on the pages of other rooms: `{% load reminded %}`, `{% reminded item partnership %}`.

In one query: what went out of the thing that the page is about, as far as the reader may know.
"""

from typing import Any

from django import template

from agencies.models import Partnership
from reminders.timeline import entries_of
from scr_tracker.models import PublicIdentity

register = template.Library()


@register.inclusion_tag("reminders/reminded.html", takes_context=True)
def reminded(
    context: template.Context, item: PublicIdentity, partnership: Partnership
) -> dict[str, Any]:
    return {"reminders": entries_of(item, context["request"].user, partnership.pk)}
