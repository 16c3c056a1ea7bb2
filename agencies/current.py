"""Which partnership a page is about: the header, the menu and the switcher ask here."""

import re

from django.http import HttpRequest

from agencies import access
from agencies.models import Partnership

_IN_ROUTE = re.compile(r"^partnerships/<uuid:(\w+)>/")


def held_partnerships(request: HttpRequest) -> list[Partnership]:
    """The partnerships in which the person holds a role, each once, by name."""
    found = {m.partnership_id: m.partnership for m in access.held(request.user)}
    return sorted(found.values(), key=lambda partnership: partnership.name)


def current_partnership(request: HttpRequest) -> Partnership | None:
    """The one in the address, else the only one that the person has, else none.

    Only partnerships in which the person holds a role count: an address says nothing of others.
    """
    held = held_partnerships(request)
    match = request.resolver_match
    named = _IN_ROUTE.match(match.route) if match else None
    if match and named:
        asked = match.kwargs.get(named[1])
        return next((one for one in held if one.public_id == asked), None)
    return held[0] if len(held) == 1 else None
