"""The requests of a partnership as the address asks for them: filter and order."""

from datetime import date
from typing import Any

import django_filters
from django.http import HttpRequest

from agencies.models import Agency, Partnership
from evidence.models import EvidenceRequest
from evidence.request_page import requests
from recommendations.filters import Choices, PickFilter, my_themes
from recommendations.models import Recommendation, Review
from scr_tracker.forms import FilterForm
from scr_tracker.listing import order_of

#: What `?state=` may ask for.
STATES = (
    ("open", "Open"),
    ("waiting", "Waiting for the agency"),
    ("late", "Late"),
    ("to_judge", "Answered, to be judged"),
    ("closed", "Closed: accepted"),
    ("withdrawn", "Withdrawn"),
)
_REPORT = ("recommendation__review_id", "recommendation__position", "due_on", "pk")
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "recommendation": _REPORT,
    "-recommendation": tuple(f"-{name}" for name in _REPORT),
    "agency": ("agency__name", "due_on", "pk"),
    "-agency": ("-agency__name", "due_on", "pk"),
}


def asked_agencies(request: HttpRequest) -> Choices:
    """Agencies of which something was asked that the reader sees."""
    seen = EvidenceRequest.objects.visible_to(request.user).order_by()
    rows = Agency.objects.filter(pk__in=seen.values("agency_id")).order_by("name")
    return list(rows.values_list("public_id", "name"))


def asked_reviews(request: HttpRequest) -> Choices:
    seen = EvidenceRequest.objects.visible_to(request.user).order_by()
    rows = seen.order_by("recommendation__review__pseudonym").distinct()
    review = "recommendation__review__"
    return list(rows.values_list(f"{review}public_id", f"{review}pseudonym"))


class RequestFilter(django_filters.FilterSet):
    """`today` decides what is late."""

    state = django_filters.ChoiceFilter(
        choices=STATES, label="State", method="keep_state", empty_label="All"
    )
    agency = PickFilter(
        asked_agencies, field_name="agency__public_id", label="Agency", empty_label="All agencies"
    )
    review = PickFilter(
        asked_reviews,
        field_name="recommendation__review__public_id",
        label="Review",
        empty_label="All reviews",
    )
    kind = django_filters.ChoiceFilter(
        field_name="recommendation__review__kind",
        choices=Review.Kind.choices,
        label="Kind of review",
        empty_label="All kinds",
    )
    theme = PickFilter(
        my_themes,
        field_name="recommendation__themes__public_id",
        label="Theme",
        empty_label="All themes",
    )
    scope = django_filters.ChoiceFilter(
        field_name="recommendation__scope",
        choices=Recommendation.Scope.choices,
        label="Scope",
        empty_label="All scopes",
    )

    class Meta:
        model = EvidenceRequest
        form = FilterForm
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def keep_state(self, rows: Any, name: str, state: str) -> Any:
        found = {
            "open": rows.open,
            "waiting": rows.awaiting_agency,
            "to_judge": rows.to_judge,
        }
        if state in found:
            return found[state]()
        return rows.late(self.today) if state == "late" else rows.filter(state=state)


def request_list(
    request: HttpRequest, partnership: Partnership, today: date
) -> tuple[RequestFilter, Any, str]:
    """The filter, what it keeps in its order, and the name of that order."""
    rows: Any = requests()
    seen = rows.visible_to(request.user).filter(partnership=partnership)
    chosen = RequestFilter(request.GET, seen, request=request, today=today)
    kept = chosen.qs if chosen.form.is_valid() else seen.none()
    sort = order_of(request, ORDERS, "due")
    return chosen, kept.order_by(*ORDERS[sort]), sort
