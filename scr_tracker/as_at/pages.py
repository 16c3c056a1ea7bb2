"""A view that can be turned back: `@as_at.readable`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from scr_tracker.as_at.day import PARAMETER
from scr_tracker.as_at.standing import standing_at

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class NotThere(Http404):
    """What the address names is not there as at that day, or the person may not see it."""

    def __init__(self, day: date, now_url: str) -> None:
        super().__init__()
        self.day, self.now_url = day, now_url


NO_DAY = "“As at” takes a day before today, written as 2026-03-31. This is the page as it is now."


def readable(view: View) -> View:
    """The page as at the day that the address names. It can only be looked at there."""

    @wraps(view)
    def turned(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get(PARAMETER, "").strip()
        day = _day(asked)
        if day is None and not asked:
            return view(request, *args, **kwargs)
        if day is None or request.method not in ("GET", "HEAD"):
            if day is None:
                messages.warning(request, NO_DAY)
            return redirect(without_day(request))
        with standing_at(day, request.user):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                raise NotThere(day, without_day(request)) from None
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _later(iter(response), day, request.user)
        return response

    turned.is_readable_as_at = True  # type: ignore[attr-defined]
    return cast("View", turned)


def without_day(request: HttpRequest) -> str:
    """The address of the same page as it is now."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _day(asked: str) -> date | None:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day < timezone.localdate() else None


def _later(rows: Iterable[bytes], day: date, reader: Any) -> Iterator[bytes]:
    """A stream is read when the view is long over."""
    with standing_at(day, reader):
        yield from rows
