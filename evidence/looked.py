"""The latest look at what is newer than a forum's decision, and how many came before it."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery

from evidence.models import Look

#: As decisions carry it → the field of the look.
FIELDS = {
    "look_at": "recorded_at",
    "look_by": "recorded_by_name",
    "look_role": "recorded_by_role",
    "look_reason": "reason",
}


def latest_look() -> dict[str, Any]:
    """For the registry of the recommendations room (`recommendations.decided`).

    `looks_before`: how many are older than the latest, None where nobody has looked.
    """
    looks = Look.objects.filter(sign_off=OuterRef("pk"))
    latest = looks.order_by("-recorded_at", "-pk")
    count = looks.order_by().values("sign_off").annotate(before=Count("pk") - 1)
    found = {name: Subquery(latest.values(field)[:1]) for name, field in FIELDS.items()}
    return {**found, "looks_before": Subquery(count.values("before"))}
