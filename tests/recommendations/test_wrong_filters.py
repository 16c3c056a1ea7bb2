"""A wrong value in the address of a list: said in plain words, beside a way to clear it."""

import html
import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("today")


def opened(client, name, query):
    return client.get(f"{reverse(f'recommendations:{name}')}?{query}")


def errors(page):
    return {name: list(said) for name, said in page.context["filter_form"].errors.items()}


def chips(page):
    """What is set, and where its link leads."""
    found = re.findall(
        r'<a class="app-chip" href="([^"]*)">.*?</span>(.*?) <', page.content.decode()
    )
    return {html.unescape(words): html.unescape(url) for url, words in found}


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("owner=xyz", "owner", "Select the owner from the list"),
        ("agency=7", "agency", "Select the lead agency from the list"),
        ("review=%00", "review", "Select the review from the list"),
        ("partnership=[]", "partnership", "Select the partnership from the list"),
        ("status=nonsense", "status", "Select the status from the list"),
        ("rating=late&rating=overdue", "rating", "Select the rating from the list"),
        ("due_from=abc", "due_from", "Due from must be a real date, like 27 3 2027"),
        ("due_to=2026-02-31", "due_to", "Due to must be a real date, like 27 3 2027"),
        ("due_to_day=3", "due_to", "Due to must include a month and a year"),
    ],
)
def test_a_wrong_filter_of_actions_names_its_field(world, sign_in, query, field, said):
    page = opened(sign_in("manager"), "action-list", query)
    assert errors(page) == {field: [said]}
    assert "Nothing is shown while the filter has a mistake." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("review=xyz", "review", "Select the review from the list"),
        ("progress=nonsense", "progress", "Select the progress from the list"),
    ],
)
def test_a_wrong_filter_of_recommendations_names_its_field(world, sign_in, query, field, said):
    page = opened(sign_in("manager"), "recommendation-list", query)
    assert errors(page) == {field: [said]}
    assert "Nothing is shown while the filter has a mistake." in page.content.decode()


def test_what_is_wrong_can_be_cleared_and_the_rest_stays(world, sign_in):
    client = sign_in("manager")
    page = opened(client, "action-list", "owner=xyz&status=in_progress&due_from=abc")
    assert chips(page) == {
        "Owner: not understood": "?status=in_progress&due_from=abc",
        "Due from: not understood": "?owner=xyz&status=in_progress",
        "Status: In progress": "?owner=xyz&due_from=abc",
    }
    left = opened(client, "action-list", "status=in_progress")
    assert (errors(left), left.context["page"].paginator.count) == ({}, 1)


def test_filters_of_recommendations_have_chips(world, sign_in):
    page = opened(sign_in("manager"), "recommendation-list", "review=x&progress=overdue")
    assert chips(page) == {
        "Review: not understood": "?progress=overdue",
        "Progress: Overdue": "?review=x",
    }
