"""Each month of the trend says what the dashboard says as at that day, of a very large database."""

from contextlib import nullcontext

import pytest

from agencies.models import Partnership, User
from dashboards.scale.people import email
from dashboards.scope import Scope
from dashboards.trend.past import Past
from dashboards.trend.span import Span
from recommendations.models import Recommendation, Review, Theme
from scr_tracker.as_at import standing_at
from tests.dashboards.scale.conftest import TODAY
from tests.dashboards.trend.sides import counted_then, told

pytestmark = [pytest.mark.usefixtures("today", "loaded"), pytest.mark.django_db]
PLACES = [0, 7, 15, 22, 23]
PEOPLE = ["Partnership manager", "Police lead"]


def scope(name, **asked):
    here = Partnership.objects.order_by("pk")[0]
    return Scope(User.objects.get(email=email(name, 1)), here, TODAY, TODAY, TODAY, asked)


def asked_of(kind):
    """A filter that leaves something and takes something away."""
    here = {"review__partnership": Partnership.objects.order_by("pk")[0]}
    if kind == "agency":
        agency = Recommendation.objects.filter(**here, actions__status="in_progress")
        return {"agency": str(agency.values_list("actions__lead_agency__public_id", flat=True)[0])}
    if kind == "theme":
        themed = Theme.objects.filter(partnership=here["review__partnership"])
        return {"theme": str(themed.order_by("pk")[0].public_id)}
    if kind == "review":
        review = Review.objects.filter(partnership=here["review__partnership"])[0]
        return {"review": str(review.public_id)}
    return {kind: {"kind": "lcspr", "scope": "local"}[kind]} if kind else {}


def as_at_the_day(scope, day):
    turned = standing_at(day, scope.user) if day < TODAY else nullcontext()
    with turned:
        return counted_then(scope, day)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("kind", ["", "agency", "theme", "kind", "scope", "review"])
def test_each_month_is_as_the_dashboard_was(person, kind):
    about = scope(person, **asked_of(kind))
    past = Past(about, Span.until(TODAY))
    shown = 0
    for place in PLACES:
        day = past.span.days[place]
        expected = as_at_the_day(about, day)
        assert told(past, place) == expected, day
        shown += sum(expected[0].values())
    assert shown > 0
