"""The header's link to what is new."""

from django import template

from reminders.bell import unread_count
from scr_tracker import as_at

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> int:
    """How many the person of the request has not read; none where nobody is signed in, or on a
    page as at a past day, which knows nothing of today."""
    user = getattr(context.get("request"), "user", None)
    return unread_count(user) if user is not None and not as_at.chosen() else 0
