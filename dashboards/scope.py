"""What a dashboard is about: a partnership as one person may see it, on a day, and narrowed.

Every block counts what `Scope` leaves, and every link to a list carries the same filters, so that
the list has exactly the rows that were counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from agencies import access
from agencies.current import current_partnership
from agencies.models import Agency, Partnership
from recommendations.filters import AboutRecommendations, Choices, PickFilter, concerns
from recommendations.models import Action, Recommendation, Review, Theme
from recommendations.querysets import ActionQuerySet, RecommendationQuerySet
from scr_tracker import as_at
from scr_tracker.forms import FilterForm
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

#: Where each filter is found from a recommendation.
PATHS = {
    "review": "review__public_id",
    "kind": "review__kind",
    "theme": "themes__public_id",
    "scope": "scope",
}
#: The year of a partnership's report begins in April.
FIRST_MONTH = 4


@dataclass(frozen=True)
class Scope:
    """`asked` are the filters as the lists take them: review, kind, agency, theme, scope.

    `first` and `last` are the period of what is told of a period; both days belong to it.
    `reviews`: keys of the only ones that it is about; None for all.
    """

    user: "Person"
    partnership: Partnership
    today: date
    first: date
    last: date
    asked: dict[str, str] = field(default_factory=dict)
    reviews: Collection[int] | None = None

    @classmethod
    def plain(cls, user: "Person", partnership: Partnership, today: date) -> "Scope":
        """Without filters; the period is the reporting year until today."""
        return cls(user, partnership, today, year_of(today), today)

    @property
    def is_whole(self) -> bool:
        return access.has_role(self.user, self.partnership.pk, *access.WHOLE_PARTNERSHIP)

    @property
    def is_of_all(self) -> bool:
        """All recommendations of the partnership that the person may see, of whatever agency."""
        return self.reviews is None and not self.asked.keys() & PATHS.keys()

    @property
    def agency(self) -> str:
        return self.asked.get("agency", "")

    @property
    def nothing(self) -> str:
        """What a page says that has nothing. On a past day that is no lack of rights."""
        if as_at.chosen() is None:
            return "Nothing to show yet: there are no recommendations here that you may see."
        seen = "" if self.is_whole else " that you may see"
        return f"Nothing{seen} had been recorded by {long_day(self.today)}."

    def of(self, recommendation: str = "") -> Q:
        """Condition: the recommendation at the path ("" or "…__") is what this is about."""
        narrowed = {PATHS[key]: value for key, value in self.asked.items() if key in PATHS}
        found: dict[str, Any] = {"review__partnership": self.partnership, **narrowed}
        found |= {} if self.reviews is None else {"review__in": self.reviews}
        return Q(**{f"{recommendation}{path}": value for path, value in found.items()})

    def of_agency(self, agency: str) -> Q:
        """Condition: the agency at the path is the one that was chosen, if one was."""
        return Q(**{f"{agency}__public_id": self.agency}) if self.agency else Q()

    def of_concerned(self, recommendation: str = "pk") -> Q:
        """Condition: the chosen agency answers the recommendation or leads an action of it."""
        return concerns(self.agency, recommendation) if self.agency else Q()

    def recommendations(self) -> RecommendationQuerySet:
        found: RecommendationQuerySet = self.within(Recommendation.objects.all())
        return found

    def within(self, recommendations: Any) -> Any:
        """Of these recommendations those that this is about."""
        seen = recommendations.visible_to(self.user)
        return seen.filter(self.of(), self.of_concerned())

    def actions(self) -> ActionQuerySet:
        found: ActionQuerySet = self.within_actions(Action.objects.all())
        return found

    def within_actions(self, actions: Any) -> Any:
        """Of these actions those that this is about; of an agency, those that it leads."""
        seen = actions.visible_to(self.user)
        return seen.filter(self.of("recommendation__"), self.of_agency("lead_agency"))


def year_of(day: date) -> date:
    """The first day of the reporting year in which the day lies."""
    return date(day.year - (day.month < FIRST_MONTH), FIRST_MONTH, 1)


class PeriodForm(FilterForm):
    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("period_from"), found.get("period_to")
        if first and last and last < first:
            raise ValidationError({"period_to": "The period ends before it begins."})
        return found


def reviews_here(request: HttpRequest) -> Choices:
    here = Review.objects.visible_to(request.user).filter(partnership=current_partnership(request))
    return list(here.order_by("pseudonym").values_list("public_id", "pseudonym"))


def agencies_here(request: HttpRequest) -> Choices:
    here = current_partnership(request)
    known = agencies_known(request.user, here) if here else Agency.objects.none()
    return list(known.order_by("name").values_list("public_id", "name"))


def agencies_known(user: "Person", partnership: Partnership) -> Any:
    """For who reads the whole, all that serve it; for a lead, who leads an action that they see."""
    if access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP):
        return partnership.agencies.all()
    seen = Action.objects.visible_to(user).filter(recommendation__review__partnership=partnership)
    own = access.led_agencies(user).get(partnership.pk, [])
    leading = Q(pk__in=seen.order_by().values("lead_agency_id"))
    return Agency.objects.filter(leading | Q(pk__in=own))


def themes_here(request: HttpRequest) -> Choices:
    rows = Theme.objects.visible_to(request.user)
    here = rows.filter(partnership=current_partnership(request))
    return list(here.order_by("name").values_list("public_id", "name"))


class PartnershipFilter(AboutRecommendations):
    """The filter of a page that is about one partnership. Its choices are those of this one."""

    review = PickFilter(
        reviews_here, field_name="review__public_id", label="Review", empty_label="All reviews"
    )
    agency = PickFilter(
        agencies_here, label="Agency", empty_label="All agencies", method="keep_agency"
    )
    theme = PickFilter(
        themes_here, field_name="themes__public_id", label="Theme", empty_label="All themes"
    )

    class Meta:
        model = Recommendation
        form = PeriodForm
        fields: tuple[str, ...] = ()


class BoardFilter(PartnershipFilter):
    """The dashboard's, which tells some things of a period."""

    period_from = django_filters.DateFilter(label="Period from", method="keep_all")
    period_to = django_filters.DateFilter(label="Period to", method="keep_all")

    def keep_all(self, rows: Any, name: str, day: date) -> Any:
        return rows


def scope_of_list(
    request: HttpRequest, partnership: Partnership, today: date
) -> tuple[PartnershipFilter | None, Scope]:
    """`scope_of` for a list behind a number: without a filter nothing is read to offer one."""
    if any(name in request.GET for name in (*PATHS, "agency")):
        return scope_of(request, partnership, today)
    return None, Scope.plain(request.user, partnership, today)


def scope_of(
    request: HttpRequest,
    partnership: Partnership,
    today: date,
    by: type[PartnershipFilter] = BoardFilter,
) -> tuple[PartnershipFilter, Scope]:
    """The filter of the address, and what it leaves. A wrong one says so, and narrows nothing."""
    chosen = by(request.GET, Recommendation.objects.none(), request=request)
    found = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    asked = {key: str(found[key]) for key in (*PATHS, "agency") if found.get(key)}
    first, last = period_of(found, today)
    return chosen, Scope(request.user, partnership, today, first, last, asked)


def period_of(asked: Mapping[str, Any], today: date) -> tuple[date, date]:
    """What was asked for; what was left open is the reporting year, until today."""
    last = asked.get("period_to") or max(today, asked.get("period_from") or today)
    return asked.get("period_from") or year_of(last), last
