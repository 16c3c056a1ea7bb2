"""What a list shows, as the address asks for it: bookmarkable, and never more than one may see."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_filters.fields import ModelChoiceField

from agencies import access
from agencies.models import Agency, Membership, Partnership, User
from recommendations.models import Action, Recommendation, Review
from recommendations.status import Progress, Rating, Status
from scr_tracker.forms import FilterForm

ByAddress = django_filters.ModelChoiceFilter


def _by_address(queryset: Any, field: str, label: str, empty: str) -> ByAddress:
    return ByAddress(
        field_name=field,
        queryset=queryset,
        to_field_name="public_id",
        label=label,
        empty_label=empty,
    )


def my_partnerships(request: Any) -> QuerySet[Partnership]:
    return Partnership.objects.visible_to(request.user)


def my_reviews(request: Any) -> QuerySet[Review]:
    return Review.objects.visible_to(request.user).order_by("pseudonym")


def my_agencies(request: Any) -> QuerySet[Agency]:
    """Agencies that the person knows, and those that lead an action which they may see."""
    known = Agency.objects.visible_to(request.user)
    if not access.led_agencies(request.user):
        return known
    leading = Action.objects.visible_to(request.user).order_by().values("lead_agency_id")
    return Agency.objects.filter(Q(pk__in=known.values("pk")) | Q(pk__in=leading))


def my_owners(request: Any) -> QuerySet[User]:
    """People who act, now or once, in a partnership read as a whole; for a lead, their own side.

    With `shown_name`: their own where one of these partnerships knows it (`with_arrival`).
    """
    whole = access.partnership_ids(request.user, *access.WHOLE_PARTNERSHIP)
    acting = Membership.objects.filter(
        role__in=["manager", "agency_lead"], partnership_id__in=whole
    )
    for partnership_id, agencies in access.led_agencies(request.user).items():
        acting |= Membership.objects.filter(partnership_id=partnership_id, agency_id__in=agencies)
    known: Any = acting.filter(user_id=OuterRef("pk")).with_arrival()
    shown = known.order_by("-has_arrived", "pk").values("shown_name")[:1]
    people = User.objects.filter(pk__in=acting.values("user_id"))
    return people.annotate(shown_name=Subquery(shown)).order_by("shown_name", "pk")


class OwnerField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name)


class OwnerFilter(ByAddress):
    field_class = OwnerField


class ActionFilter(django_filters.FilterSet):
    """The action list's filter. `today` decides what is overdue."""

    partnership = _by_address(
        my_partnerships, "recommendation__review__partnership", "Partnership", "All partnerships"
    )
    review = _by_address(my_reviews, "recommendation__review", "Review", "All reviews")
    agency = _by_address(my_agencies, "lead_agency", "Lead agency", "All agencies")
    owner = OwnerFilter(
        queryset=my_owners, to_field_name="public_id", label="Owner", empty_label="All owners"
    )
    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label="Status", widget=forms.CheckboxSelectMultiple
    )
    rating = django_filters.MultipleChoiceFilter(
        choices=Rating.choices,
        label="Rating",
        widget=forms.CheckboxSelectMultiple,
        method="keep_rating",
    )
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", label="Due from")
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label="Due to")
    undated = django_filters.BooleanFilter(
        method="keep_undated", label="Without a due date", widget=forms.CheckboxInput
    )
    mine = django_filters.BooleanFilter(
        method="keep_mine", label="Owed by me", widget=forms.CheckboxInput
    )

    class Meta:
        model = Action
        form = FilterForm
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def keep_rating(self, rows: Any, name: str, ratings: list[str]) -> Any:
        return rows.with_rating(self.today).filter(rating__in=ratings)

    def keep_undated(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(due_on=None) if wanted else rows

    def keep_mine(self, rows: Any, name: str, wanted: bool) -> Any:
        if not wanted:
            return rows
        return rows.filter(pk__in=Action.objects.owed_by(self.request.user).values("pk"))


class RecommendationFilter(django_filters.FilterSet):
    partnership = _by_address(
        my_partnerships, "review__partnership", "Partnership", "All partnerships"
    )
    review = _by_address(my_reviews, "review", "Review", "All reviews")
    progress = django_filters.MultipleChoiceFilter(
        choices=Progress.choices, label="Progress", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Recommendation
        form = FilterForm
        fields: tuple[str, ...] = ()
