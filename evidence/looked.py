"""The latest look at what is newer than a forum's decision, for pages of the decision."""

from typing import Any

from django.db.models import OuterRef, Subquery

from evidence.models import Look

#: As decisions carry it → the field of the look.
FIELDS = {
    "look_at": "recorded_at",
    "look_by": "recorded_by_name",
    "look_role": "recorded_by_role",
    "look_reason": "reason",
}


def latest_look() -> dict[str, Any]:
    """For the registry of the recommendations room (`recommendations.decided`)."""
    latest = Look.objects.filter(sign_off=OuterRef("pk")).order_by("-recorded_at", "-pk")
    return {name: Subquery(latest.values(field)[:1]) for name, field in FIELDS.items()}
