"""Dates, people and the states of an action in words, as an index prints them."""

from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from documents.blocks import lines
from recommendations.legend import Legend
from recommendations.status import DONE, WITHOUT_EVIDENCE, Rating, Status
from scr_tracker.words import long_day

#: Ratings that say more than the status.
_TELLING = (Rating.OVERDUE, Rating.AT_RISK, Rating.AWAITING)


def day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return long_day(timezone.localdate(value) if isinstance(value, datetime) else value)


def in_bytes(size: int) -> str:
    """ "1.5 MB"."""
    return filesizeformat(size).replace("\xa0", " ")


def by_on(name: str, at: date | datetime | None) -> str:
    """ "Jo Smith, 3 March 2027"; what there is of the two."""
    return ", ".join(part for part in (name, day(at)) if part)


def status(action: Any, legend: Legend) -> str:
    """The status, the rating where it says more, and the reason where it has one.

    Verified without evidence is said here, too, as on the pages.
    """
    rating = legend.rating(action.rating).label if action.rating in _TELLING else ""
    reason = action.status_reason if action.status in (Status.ON_HOLD, Status.WITHDRAWN) else ""
    said = WITHOUT_EVIDENCE if action.is_bare else str(action.get_status_display())
    return lines([said, rating, reason])


def due(action: Any) -> str:
    if not action.due_on:
        return "No date"
    has_moved = action.first_due_on and action.first_due_on != action.due_on
    return lines([day(action.due_on), f"First: {day(action.first_due_on)}" if has_moved else ""])


def claimed(action: Any) -> str:
    """The claim that stands: done when, said by whom, in which words."""
    if action.status not in DONE:
        return ""
    by = by_on(action.claimed_by.name if action.claimed_by else "", action.claimed_at)
    note = action.claims[0].note if action.claims else ""
    return lines([f"Done on {day(action.completed_on)}", f"Claimed by {by}", note])


def verified(action: Any) -> str:
    """Every decision on its claims, the latest first."""
    return lines([_decided(row) for row in action.all_verifications])


def _decided(row: Any) -> str:
    by = by_on(row.recorded_by_name, row.recorded_at)
    said = WITHOUT_EVIDENCE if row.is_bare else row.get_decision_display()
    return lines([f"{said} by {by}", row.comment])
