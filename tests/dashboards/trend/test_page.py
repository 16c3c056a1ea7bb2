"""The page of the trend: what it says first, its filter, and where it leads."""

import re

import pytest
from django.urls import reverse

from recommendations.models import Theme
from tests.dashboards.test_numbers import opened
from tests.dashboards.town import build_town

pytestmark = pytest.mark.usefixtures("today")


def url_of(world, name="trend"):
    return reverse(f"dashboards:{name}", args=[world.city.public_id])


def text_of(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


@pytest.fixture
def themed(today, world):
    build_town(world)
    for place, name in enumerate(("Escalation", "Neglect")):
        theme = Theme.objects.create(partnership=world.city, name=name)
        for recommendation in world.review.recommendations.order_by("pk")[place::2]:
            recommendation.themes.add(theme)
    return world


@pytest.mark.parametrize("person", ["manager", "board_member", "police_lead"])
@pytest.mark.parametrize("kind", ["agency", "theme"])
def test_each_number_of_a_filtered_trend_opens_exactly_so_many_rows(themed, sign_in, person, kind):
    of = {"agency": themed.police, "theme": Theme.objects.get(name="Escalation")}[kind]
    assert opened(sign_in(person), f"{url_of(themed)}?{kind}={of.public_id}") > 15


def test_each_number_by_theme_opens_exactly_so_many_rows(themed, sign_in):
    text = text_of(sign_in("manager"), url_of(themed))
    assert re.search("signed off or closed, (Escalation|Neglect), Jun 2026 to Nov 2026", text)
    assert opened(sign_in("manager"), url_of(themed)) > 40


def test_filter_and_day_are_kept_between_dashboard_and_trend(themed, sign_in):
    client = sign_in("manager")
    query = f"?agency={themed.police.public_id}&as-at=2026-10-30"
    for name, other in (("board", "trend"), ("trend", "board")):
        text = text_of(client, url_of(themed, name) + query)
        assert f'href="{url_of(themed, other)}{query.replace("&", "&amp;")}"' in text


def test_a_period_is_not_asked_for_and_narrows_nothing(themed, sign_in):
    client = sign_in("manager")
    assert "Period from" in text_of(client, url_of(themed, "board"))
    page = client.get(f"{url_of(themed)}?period_from=2026-01-01&period_to=2025-01-01")
    assert "Period from" not in page.content.decode()
    assert page.context["trend"] == client.get(url_of(themed)).context["trend"]


def test_where_nothing_is_it_says_so(world, sign_in):
    client = sign_in("childrens_lead")
    assert "Nothing to show yet" in text_of(client, url_of(world))
    client = sign_in("manager")
    assert "Nothing matches in these months" in text_of(client, f"{url_of(world)}?scope=national")
    assert "<title>Error: Trend" in text_of(client, f"{url_of(world)}?agency=nobody")
