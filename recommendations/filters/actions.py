"""The action list's filter."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F

from recommendations.filters.picks import (
    CalledFilter,
    PickFilter,
    my_agencies,
    my_owners,
    my_partnerships,
    my_reviews,
    my_themes,
)
from recommendations.models import Action, Recommendation, Review
from recommendations.status import DONE, Status
from scr_tracker.forms import FilterForm

#: How often a due date has moved: the last stands for all above.
MOVED = (("any", "At least once"), ("1", "Once"), ("2", "Twice"), ("3", "Three times or more"))
#: Whether it was done in time: by the due date that it had at last, or by its first one.
IN_TIME = (
    ("due", "By its due date"),
    ("first", "By its first due date"),
    ("late", "After its due date"),
)


class ActionFilterForm(FilterForm):
    more = (
        *("kind", "theme", "scope", "moved", "strength", "first_due_to"),
        *("done_from", "done_to", "in_time", "dated"),
    )


class ActionFilter(django_filters.FilterSet):
    """The action list's filter. `today` decides what is overdue."""

    partnership = PickFilter(
        my_partnerships,
        field_name="recommendation__review__partnership__public_id",
        label="Partnership",
        empty_label="All partnerships",
    )
    review = PickFilter(
        my_reviews,
        field_name="recommendation__review__public_id",
        label="Review",
        empty_label="All reviews",
    )
    agency = PickFilter(
        my_agencies,
        field_name="lead_agency__public_id",
        label="Lead agency",
        empty_label="All agencies",
    )
    owner = PickFilter(
        my_owners, field_name="owner__public_id", label="Owner", empty_label="All owners"
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
    status = django_filters.MultipleChoiceFilter(
        choices=lambda: Status.choices, label="Status", widget=forms.CheckboxSelectMultiple
    )
    rating = CalledFilter("rating", label="Rating", method="keep_rating")
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", label="Due from")
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label="Due to")
    first_due_to = django_filters.DateFilter(
        field_name="first_due_on", lookup_expr="lte", label="First due to"
    )
    undated = django_filters.BooleanFilter(
        method="keep_undated", label="Without a due date", widget=forms.CheckboxInput
    )
    dated = django_filters.BooleanFilter(
        method="keep_dated", label="With a due date", widget=forms.CheckboxInput
    )
    moved = django_filters.ChoiceFilter(
        choices=MOVED, label="Due date moved", method="keep_moved", empty_label="Any"
    )
    strength = django_filters.ChoiceFilter(
        choices=[*Action.Strength.choices, ("none", "Not said")],
        label="Strength",
        method="keep_strength",
        empty_label="Any",
    )
    done_from = django_filters.DateFilter(method="keep_done_from", label="Done from")
    done_to = django_filters.DateFilter(method="keep_done_to", label="Done to")
    in_time = django_filters.ChoiceFilter(
        choices=IN_TIME, label="Done in time", method="keep_in_time", empty_label="Any"
    )
    mine = django_filters.BooleanFilter(
        method="keep_mine", label="Owed by me", widget=forms.CheckboxInput
    )

    class Meta:
        model = Action
        form = ActionFilterForm
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def keep_rating(self, rows: Any, name: str, ratings: list[str]) -> Any:
        return rows.with_rating(self.today).filter(rating__in=ratings)

    def keep_undated(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(due_on=None) if wanted else rows

    def keep_dated(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.exclude(due_on=None) if wanted else rows

    def keep_mine(self, rows: Any, name: str, wanted: bool) -> Any:
        if not wanted:
            return rows
        return rows.filter(pk__in=Action.objects.owed_by(self.request.user).values("pk"))

    def keep_moved(self, rows: Any, name: str, times: str) -> Any:
        counted = rows.with_moves()
        if times in ("any", "3"):
            return counted.filter(moves__gte=1 if times == "any" else 3)
        return counted.filter(moves=int(times))

    def keep_strength(self, rows: Any, name: str, strength: str) -> Any:
        return rows.filter(strength="" if strength == "none" else strength)

    def keep_done_from(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(status__in=DONE, completed_on__gte=day)

    def keep_done_to(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(status__in=DONE, completed_on__lte=day)

    def keep_in_time(self, rows: Any, name: str, when: str) -> Any:
        """What has no due date was done neither in time nor late."""
        lookup = "completed_on__gt" if when == "late" else "completed_on__lte"
        date_of = F("first_due_on") if when == "first" else F("due_on")
        return rows.filter(status__in=DONE, **{lookup: date_of})
