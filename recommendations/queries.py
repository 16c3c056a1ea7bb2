"""Questions that services, forms and pages of this room ask alike."""

from django.db.models import Q

from agencies.models import Agency
from agencies.querysets import AgencyQuerySet
from recommendations.models import Recommendation


def agencies_with_part(recommendation: Recommendation) -> AgencyQuerySet:
    """Agencies that answer the recommendation, or lead or contribute to one of its actions."""
    here = {"recommendation": recommendation}
    actions = recommendation.actions.all()
    contributing = recommendation.actions.model.contributing_agencies.through
    acts = contributing.objects.filter(action__in=actions)
    found: AgencyQuerySet = Agency.objects.filter(
        Q(pk__in=recommendation.responses.values("agency_id"))
        | Q(pk__in=actions.filter(**here).values("lead_agency_id"))
        | Q(pk__in=acts.values("agency_id"))
    )
    return found.order_by("name")
