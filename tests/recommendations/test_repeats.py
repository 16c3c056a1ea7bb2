"""Repeats: which earlier recommendation asked for the same, and what became of it."""

import pytest
from django.urls import reverse

from recommendations.models import Repeat
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def earlier(world):
    review = add_review(world, pseudonym="Ash", reference="SCR-0")
    return add_recommendation(world, review, (world.health,), wording="Share in time.")


def link(client, recommendation, earlier, note="The same ask."):
    address = reverse("recommendations:repeat-add", args=[recommendation.public_id])
    return client.post(address, {"earlier": earlier.pk, "note": note})


def shown(sign_in, person, recommendation):
    page = sign_in(person).get(recommendation.get_absolute_url())
    rows = page.context["repeats"]
    return [(str(row), row.came_before, row.note, row.progress) for row in rows]


def test_both_pages_show_the_link_and_what_became_of_the_other(world, sign_in, earlier):
    add_action(world, earlier, status="verified")
    answer = link(sign_in("manager"), world.recommendation, earlier)
    assert answer.url == f"{world.recommendation.get_absolute_url()}#repeats"
    assert shown(sign_in, "manager", world.recommendation) == [
        ("Ash 1", True, "The same ask.", "actions_complete")
    ]
    assert shown(sign_in, "manager", earlier) == [("Clare 1a", False, "The same ask.", "overdue")]


def test_who_may_not_see_the_other_one_does_not_learn_of_it(world, sign_in, earlier):
    link(sign_in("manager"), world.recommendation, earlier)
    assert len(shown(sign_in, "health_lead", world.recommendation)) == 1
    assert shown(sign_in, "police_lead", world.recommendation) == []
    page = sign_in("police_lead").get(world.recommendation.get_absolute_url()).content.decode()
    assert "Repeats" not in page


def test_only_what_the_manager_sees_is_offered_and_taken(world, sign_in, earlier):
    hidden = add_recommendation(world, add_review(world, is_restricted=True))
    there = world.coast_action.recommendation
    client = sign_in("manager")
    address = reverse("recommendations:repeat-add", args=[world.recommendation.public_id])
    offered = client.get(address).context["form"].fields["earlier"].queryset
    assert list(offered) == [earlier]
    for other in (hidden, there, world.recommendation):
        page = link(client, world.recommendation, other)
        assert list(page.context["form"].errors) == ["earlier"]
    assert Repeat.objects.count() == 0


@pytest.mark.parametrize("way", ["again", "round"])
def test_two_are_linked_once_whichever_way_round(world, sign_in, earlier, way):
    client = sign_in("manager")
    pair = (world.recommendation, earlier)
    link(client, *pair)
    first, second = pair if way == "again" else pair[::-1]
    page = link(client, first, second, note="Once more.")
    assert page.context["form"].errors == {"earlier": [f"{second} is already linked to this one."]}
    assert list(Repeat.objects.values_list("note", flat=True)) == ["The same ask."]


def test_a_wrong_link_is_removed_once_and_history_keeps_it(world, sign_in, earlier):
    client = sign_in("manager")
    link(client, world.recommendation, earlier)
    args = [world.recommendation.public_id, earlier.public_id]
    address = reverse("recommendations:repeat-remove", args=args)
    pages = [client.post(address, follow=True) for _ in range(2)]
    said = [str([*page.context["messages"]][-1]) for page in pages]
    assert said == ["The link to Ash 1 is removed.", "Ash 1 is not linked any more."]
    assert shown(sign_in, "manager", world.recommendation) == []
    kept = Repeat.history.values_list("history_type", "history_user__name")
    assert sorted(kept) == [("+", "Manager"), ("-", "Manager")]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_a_page_with_repeats(world, sign_in, django_assert_num_queries, rows):
    for _ in range(rows):
        repeated = add_recommendation(world)
        world.recommendation.repeats.create(earlier=repeated, linked_by=world.manager)
    client = sign_in("manager")
    with django_assert_num_queries(14):
        client.get(world.recommendation.get_absolute_url())
