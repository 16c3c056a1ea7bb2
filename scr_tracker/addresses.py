"""Addresses of things and lists: `address_of("evidence:evidence-detail", item.public_id)`.

Django works an address out anew each time; a list asks for the same pattern for every row. Here
each route is worked out once, with a stand-in that the identifier then replaces. On a page as at a
past day, addresses of pages that can be turned back keep the day.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import urlencode

from scr_tracker import as_at

STAND_IN = UUID(int=0)


def address_of(route: str, public_id: UUID) -> str:
    """The path of the route whose one argument is a `public_id`."""
    before, after = _around(route, get_script_prefix(), get_urlconf())
    return as_at.kept_in(f"{before}{public_id}{after}")


def list_at(route: str, asked: Mapping[str, Any]) -> str:
    """The path of the route without arguments, with the query; a list repeats its parameter."""
    path = _path(route, get_script_prefix(), get_urlconf())
    return as_at.kept_in(f"{path}?{urlencode(asked, doseq=True)}" if asked else path)


@cache
def _path(route: str, prefix: str, urlconf: str | None) -> str:
    return reverse(route, urlconf=urlconf)


@cache
def _around(route: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _, after = reverse(route, args=[STAND_IN], urlconf=urlconf).partition(str(STAND_IN))
    return before, after
