"""Filters that offer things by name, and only those that the person may see."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q
from django.utils.choices import BaseChoiceIterator

from agencies import access
from agencies.models import Agency, Membership
from recommendations.legend import legends_of
from recommendations.models import Action, Review, Theme

Choices = Sequence[tuple[UUID | str, str]]

#: Built once: to build it takes longer than to run it.
_NAMED: Any = Membership.objects.with_shown_name().order_by("pk")
_NAMED = _NAMED.values_list("user__public_id", "user__name", "shown_name")


class Offered(BaseChoiceIterator):
    """Choices as they are: a form neither copies nor checks them one by one."""

    def __init__(self, found: Choices) -> None:
        self.found = [(str(key), label) for key, label in found]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.found)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class PickFilter(django_filters.ChoiceFilter):
    """One of the things that `offered(request)` names, by its address. Nothing else is a choice."""

    def __init__(self, offered: Callable[[Any], Choices], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = offered

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            request = self.parent.request  # type: ignore[attr-defined]
            self.extra["choices"] = Offered(self.offered(request))
        found: forms.Field = super().field
        return found


class CalledFilter(django_filters.MultipleChoiceFilter):
    """Ratings or progress, by what the person's partnerships call them."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs, widget=forms.CheckboxSelectMultiple)
        self.kind = kind

    @property
    def field(self) -> forms.Field:
        if not hasattr(self, "_field"):
            user = self.parent.request.user  # type: ignore[attr-defined]
            self.extra["choices"] = legends_of(user).choices(self.kind)
        found: forms.Field = super().field
        return found


def my_partnerships(request: Any) -> Choices:
    held = {m.partnership.public_id: m.partnership.name for m in access.held(request.user)}
    return sorted(held.items(), key=lambda each: each[1])


def my_reviews(request: Any) -> Choices:
    rows = Review.objects.visible_to(request.user).order_by("pseudonym")
    return list(rows.values_list("public_id", "pseudonym"))


def my_agencies(request: Any) -> Choices:
    """Agencies that the person knows, and those that lead an action which they may see."""
    rows = Agency.objects.visible_to(request.user)
    if access.led_agencies(request.user):
        leading = Action.objects.visible_to(request.user).order_by().values("lead_agency_id")
        rows = Agency.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=leading))
    return list(rows.values_list("public_id", "name"))


def my_owners(request: Any) -> Choices:
    """People who act, now or once, in a partnership read as a whole; for a lead, their own side.

    Under their own name where one of these partnerships knows it (`with_shown_name`).
    """
    whole = access.partnership_ids(request.user, *access.WHOLE_PARTNERSHIP)
    acting = Q(role__in=["manager", "agency_lead"], partnership_id__in=whole)
    for partnership_id, agencies in access.led_agencies(request.user).items():
        acting |= Q(partnership_id=partnership_id, agency_id__in=agencies)
    names: dict[UUID, str] = {}
    for person, own, shown in _NAMED.filter(acting):
        if shown == own or person not in names:
            names[person] = shown
    return sorted(names.items(), key=lambda each: (each[1], each[0]))


def my_themes(request: Any) -> Choices:
    rows = Theme.objects.visible_to(request.user).order_by("name")
    return list(rows.values_list("public_id", "name"))


#: In place of a theme: none.
NO_THEME = "none"


def my_themes_or_none(request: Any) -> Choices:
    return [*my_themes(request), (NO_THEME, "No theme")]
