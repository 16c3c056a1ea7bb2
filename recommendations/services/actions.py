from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from agencies.models import Agency, User
from recommendations.models import Action, Recommendation
from recommendations.permissions import may_edit_action, may_edit_recommendation
from recommendations.services import telling
from recommendations.services.checks import allow, can_be_due, can_own, not_signed_off, serves
from scr_tracker.versions import lock_unchanged, locked, save_as, set_before_saving


@transaction.atomic
def add_action(
    *,
    actor: User,
    recommendation: Recommendation,
    lead_agency: Agency,
    due_on: date | None = None,
    contributing_agencies: Iterable[Agency] = (),
    owner: User | None = None,
    **fields: Any,
) -> Action:
    """A new action with the next number. Its due date, once agreed, stays the first one."""
    allow(may_edit_recommendation(actor, recommendation))
    partnership_id = recommendation.review.partnership_id
    contributors = [agency for agency in contributing_agencies if agency != lead_agency]
    serves(lead_agency, partnership_id, "lead_agency")
    for agency in contributors:
        serves(agency, partnership_id, "contributing_agencies")
    can_own(owner, partnership_id, lead_agency)
    if due_on:
        can_be_due(due_on, "due_on")
    number = next_number(recommendation)
    not_signed_off(recommendation)
    who: Any = {"lead_agency": lead_agency, "owner": owner}
    dates: Any = {"due_on": due_on, "first_due_on": due_on}
    action = Action(recommendation=recommendation, number=number, **who, **dates, **fields)
    save_as(action, actor)
    action.contributing_agencies.set(contributors)
    telling.assigned(actor, action, has_owner=True, has_lead=True)
    return action


@transaction.atomic
def edit_action(
    *,
    actor: User,
    action: Action,
    version: int,
    lead_agency: Agency,
    owner: User | None,
    contributing_agencies: Iterable[Agency] = (),
    reason: str = "",
    **fields: Any,
) -> Action:
    """Change what an action says and who does it. Dates and status have services of their own."""
    allow(may_edit_action(actor, action))
    partnership_id = action.recommendation.review.partnership_id
    if lead_agency.pk != action.lead_agency_id:
        serves(lead_agency, partnership_id, "lead_agency")
    if owner is None or owner.pk != action.owner_id or lead_agency.pk != action.lead_agency_id:
        can_own(owner, partnership_id, lead_agency)
    contributors = [agency for agency in contributing_agencies if agency != lead_agency]
    action = lock_unchanged(action, version)
    held = set(action.contributing_agencies.values_list("pk", flat=True))
    for agency in contributors:
        if agency.pk not in held:
            serves(agency, partnership_id, "contributing_agencies")
    has_owner = owner is not None and owner.pk != action.owner_id
    has_lead = lead_agency.pk != action.lead_agency_id
    action.lead_agency, action.owner = lead_agency, owner
    for name, value in fields.items():
        setattr(action, name, value)
    set_before_saving(action, "contributing_agencies", contributors)
    save_as(action, actor, reason)
    telling.assigned(actor, action, has_owner=has_owner, has_lead=has_lead)
    return action


def next_number(recommendation: Recommendation) -> int:
    """The next free number, under the lock of the recommendation's row."""
    locked(Recommendation.objects.all()).get(pk=recommendation.pk)
    return (recommendation.actions.aggregate(last=Max("number"))["last"] or 0) + 1
