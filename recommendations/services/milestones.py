"""Milestones: dated steps inside an action. They carry the action's version."""

from datetime import date

from django.db import transaction

from agencies.models import User
from recommendations.models import Action, Milestone
from recommendations.permissions import may_edit_action, roles_on
from recommendations.services.checks import allow, can_be_due, given, has_been
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as


@transaction.atomic
def add_milestone(
    *, actor: User, action: Action, version: int, title: str, due_on: date
) -> Milestone:
    """The manager agrees a step and its day."""
    allow(may_edit_action(actor, action))
    action = _open(action, version)
    due_on = can_be_due(due_on, "due_on")
    milestone = Milestone(action=action, title=_titled(title), due_on=due_on)
    return _saved(milestone, action, actor, "Milestone added")


@transaction.atomic
def edit_milestone(
    *,
    actor: User,
    milestone: Milestone,
    version: int,
    done_on: date | None,
    title: str | None = None,
    due_on: date | None = None,
) -> Milestone:
    """Say on which day it was done: the lead or the manager. What and when is the manager's."""
    allow(bool(roles_on(actor, milestone.action)))
    if title is not None or due_on is not None:
        allow(may_edit_action(actor, milestone.action))
    action = _open(milestone.action, version)
    milestone = action.milestones.get(pk=milestone.pk)
    milestone.title = milestone.title if title is None else _titled(title)
    if due_on and due_on != milestone.due_on:
        milestone.due_on = can_be_due(due_on, "due_on")
    if done_on and done_on != milestone.done_on:
        has_been(done_on, "done_on", "The day on which it was done")
    milestone.done_on = done_on
    return _saved(milestone, action, actor, "Milestone changed")


def _open(action: Action, version: int) -> Action:
    fresh: Action = lock_unchanged(action, version)
    if fresh.status in (Status.VERIFIED, Status.WITHDRAWN):
        status = fresh.get_status_display().lower()
        raise InvalidTransition(f"The action is {status}: its milestones stay as they are.")
    return fresh


def _titled(title: str) -> str:
    return given(title, "title", "Say what will be done by then.")


def _saved(milestone: Milestone, action: Action, actor: User, what: str) -> Milestone:
    save_as(milestone, actor)
    save_as(action, actor, f"{what}: {milestone.title}")
    return milestone
