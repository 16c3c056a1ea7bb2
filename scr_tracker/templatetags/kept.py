"""What every page says of words that were kept (`unsaved.py`)."""

from django import template

from scr_tracker import unsaved

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context: template.Context) -> int:
    """How many posts wait; of those that the page itself shows it need not be said."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return 0
    match = request.resolver_match
    if match and match.view_name == "unsaved":
        return 0
    return unsaved.count(request, is_back=bool(context.get("returned")))
