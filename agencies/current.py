"""Which partnership a page is about: the header, the menu and the switcher ask here.

No query beyond the memberships that `access` has read already.
"""

import re

from django.http import HttpRequest

from agencies import access
from agencies.models import Partnership

_IN_ROUTE = re.compile(r"^partnerships/<uuid:(\w+)>/")


def held_partnerships(request: HttpRequest, *roles: str) -> list[Partnership]:
    """The partnerships in which the person holds one of the roles (any), each once, by name."""
    rows = [m for m in access.held(request.user) if not roles or m.role in roles]
    found = {m.partnership_id: m.partnership for m in rows}
    return sorted(found.values(), key=lambda partnership: partnership.name)


def current_partnership(
    request: HttpRequest, page: object = None, *roles: str
) -> Partnership | None:
    """The page's own one, else the one in the address, else the person's only one, else none.

    `page` is what the view calls `partnership`. Only partnerships in which the person holds one
    of the roles count: an address says nothing of others.
    """
    held = held_partnerships(request, *roles)
    match = request.resolver_match
    named = _IN_ROUTE.match(match.route) if match else None
    asked = match.kwargs.get(named[1]) if match and named else getattr(page, "public_id", None)
    if asked is None:
        return held[0] if len(held) == 1 else None
    return next((one for one in held if one.public_id == asked), None)
