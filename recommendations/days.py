"""Which days can be right: a slip of the finger in a year is caught before it is on record."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from scr_tracker.words import long_day

if TYPE_CHECKING:
    from recommendations.models import Review

#: Nothing that is followed up here was done, shown or decided before.
EARLIEST = date(2000, 1, 1)
#: Nobody agrees a date after the end of the year that is so many years ahead.
YEARS_AHEAD = 10


def why_not_past(day: date, what: str) -> str:
    """Why nothing can have happened on that day; "" where it can. `what` begins the sentence."""
    if day > timezone.localdate():
        return f"{what} must be today or in the past."
    return f"Enter a year from {EARLIEST.year} on." if day < EARLIEST else ""


def why_not_due(day: date) -> str:
    """Why nothing can be due on that day; "" where it can. Whether it may have passed is asked
    elsewhere."""
    last = timezone.localdate().year + YEARS_AHEAD
    if EARLIEST.year <= day.year <= last:
        return ""
    return f"Enter a year from {EARLIEST.year} to {last}."


def before_review(day: date, review: "Review") -> str:
    """What is odd about work that was done before its review; "" where nothing is.

    It can be right: agencies act before a report is out. So it is asked about, and not refused.
    """
    begun, what = review.commissioned_on, "commissioned"
    if begun is None:
        begun, what = review.published_on, "published"
    if begun is None or day >= begun:
        return ""
    return f"The review was {what} later, on {long_day(begun)}"
