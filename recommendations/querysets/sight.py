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
from recommendations.seen_today import recommendation_today

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


def acts(user: "Person") -> Q:
    """Condition on actions: an agency that the person leads is lead or contributor."""
    found = Q(pk__in=[])
    for here, agencies in access.led_together(user):
        found |= Q(recommendation__review__partnership_id__in=here) & _acting(agencies)
    return found


def _acting(agencies: Collection[int]) -> Q:
    from recommendations.models import Action

    rows = Action.contributing_agencies.through.objects.filter(agency_id__in=agencies)
    return Q(lead_agency_id__in=agencies) | Q(Exists(rows.filter(action_id=OuterRef("pk"))))
