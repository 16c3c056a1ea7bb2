"""The chosen day stays in the addresses of pages that can be turned back, and in no other."""

from datetime import date
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import urlencode

from scr_tracker.as_at.day import PARAMETER, chosen


def kept_in(url: str) -> str:
    """The address with the chosen day; as it is where none is, or where the page knows no days."""
    day = chosen()
    if day is None:
        return url
    url, _, part = url.partition("#")
    path, _, query = url.partition("?")
    if path and not is_readable(path):  # without a path it is the page itself
        return f"{url}#{part}" if part else url
    query = f"{query}&{urlencode({PARAMETER: day.isoformat()})}".lstrip("&")
    return f"{path}?{query}#{part}" if part else f"{path}?{query}"


def turned_to(url: str, day: date) -> str:
    """The address as at the day, whatever the chosen one is; as it is now from today on."""
    path, _, query = url.partition("?")
    kept = [each for each in query.split("&") if each and not each.startswith(f"{PARAMETER}=")]
    if day < timezone.localdate():
        kept.append(urlencode({PARAMETER: day.isoformat()}))
    return f"{path}?{'&'.join(kept)}" if kept else path


@lru_cache(maxsize=4096)
def is_readable(path: str) -> bool:
    """The page at the path can be turned back."""
    try:
        return bool(getattr(resolve(path).func, "is_readable_as_at", False))
    except Resolver404:
        return False
