"""The embedding check: whether the change has lasted, and what follows where it has not."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, User
from recommendations.models import Action, EmbeddingCheck
from recommendations.permissions import may_sign_off
from recommendations.services.actions import add_action
from recommendations.services.checks import allow, given, has_been
from recommendations.services.holding import hold_recommendation
from recommendations.services.sign_off import reopen_sign_off
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import locked
from scr_tracker.words import long_day

Outcome = EmbeddingCheck.Outcome


@dataclass(frozen=True)
class NewAction:
    """The action that a check leads to."""

    title: str
    lead_agency: Agency | None
    due_on: date | None


@transaction.atomic
def record_embedding_check(
    *,
    actor: User,
    check: EmbeddingCheck,
    outcome: str,
    note: str,
    checked_on: date,
    new_action: NewAction | None = None,
) -> EmbeddingCheck:
    """Record what a later look found.

    That the change has lasted can be said once the planned date is near; what has not lasted, on
    any day. What is embedded in part, or not, reopens the recommendation, and may add an action to
    it: all of it or nothing. The next check is planned when it is signed off again.
    """
    allow(may_sign_off(actor, check.recommendation))
    if outcome not in Outcome.values or not outcome:
        raise InvalidTransition("Choose what the check found.", "outcome")
    note = given(note, "note", "Say what the check found.")
    has_been(checked_on, "checked_on", "The date of the check")
    check = _locked(check)
    _check_day(check, outcome, checked_on)
    check.outcome, check.note = outcome, note
    check.checked_on, check.checked_by = checked_on, actor
    if outcome != Outcome.EMBEDDED:
        _follow_up(actor, check, new_action)
    check.save()
    return check


def _locked(check: EmbeddingCheck) -> EmbeddingCheck:
    """The check, if it is still to be made. The recommendation is locked first, as by sign-off."""
    hold_recommendation(check.recommendation_id)
    rows = EmbeddingCheck.objects.select_related("sign_off", "recommendation__review")
    fresh = locked(rows).get(pk=check.pk)
    if fresh.outcome:
        raise InvalidTransition("Somebody else has already recorded this check.")
    if fresh.sign_off.reopened_at:
        raise InvalidTransition(
            "The recommendation has been reopened: the check is planned anew at its next sign-off."
        )
    return fresh


def _check_day(check: EmbeddingCheck, outcome: str, checked_on: date) -> None:
    if checked_on < check.sign_off.meeting_on:
        day = long_day(check.sign_off.meeting_on)
        raise InvalidTransition(f"The check comes after the sign-off of {day}.", "checked_on")
    if outcome == Outcome.EMBEDDED and checked_on < check.embedded_from:
        raise InvalidTransition(
            f"The check is planned for {long_day(check.due_on)}. That the change has lasted can be "
            f"said from {long_day(check.embedded_from)} on. What has not lasted can be recorded "
            "on any day.",
            "checked_on",
        )


def _follow_up(actor: User, check: EmbeddingCheck, new_action: NewAction | None) -> None:
    found = check.get_outcome_display()
    reason = f"Embedding check of {long_day(check.checked_on)}: {found.lower()}. {check.note}"  # type: ignore[arg-type]
    reopen_sign_off(actor=actor, recommendation=check.recommendation, reason=reason[:4000])
    if new_action:
        check.led_to = _add(actor, check, new_action, reason)


def _add(actor: User, check: EmbeddingCheck, new: NewAction, reason: str) -> Action:
    title = given(new.title, "title", "Say what will be done.")
    if new.lead_agency is None:
        raise InvalidTransition("Choose the agency that leads the action.", "lead_agency")
    if new.due_on is None:
        raise InvalidTransition("Enter the day on which the action is due.", "due_on")
    if new.due_on < timezone.localdate():
        raise InvalidTransition("What is still to be done is due today or later.", "due_on")
    return add_action(
        actor=actor,
        recommendation=check.recommendation,
        title=title,
        lead_agency=new.lead_agency,
        due_on=new.due_on,
        description=reason,
    )
