"""What a policy cannot be: the preview and the service ask it alike."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from reminders.models import Policy
from scr_tracker.flow import errors_of

#: A pause is for a holiday, not for ever: for longer there is a switch.
LONGEST_PAUSE = timedelta(days=366)
Pause = tuple[date | None, date | None]


def check(tried: Policy, stored: Pause, today: date, exclude: Collection[str] = ()) -> None:
    """Raise a `ValidationError` of all that is wrong; its parts have the name of a field for code.

    `stored`: the pause that is saved. Of the one that is there only its order is asked: one that
    has run out is in nobody's way. `exclude`: fields of which something is wrong already.
    """
    wrong = [*_broken(tried, exclude), *_unannounced(tried, exclude)]
    is_whole = not {"paused_from", "paused_until"}.intersection(exclude)
    if is_whole and (tried.paused_from, tried.paused_until) != stored:
        wrong += _odd_pause(tried, today)
    if wrong:
        raise ValidationError(wrong)


def _broken(tried: Policy, exclude: Collection[str]) -> list[ValidationError]:
    """The named constraints of the database."""
    try:
        tried.validate_constraints(exclude=set(exclude))
    except ValidationError as invalid:
        return errors_of(invalid)
    return []


def _unannounced(tried: Policy, exclude: Collection[str]) -> list[ValidationError]:
    if "days_before" in exclude or not tried.is_on or tried.days_before or tried.on_the_day:
        return []
    return [ValidationError("Say at least once that something comes due", code="days_before")]


def _odd_pause(tried: Policy, today: date) -> list[ValidationError]:
    first, last = tried.paused_from, tried.paused_until
    if first is None or last is None or last < first:
        return []  # that is `_broken`
    if last < today:
        message = "The last day of a pause must be today or later. For no pause, leave both empty."
        return [ValidationError(message, code="paused_until")]
    if last - first > LONGEST_PAUSE:
        message = "A pause can last a year at most. To stop for longer, switch reminders off."
        return [ValidationError(message, code="paused_until")]
    if first - today > LONGEST_PAUSE:
        message = "A pause must begin within a year from today."
        return [ValidationError(message, code="paused_from")]
    return []
