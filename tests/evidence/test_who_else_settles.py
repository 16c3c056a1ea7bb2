"""Nobody settles what they brought in: pages say who can, and promise nobody who is not there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dashboards.work import work_of
from tests.evidence.samples import add
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
MINE = "You brought in some of this yourself,"
ANOTHER = f"{MINE} so another manager says whether the decision stands: Deputy."
UNNAMED = f"{MINE} and no other manager is named on this review. Name one, who can then say"
ALONE = f"{MINE} and there is no other manager who did not: the decision can only be reopened."
LOOK = "Look at what came in since the forum decided"
OWN = "Some of what came in since the forum decided is yours"


@pytest.fixture
def decision(world):
    """Closed an hour ago; the manager has brought in a survey since."""
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        recommendation = add_recommendation(world, agencies=(world.police,))
        world.act = add_action(world, recommendation)
        found = forum_decides(world, recommendation, outcome="closed_not_implemented")
    survey(world, "manager")
    return found


def survey(world, person):
    return add(world, person, world.act, title="Survey", url="https://example.org/")


def said(client, decision):
    page = client.get(decision.get_absolute_url()).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    return {words for words in (ANOTHER, UNNAMED, ALONE) if words in text}, page


def steps(world, person):
    found = work_of(world.fresh(person), TODAY)
    assert found.asked.overtaken.total == 1
    return [step.title for step in found.steps if step.tag == "Newer evidence"]


def test_where_nobody_else_manages_it_can_only_be_reopened(world, decision, sign_in):
    client = sign_in("manager")
    assert said(client, decision)[0] == {ALONE}
    assert steps(world, "manager") == [OWN]
    work = client.get(reverse("dashboards:my-work")).content.decode()
    assert (LOOK in work, "See who can say whether the decision stands" in work) == (False, True)


def test_another_manager_is_named_who_brought_in_none_of_it(world, decision, sign_in):
    add_person(world, "deputy", "manager")
    assert said(sign_in("manager"), decision)[0] == {ANOTHER}
    assert [steps(world, person) for person in ("manager", "deputy")] == [[OWN], [LOOK]]
    survey(world, "deputy")
    assert [said(sign_in(person), decision)[0] for person in ("manager", "deputy")] == [
        {ALONE},
        {ALONE},
    ]


def test_a_restricted_review_without_another_manager_leads_to_naming_one(world, decision, sign_in):
    add_person(world, "deputy", "manager")
    review = decision.recommendation.review
    review.people.create(user=world.manager, named_by=world.manager)
    type(review).objects.filter(pk=review.pk).update(is_restricted=True)
    words, page = said(sign_in("manager"), decision)
    people = reverse("recommendations:review-people", args=[review.public_id])
    assert (words, f'href="{people}">Name one</a>' in page) == ({UNNAMED}, True)
    review.people.create(user=world.people["deputy"], named_by=world.manager)
    assert said(sign_in("manager"), decision)[0] == {ANOTHER}


def test_what_was_brought_in_before_the_decision_is_nobodys_news(world, sign_in):
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        recommendation = add_recommendation(world, agencies=(world.police,))
        world.act = add_action(world, recommendation)
        survey(world, "manager")
    with time_machine.travel(timezone.now() - timedelta(minutes=30), tick=False):
        forum_decides(world, recommendation, outcome="closed_not_implemented")
    survey(world, "police_lead")
    assert steps(world, "manager") == [LOOK]
