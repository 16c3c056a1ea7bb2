"""Rows with what the plan, the services and the pages read of them."""

from typing import Any

from recommendations.models import Action, Recommendation

_PARENTS = ("recommendation__review__partnership", "lead_agency", "owner")


def actions() -> Any:
    rows = Action.objects.select_related(*_PARENTS).in_report_order()
    return rows.prefetch_related("contributing_agencies")


def recommendations() -> Any:
    rows = Recommendation.objects.select_related("review__partnership")
    return rows.prefetch_related("themes").order_by("review", "position", "pk")
