"""The list of actions: filters, order, pages, and the CSV of exactly what is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.exports.files import read_csv
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def listed(client, **query):
    page = client.get(reverse("recommendations:action-list"), query)
    return page, [action["title"] for action in page.context["page"]]


def test_filters_narrow_the_list_and_csv_has_exactly_the_same_rows(world, sign_in):
    add_action(world, agency=world.health, due_in=40, title="=HYPERLINK(1)", status="verified")
    client = sign_in("manager")
    cases = [
        ({}, {"Brief staff on the new form", "Audit the records", "=HYPERLINK(1)"}),
        ({"rating": "overdue"}, {"Brief staff on the new form"}),
        ({"status": ["verified", "in_progress"]}, {"Brief staff on the new form", "=HYPERLINK(1)"}),
        ({"agency": world.health.public_id}, {"Audit the records", "=HYPERLINK(1)"}),
        ({"owner": world.police_lead.public_id}, {"Brief staff on the new form"}),
        ({"due_from": TODAY, "due_to": TODAY + timedelta(days=10)}, {"Audit the records"}),
        ({"review": world.review.public_id, "rating": "at_risk"}, {"Audit the records"}),
        ({"mine": "1"}, set()),
    ]
    for query, titles in cases:
        page, found = listed(client, **query)
        assert set(found) == titles, query
        assert page.context["listed"].total == len(titles)
        rows = read_csv(client.get(page.request["PATH_INFO"], {**query, "download": "csv"}))
        assert [row["Action"].lstrip("'") for row in rows] == found


def test_the_address_that_the_csv_had_leads_to_it(sign_in):
    page = sign_in("manager").get("/actions.csv?rating=overdue", follow=True)
    assert page.redirect_chain == [("/actions/?rating=overdue&download=csv", 302)]
    assert [row["Rating"] for row in read_csv(page)] == ["Overdue"]


@pytest.mark.parametrize("key", ["due", "-due", "reference", "-reference", "agency", "-owner"])
def test_sorting_both_ways_gives_the_same_rows(world, sign_in, key):
    for due in (5, None, 1):
        add_action(world, due_in=due, title=f"Sorted {due}")
    _, there = listed(sign_in("manager"), sort=key)
    _, back = listed(sign_in("manager"), sort=key.removeprefix("-"))
    assert sorted(there) == sorted(back)
    assert len(there) == 5


def test_undated_actions_come_last_when_sorted_by_date(world, sign_in):
    add_action(world, title="Undated")
    assert listed(sign_in("manager"), sort="due")[1][-1] == "Undated"


@pytest.mark.parametrize(
    "query",
    [
        {"agency": "not-a-uuid"},
        {"review": "00000000-0000-0000-0000-000000000000"},
        {"status": "nonsense"},
        {"due_from": "31/02/2026"},
        {"owner": "a\x00b"},
        {"due_to": "\x00"},
    ],
)
def test_a_wrong_filter_shows_nothing_and_says_so(world, sign_in, query):
    page, found = listed(sign_in("manager"), **query)
    assert (page.status_code, found) == (200, [])
    assert "There is a problem" in page.content.decode()
    export = sign_in("manager").get(page.request["PATH_INFO"], {**query, "download": "csv"})
    assert (export.status_code, "download" in export.url) == (302, False)


def test_filter_by_another_partnerships_review_is_a_wrong_filter(world, sign_in):
    page, found = listed(sign_in("manager"), review=world.coast_review.public_id)
    assert found == []
    assert listed(sign_in("outsider"), review=world.coast_review.public_id)[1] == [
        "Write the protocol"
    ]
    reviews = dict(page.context["listed"].filter.form.fields["review"].choices)
    assert str(world.review.public_id) in reviews
    assert str(world.coast_review.public_id) not in reviews


@pytest.mark.parametrize("number", ["0", "999", "-1", "x", "\x00"])
def test_a_wrong_page_number_shows_the_nearest_page(world, sign_in, number):
    page, found = listed(sign_in("manager"), page=number)
    assert (page.status_code, len(found)) == (200, 2)


def test_mine_is_what_i_owe(world, sign_in):
    add_action(world, title="Mine but done", status="verified", owner=world.police_lead)
    assert listed(sign_in("police_lead"), mine="1")[1] == ["Brief staff on the new form"]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("person", "expected"), [("board_member", 12), ("police_lead", 12)])
def test_queries_of_the_action_list(
    world, sign_in, django_assert_num_queries, rows, person, expected
):
    for number in range(rows):
        recommendation = add_recommendation(world, reference=f"q{number}")
        add_action(world, recommendation, due_in=number, owner=world.police_lead)
    client = sign_in(person)
    with django_assert_num_queries(expected):
        client.get(reverse("recommendations:action-list"))
