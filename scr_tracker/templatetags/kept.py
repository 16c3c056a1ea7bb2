"""What every page says of words that were kept (`unsaved.py`)."""

from django import template

from scr_tracker import unsaved

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context: template.Context) -> int:
    """How many posts wait to be sent; on the page that shows them it need not be said."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return 0
    match = request.resolver_match
    return 0 if match and match.view_name == "unsaved" else unsaved.count(request)
