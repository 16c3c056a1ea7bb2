"""A change in words: what became of the thing, in one line."""

from datetime import date

from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change
from scr_tracker.words import counted, long_day


def said(change: Change) -> str:
    """ "From 10 November 2026 to 3 March 2027, 113 days later. Agreed by: the board"."""
    sentence = _SAID.get(change.kind, _became)(change)
    if change.kind is Kind.MOVED:
        return f"{sentence}. Agreed by: {change.agreed_by}"
    return sentence


def in_words(value: date | str) -> str:
    return long_day(value) if isinstance(value, date) else value


def _became(change: Change) -> str:
    return in_words(change.became)


def _late(change: Change) -> str:
    due = f"Due {in_words(change.became)}, {counted(change.days or 0, 'day')} late"
    return f"{due}. {change.was}" if change.was else due


def _not_late(change: Change) -> str:
    now = f"Now due {in_words(change.became)}"
    now = now if isinstance(change.became, date) else change.became
    return f"Was due {in_words(change.was)}. {now}"


def _done(change: Change) -> str:
    return f"Work done on {in_words(change.became)}" if change.became else "Work done"


def _signed_off(change: Change) -> str:
    return f"{change.became} by {change.agreed_by}"


def _reopened(change: Change) -> str:
    return f"Was: {in_words(change.was)}. Now: {in_words(change.became).lower()}"


def _moved(change: Change) -> str:
    if not change.was:
        return f"No date before. Now due {in_words(change.became)}"
    days = change.days or 0
    far = f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
    return f"From {in_words(change.was)} to {in_words(change.became)}, {far}"


def _checked(change: Change) -> str:
    return f"{change.became}, checked on {in_words(change.was)}"


def _new_action(change: Change) -> str:
    return f"Due {in_words(change.became)}" if change.became else "No due date"


_SAID = {
    Kind.LATE: _late,
    Kind.NOT_LATE: _not_late,
    Kind.DONE: _done,
    Kind.SIGNED_OFF: _signed_off,
    Kind.REOPENED: _reopened,
    Kind.MOVED: _moved,
    Kind.CHECKED: _checked,
    Kind.NEW_ACTION: _new_action,
}
