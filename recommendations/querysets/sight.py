"""Conditions on what a person may see that several kinds of rows share."""

from typing import TYPE_CHECKING

from django.db.models import Q

from agencies import access
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


def is_read(user: "Person", recommendation: str) -> Q:
    """Condition: the person may see the recommendation at the path ("" or "…__")."""
    from recommendations.models import Recommendation

    mine = access.reads_whole(user, f"{recommendation}review__partnership_id")
    if access.led_agencies(user):
        part = Recommendation.objects.with_part_for(user).values("pk")
        mine |= Q(**{f"{recommendation}pk__in": part})
    return mine & unrestricted(user, f"{recommendation}review__")


def acts(user: "Person") -> Q:
    """Condition on actions: an agency that the person leads is lead or contributor."""
    from recommendations.models import Action

    partnership = "recommendation__review__partnership_id"
    contribution = Action.contributing_agencies.through.objects.filter(
        access.leads_for(user, f"action__{partnership}", "agency_id")
    )
    leads = access.leads_for(user, partnership, "lead_agency_id")
    return leads | Q(pk__in=contribution.values("action_id"))
