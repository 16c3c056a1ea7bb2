"""What became late, and what is late no more, as conditions: for who only counts.

`actions.py` reads both evenings of each action, and tells of each.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef

from dashboards.changes.asked import Asked, Window
from recommendations.models import Action, ProgressUpdate
from recommendations.querysets import ActionQuerySet
from recommendations.status import Status, overdue_condition
from scr_tracker.history import stood_at

#: What only a decision ends: leaving it is told as reopened, unless what follows is verified.
ENDED = (Status.COMPLETED, Status.VERIFIED, Status.WITHDRAWN)


def newly_late(asked: Asked) -> ActionQuerySet:
    late: ActionQuerySet = asked.actions().filter(overdue_condition(asked.window.last))
    return late.filter(~Exists(_was_late(asked.window)))


def no_longer_late(asked: Asked) -> ActionQuerySet:
    """Only what was written can have become so."""
    written = asked.written(Action, recommendation__review__partnership=asked.partnership)
    rows: ActionQuerySet = asked.actions().filter(pk__in=written)
    return rows.exclude(overdue_condition(asked.window.last)).filter(
        Exists(_was_late(asked.window))
    )


def reopenings(window: Window, actions: Any) -> Any:
    """Updates in the window by which one of the actions left what a decision had ended."""
    updates = ProgressUpdate.objects.filter(window.within("recorded_at"), action__in=actions)
    left = updates.filter(status_before__in=ENDED).exclude(status_before=F("status_after"))
    return left.exclude(status_after=Status.VERIFIED)


def _was_late(window: Window) -> Any:
    return Action.history.filter(
        stood_at(window.begins), overdue_condition(window.first), id=OuterRef("pk")
    )
