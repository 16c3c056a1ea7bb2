"""The day of a thing, or its first and last: what may not be said, for the form and the service."""

from datetime import date
from typing import TYPE_CHECKING, Any

from recommendations.days import why_not_past

if TYPE_CHECKING:
    from evidence.models import Evidence

NAMES = {"dated_on": "The date of the evidence", "dated_until": "The last day"}


def wrong_dates(facts: dict[str, Any], item: "Evidence | None" = None) -> dict[str, str]:
    """Field → what is wrong with it, in the order of the form; what is not given is not wrong.

    Nor is a day that the item has already: whoever mends its title is not asked about that.
    """
    days: dict[str, date] = {name: facts[name] for name in NAMES if facts.get(name)}
    new = {name for name, day in days.items() if item is None or day != getattr(item, name)}
    wrong = {
        name: why_not
        for name, day in days.items()
        if name in new and (why_not := why_not_past(day, NAMES[name]))
    }
    if new and len(days) == len(NAMES) and days["dated_until"] < days["dated_on"]:
        why_not = "The last day must not be before the date of the evidence."
        wrong.setdefault("dated_until", why_not)
    return wrong
