"""The filter of recommendations, and the part of it that the dashboards share."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from recommendations.filters.picks import (
    NO_THEME,
    CalledFilter,
    PickFilter,
    my_agencies,
    my_partnerships,
    my_reviews,
    my_themes,
    my_themes_or_none,
)
from recommendations.models import (
    Action,
    EmbeddingCheck,
    Recommendation,
    Response,
    Review,
    SignOff,
)
from recommendations.recurring import recurring, review_date
from scr_tracker.forms import FilterForm


def concerns(agency: UUID | str, recommendation: str = "pk") -> Q:
    """Condition: the agency answers the recommendation at the path, or leads an action of it."""
    here = {"recommendation": OuterRef(recommendation)}
    answers = Response.objects.filter(agency__public_id=agency, **here)
    acts = Action.objects.filter(lead_agency__public_id=agency, **here)
    return Q(Exists(answers)) | Q(Exists(acts))


class AboutRecommendations(django_filters.FilterSet):
    """What dashboards and the list of recommendations can be narrowed to."""

    review = PickFilter(
        my_reviews, field_name="review__public_id", label="Review", empty_label="All reviews"
    )
    kind = django_filters.ChoiceFilter(
        field_name="review__kind",
        choices=Review.Kind.choices,
        label="Kind of review",
        empty_label="All kinds",
    )
    agency = PickFilter(
        my_agencies, label="Agency", empty_label="All agencies", method="keep_agency"
    )
    theme = PickFilter(
        my_themes, field_name="themes__public_id", label="Theme", empty_label="All themes"
    )
    scope = django_filters.ChoiceFilter(
        field_name="scope",
        choices=Recommendation.Scope.choices,
        label="Scope",
        empty_label="All scopes",
    )

    class Meta:
        model = Recommendation
        form = FilterForm
        fields: tuple[str, ...] = ()

    def keep_agency(self, rows: Any, name: str, agency: str) -> Any:
        return rows.filter(concerns(agency))


class RecommendationFilterForm(FilterForm):
    more = (
        *("kind", "scope", "outcome", "signed_off_from", "signed_off_to"),
        *("embedded", "embedded_from", "embedded_to", "year", "again", "unanswered"),
    )


class RecommendationFilter(AboutRecommendations):
    """`outcome` and the days of `signed_off` are those of the decision that stands."""

    partnership = PickFilter(
        my_partnerships,
        field_name="review__partnership__public_id",
        label="Partnership",
        empty_label="All partnerships",
    )
    theme = PickFilter(
        my_themes_or_none, label="Theme", empty_label="All themes", method="keep_theme"
    )
    year = django_filters.NumberFilter(
        label="Year of the review", min_value=0, max_value=9999, method="keep_year"
    )
    again = django_filters.BooleanFilter(
        label="Recommended again",
        method="keep_again",
        widget=forms.CheckboxInput,
        help_text="After one of the same theme had been signed off.",
    )
    unanswered = django_filters.BooleanFilter(
        label="Without a response",
        method="keep_unanswered",
        widget=forms.CheckboxInput,
        help_text="An agency has still to respond; with an agency chosen above, that one.",
    )
    progress = CalledFilter("progress", label="Progress")
    outcome = django_filters.ChoiceFilter(
        choices=SignOff.Outcome.choices,
        label="Decision",
        empty_label="Any",
        method="keep_outcome",
    )
    signed_off_from = django_filters.DateFilter(label="Decided from", method="keep_decided")
    signed_off_to = django_filters.DateFilter(label="Decided to", method="keep_decided")
    embedded = django_filters.BooleanFilter(
        label="Found to be embedded", method="keep_lasting", widget=forms.CheckboxInput
    )
    embedded_from = django_filters.DateFilter(label="Embedded from", method="keep_embedded")
    embedded_to = django_filters.DateFilter(label="Embedded to", method="keep_embedded")

    class Meta:
        model = Recommendation
        form = RecommendationFilterForm
        fields: tuple[str, ...] = ()

    def keep_theme(self, rows: Any, name: str, theme: str) -> Any:
        without = theme == NO_THEME
        return rows.filter(themes=None) if without else rows.filter(themes__public_id=theme)

    def keep_year(self, rows: Any, name: str, year: Decimal) -> Any:
        """0: of reviews without a date."""
        dated = rows.annotate(review_on=review_date())
        return dated.filter(review_on__year=int(year)) if year else dated.filter(review_on=None)

    def keep_again(self, rows: Any, name: str, wanted: bool) -> Any:
        theme = self.form.cleaned_data.get("theme")
        chosen = UUID(theme) if theme and theme != NO_THEME else None
        return rows.filter(recurring(self.request.user, chosen)) if wanted else rows

    def keep_unanswered(self, rows: Any, name: str, wanted: bool) -> Any:
        if not wanted:
            return rows
        agency = self.form.cleaned_data.get("agency")
        owed = Response.objects.visible_to(self.request.user).waiting()
        owed = owed.filter(agency__public_id=agency) if agency else owed
        return rows.filter(Exists(owed.filter(recommendation=OuterRef("pk"))))

    def keep_outcome(self, rows: Any, name: str, outcome: str) -> Any:
        return rows.filter(Exists(_stands().filter(outcome=outcome)))

    def keep_decided(self, rows: Any, name: str, day: date) -> Any:
        lookup = "meeting_on__gte" if name.endswith("from") else "meeting_on__lte"
        return rows.filter(Exists(_stands().filter(**{lookup: day})))

    def keep_lasting(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(Exists(_lasted())) if wanted else rows

    def keep_embedded(self, rows: Any, name: str, day: date) -> Any:
        """One check lies between the two days: who asks for both asks for it once."""
        asked = self.form.cleaned_data
        first, last = asked.get("embedded_from"), asked.get("embedded_to")
        lasted = _lasted().filter(checked_on__gte=first) if first else _lasted()
        return rows.filter(Exists(lasted.filter(checked_on__lte=last) if last else lasted))


def _stands() -> Any:
    return SignOff.objects.filter(recommendation=OuterRef("pk"), reopened_at=None)


def _lasted() -> Any:
    return EmbeddingCheck.objects.embedded().filter(recommendation=OuterRef("pk"))
