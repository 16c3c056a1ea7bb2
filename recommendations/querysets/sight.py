"""Conditions on what a person may see that several kinds of rows share.

What a lead sees hangs on rows of other tables. Each is asked of the row at hand (`Exists`) and
beside a condition on its partnership, so that the work grows with what the person may see, and not
with what there is.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from agencies import access
from recommendations.restricted import unrestricted
from recommendations.seen_today import action_today, recommendation_today

if TYPE_CHECKING:
    from agencies.access import Person


def is_read(user: "Person", recommendation: str) -> Q:
    """Condition: the person may see the recommendation at the path ("" or "…__")."""
    mine = access.reads_whole(user, f"{recommendation}review__partnership_id")
    if access.led_agencies(user):
        mine |= takes_part(user, recommendation)
    return mine & unrestricted(user, f"{recommendation}review__")


def takes_part(user: "Person", recommendation: str) -> Q:
    """Condition: an agency that the person leads answers the recommendation, or acts on it."""
    from recommendations.models import Action, Response

    about = {"recommendation": OuterRef(f"{recommendation}pk")}
    found = Q(pk__in=[])
    for here, agencies in access.led_together(user):
        answers = Response.objects.filter(agency_id__in=agencies, **about)
        acting = Action.objects.filter(_acting(agencies), **about)
        part = Q(Exists(answers)) | Q(Exists(acting))
        found |= Q(**{f"{recommendation}review__partnership_id__in": here}) & part
    return found & recommendation_today(user, f"{recommendation}pk")


def is_seen(user: "Person", action: str) -> Q:
    """Condition: the person may see the action at the path.

    All for those who read the whole; for a lead, the own agency's and what is shared.
    """
    own = access.reads_whole(user, f"{action}recommendation__review__partnership_id")
    if access.led_agencies(user):
        own |= is_seen_as_lead(user, action)
    return own & unrestricted(user, f"{action}recommendation__review__")


def is_seen_as_lead(user: "Person", action: str) -> Q:
    shared = Q(**{f"{action}is_shared": True}) & takes_part(user, f"{action}recommendation__")
    return (acts(user, action) | shared) & action_today(user, f"{action}pk")


def acts(user: "Person", action: str = "") -> Q:
    """Condition: an agency that the person leads is lead or contributor of the action."""
    found = Q(pk__in=[])
    for here, agencies in access.led_together(user):
        partnership = Q(**{f"{action}recommendation__review__partnership_id__in": here})
        found |= partnership & _acting(agencies, action)
    return found


def _acting(agencies: Collection[int], action: str = "") -> Q:
    from recommendations.models import Action

    rows = Action.contributing_agencies.through.objects.filter(agency_id__in=agencies)
    contributes = Exists(rows.filter(action_id=OuterRef(f"{action}pk")))
    return Q(**{f"{action}lead_agency_id__in": agencies}) | Q(contributes)
