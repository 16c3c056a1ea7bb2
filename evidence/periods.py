"""The day of a thing, or its first and last: what may not be said, for the form and the service."""

from datetime import date
from typing import Any

from recommendations.days import why_not_past


def wrong_dates(facts: dict[str, Any]) -> dict[str, str]:
    """Field → what is wrong with it, in the order of the form; what is not given is not wrong."""
    wrong = {}
    first: date | None = facts.get("dated_on")
    last: date | None = facts.get("dated_until")
    if first and (why_not := why_not_past(first, "The date of the evidence")):
        wrong["dated_on"] = why_not
    if last and (why_not := why_not_past(last, "The last day")):
        wrong["dated_until"] = why_not
    elif first and last and last < first:
        wrong["dated_until"] = "The last day must not be before the date of the evidence."
    return wrong
