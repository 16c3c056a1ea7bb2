"""From an action: choosing evidence that is there already, also of another recommendation."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from evidence import services
from evidence.services.items import HIDES
from evidence.timeline import entries
from tests.evidence.samples import add, upload
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def elsewhere(world):
    """An action of the police in another review of the partnership."""
    return add_action(world, add_recommendation(world, add_review(world), (world.police,)))


def link_url(action, **query):
    return reverse("evidence:evidence-link", args=[action.public_id], query=query or None)


def offered(client, action, **query):
    page = client.get(link_url(action, **query))
    assert page.status_code == 200
    return [item.title for item, _ in page.context["rows"]]


def test_one_click_links_an_item_of_another_recommendation(world, sign_in, elsewhere):
    item, client = add(world, title="Minutes"), sign_in("police_lead")
    assert offered(client, elsewhere) == ["Minutes"]
    data = {"evidence": item.public_id, "once": str(uuid4())}
    for _ in range(2):  # the same post twice ends in the same way
        page = client.post(link_url(elsewhere), data, follow=True)
        assert page.redirect_chain == [(elsewhere.get_absolute_url(), 302)]
        (message,) = page.context["messages"]
        assert str(message) == f"“Minutes” supports {elsewhere.reference} now."
    assert set(item.actions.all()) == {world.police_action, elsewhere}
    assert offered(client, elsewhere) == []


def test_own_recommendation_comes_first_then_the_newest(world, sign_in, elsewhere):
    beside = add_action(world, elsewhere.recommendation, title="Beside")
    add(world, title="Old", dated_on=date(2026, 1, 1))
    add(world, title="New", dated_on=date(2026, 10, 1))
    add(world, action=beside, title="Near", dated_on=date(2025, 1, 1))
    assert offered(sign_in("police_lead"), elsewhere) == ["Near", "New", "Old"]


def test_only_what_the_person_may_edit_is_offered_and_taken(world, sign_in, elsewhere):
    elsewhere.contributing_agencies.add(world.health)
    theirs = add(world, title="Of the police", is_shared=True)
    add(world, "health_lead", world.health_action, title="Of Health", file=upload("h.txt", b"H"))
    assert offered(sign_in("manager"), elsewhere) == ["Of Health", "Of the police"]
    client = sign_in("health_lead")
    assert offered(client, elsewhere) == ["Of Health"]
    for key in (theirs.public_id, "nonsense", ""):
        page = client.post(link_url(elsewhere), {"evidence": key})
        assert list(page.context["form"].errors) == ["evidence"]
    assert list(theirs.actions.all()) == [world.police_action]


def test_evidence_of_another_partnership_is_not_offered(world, sign_in):
    world.outsider.memberships.create(partnership=world.city, role="manager")
    there = add(world, "outsider", world.coast_action, title="Of Coast")
    add(world, title="Of City")
    client = sign_in("outsider")
    assert offered(client, world.health_action) == ["Of City"]
    client.post(link_url(world.health_action), {"evidence": there.public_id})
    assert list(there.actions.all()) == [world.coast_action]


def test_what_would_vanish_for_others_is_not_offered_and_refused_in_words(world, sign_in):
    review = add_review(world, is_restricted=True)
    review.people.create(user=world.police_lead, named_by=world.manager)
    hidden = add_action(world, add_recommendation(world, review, (world.police,)))
    item, client = add(world, title="Minutes"), sign_in("police_lead")
    assert offered(client, hidden) == []
    page = client.post(link_url(hidden), {"evidence": item.public_id})
    assert page.context["form"].non_field_errors() == [HIDES]
    assert "would vanish for people who read it now" in page.content.decode()
    assert list(item.actions.all()) == [world.police_action]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("briefing", ["Briefing in May", "Briefing in June"]),
        ("may BRIEFING", ["Briefing in May"]),
        ("attendance", ["Briefing in June"]),
        ("nothing", []),
        ("%", []),
    ],
)
def test_search_finds_all_the_words(world, sign_in, elsewhere, words, expected):
    add(world, title="Briefing in June", description="The attendance list.")
    add(world, title="Briefing in May", dated_on=date(2026, 10, 6))
    add(world, title="Audit")
    assert offered(sign_in("police_lead"), elsewhere, words=words) == expected


@pytest.mark.parametrize("words", ["x" * 201, "a\0b"])
def test_words_that_cannot_be_searched_are_said(world, sign_in, elsewhere, words):
    page = sign_in("police_lead").get(link_url(elsewhere, words=words))
    assert list(page.context["search"].errors) == ["words"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_queries_the_same_for_1_and_30_items(
    world, sign_in, elsewhere, count, django_assert_num_queries
):
    for number in range(count):
        add(world, title=f"Item {number}")
    client = sign_in("police_lead")
    with django_assert_num_queries(11):
        assert len(offered(client, elsewhere)) == min(count, 20)


def test_the_timeline_says_who_linked_it(world, elsewhere):
    item = add(world, title="Minutes")
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        services.link_to_action(actor=world.fresh("manager"), evidence=item, action=elsewhere)
    (entry,) = entries(elsewhere, world.fresh("manager"))
    assert (entry.title, entry.by) == ("Evidence linked: Minutes", "Manager")
    assert entry.at.date() == TODAY + timedelta(days=1)
    (first,) = entries(world.police_action, world.fresh("manager"))
    assert (first.title, first.by) == ("Evidence added: Minutes", "Police Lead")
