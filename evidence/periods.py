"""The day of a thing, or its first and last: what may not be said, for the form and the service."""

from datetime import date
from typing import Any

from django.utils import timezone

FUTURE = "must be today or in the past."


def wrong_dates(facts: dict[str, Any]) -> dict[str, str]:
    """Field → what is wrong with it, in the order of the form; what is not given is not wrong."""
    today, wrong = timezone.localdate(), {}
    first: date | None = facts.get("dated_on")
    last: date | None = facts.get("dated_until")
    if first and first > today:
        wrong["dated_on"] = f"The date of the evidence {FUTURE}"
    if last and last > today:
        wrong["dated_until"] = f"The last day {FUTURE}"
    elif first and last and last < first:
        wrong["dated_until"] = "The last day must not be before the date of the evidence."
    return wrong
