"""Which day a page is about."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.utils import timezone

#: The address's parameter: `?as-at=2026-03-01`.
PARAMETER = "as-at"

May = TypeVar("May", bound=Callable[..., Any])

_chosen: ContextVar[date | None] = ContextVar("as_at", default=None)


def chosen() -> date | None:
    """The past day to which everything is turned back; None for now."""
    return _chosen.get()


def today() -> date:
    """The day that counts as today, in Europe/London: the chosen one, or the real one."""
    return chosen() or timezone.localdate()


def end_of(day: date) -> datetime:
    """The moment at which the day is over: what happened before it belongs to the day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def start_of(day: date) -> datetime:
    """The moment at which the day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def now_only(may: May) -> May:
    """Of a may-do predicate: nobody does anything in the past, they only look."""

    @wraps(may)
    def asked(*args: Any, **kwargs: Any) -> Any:
        found = may(*args, **kwargs)
        return type(found)() if chosen() else found

    return cast("May", asked)
