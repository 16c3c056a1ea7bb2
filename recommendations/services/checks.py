"""Small checks that several services share. Each raises one of the three errors."""

from datetime import date
from typing import Any

from django.db.models import Model

from agencies.models import Agency, User
from recommendations.days import why_not_due, why_not_past
from recommendations.models import Recommendation
from scr_tracker.errors import InvalidTransition, NotAllowed


def allow(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("You may not do this.")


def given(value: str, field: str, message: str) -> str:
    """The text without its outer white space; a message at the field where nothing is left."""
    if not value.strip():
        raise InvalidTransition(message, field)
    return value.strip()


def has_been(day: date, field: str, name: str) -> date:
    """A day on which something can have happened. `name`: as a sentence about it begins."""
    if why_not := why_not_past(day, name):
        raise InvalidTransition(why_not, field)
    return day


def can_be_due(day: date, field: str) -> date:
    if why_not := why_not_due(day):
        raise InvalidTransition(why_not, field)
    return day


def new_day(fields: dict[str, Any], field: str, row: Model | None = None) -> date | None:
    """The day given for the field, unless the row has it already.

    A rule that came later does not hold up a change of something else in an older row.
    """
    day: date | None = fields.get(field)
    return None if row and day == getattr(row, field) else day


def serves(agency: Agency, partnership_id: int, field: str) -> None:
    if not Agency.objects.serving(partnership_id).filter(pk=agency.pk).exists():
        raise InvalidTransition(f"{agency} does not serve this partnership.", field)


def can_own(owner: User | None, partnership_id: int, agency: Agency) -> None:
    people = User.objects.acting_for(partnership_id, agency.pk)
    if owner is None or people.filter(pk=owner.pk).exists():
        return
    names = ", ".join(people.order_by("name").values_list("name", flat=True))
    others = f"These people do: {names}." if names else "Nobody does yet: leave the owner empty."
    raise InvalidTransition(f"{owner} does not act for {agency}. {others}", "owner")


def not_signed_off(recommendation: Recommendation) -> None:
    """What was signed off rests on its actions: reopen it before they change. Under its lock."""
    if recommendation.sign_offs.filter(reopened_at=None).exists():
        raise InvalidTransition("The recommendation is signed off. Reopen it first.")
