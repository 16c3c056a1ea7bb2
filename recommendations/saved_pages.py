"""The pages whose filter can be kept: those whose whole state is in their address.

A room registers its own in `AppConfig.ready()`. What is kept is checked by the filter of the page
itself, as for the person who opens it: a name that it does not know, or a choice that is not (or no
longer) theirs, is refused, because the page would show more than was meant.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse

from scr_tracker.filter_words import said
from scr_tracker.form_fields import PARTS

#: The page's filter as the request asks for it; Http404 where the person has no such page.
Filter = Callable[[HttpRequest], Any]


@dataclass(frozen=True)
class SavedPage:
    """`route` takes a partnership's `public_id` where `is_of_partnership`."""

    key: str
    label: str
    route: str
    filter: Filter
    orders: frozenset[str] = frozenset()
    is_of_partnership: bool = False

    def address(self, place: UUID | None) -> str:
        return reverse(self.route, args=[place] if self.is_of_partnership else [])


PAGES: dict[str, SavedPage] = {}

GONE = "The page that it opens is not there, or not yours to see"
NOT_KNOWN = "Its filter asks for what this page does not know, or what is not yours to see"
TOO_LONG = "The filter is too long to be kept"
LONGEST = 2000


class Refused(Exception):
    """Why a page with a filter cannot be kept or opened; a sentence without its stop."""


def register(*pages: SavedPage) -> None:
    PAGES.update({page.key: page for page in pages})


class Kept(NamedTuple):
    """A filter to be kept, and what it says in words."""

    query: str
    said: list[str]


def kept(request: HttpRequest, key: str, place: UUID | None, query: str) -> Kept:
    """The filter as it is kept: what the page knows, in its order, as the person may ask for it.

    What is no part of a filter, as the page of a list, is left out; what nobody knows is, too.

    Raises:
        Refused: there is no such page for this person, or its filter has a mistake.
    """
    page, asked = _page(key, place), QueryDict(query)
    chosen = _chosen(request, page, place, query)
    found = QueryDict(mutable=True)
    for name in _names(page, chosen):
        values = [value for value in asked.getlist(name) if value.strip()]
        if values:
            found.setlist(name, values)
    if len(found.urlencode()) > LONGEST:
        raise Refused(TOO_LONG)
    return Kept(found.urlencode(), said(chosen))


def address(request: HttpRequest, key: str, place: UUID | None, query: str) -> str:
    """Where a kept filter leads this person.

    Raises:
        Refused: it leads nowhere, or to more than was kept.
    """
    page = _page(key, place)
    chosen = _chosen(request, page, place, query)
    if set(QueryDict(query)) - set(_names(page, chosen)):
        raise Refused(NOT_KNOWN)
    path = page.address(place)
    return f"{path}?{query}" if query else path


def _page(key: str, place: UUID | None) -> SavedPage:
    page = PAGES.get(key)
    if page is None or page.is_of_partnership != (place is not None):
        raise Refused(GONE)
    return page


def _chosen(request: HttpRequest, page: SavedPage, place: UUID | None, query: str) -> Any:
    """The page's filter, of what is asked; it has no mistake."""
    try:
        chosen = page.filter(_as_if(request, page.address(place), query))
    except (Http404, Resolver404):
        raise Refused(GONE) from None
    if not chosen.form.is_valid():
        raise Refused(NOT_KNOWN)
    return chosen


def _as_if(request: HttpRequest, path: str, query: str) -> HttpRequest:
    """The request as it would be on the page: filters look at its person and its address."""
    other = copy(request)
    other.method, other.path, other.path_info = "GET", path, path
    other.GET = QueryDict(query)
    other.resolver_match = resolve(path)
    return other


def _names(page: SavedPage, chosen: Any) -> Iterator[str]:
    """The parameters that the page knows; a day may come in three."""
    for name in chosen.form.fields:
        yield name
        yield from (f"{name}_{part}" for part in PARTS)
    if chosen.data and chosen.data.get("sort") in page.orders:
        yield "sort"


def label_of(key: str) -> str:
    """What the page is called; "" where no room knows it any more."""
    return PAGES[key].label if key in PAGES else ""
