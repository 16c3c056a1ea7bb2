"""Addresses of things: `address_of("evidence:evidence-detail", item.public_id)`.

Django works an address out anew each time; a list asks for the same pattern for every row. Here
each route is worked out once, with a stand-in that the identifier then replaces.
"""

from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

STAND_IN = UUID(int=0)


def address_of(route: str, public_id: UUID) -> str:
    """The path of the route whose one argument is a `public_id`."""
    before, after = _around(route, get_script_prefix(), get_urlconf())
    return f"{before}{public_id}{after}"


@cache
def _around(route: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _, after = reverse(route, args=[STAND_IN], urlconf=urlconf).partition(str(STAND_IN))
    return before, after
