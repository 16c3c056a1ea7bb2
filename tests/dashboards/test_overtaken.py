"""Evidence that came in after a forum decided: in My work of managers, and on the dashboard."""

import pytest
from django.urls import reverse

from tests.dashboards.town import let_decisions_lie_back, overtake, quiet, steps, work
from tests.world import add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def decision(world):
    recommendation = add_recommendation(world, agencies=(world.police, world.health))
    found = overtake(world, recommendation, world.police)
    let_decisions_lie_back()
    return found


def board_number(sign_in, world, person):
    page = sign_in(person).get(reverse("dashboards:board", args=[world.city.public_id]))
    return page.context["board"].waiting.overtaken.number.value


def test_a_manager_finds_it_as_a_next_step_and_as_a_counted_section(world, sign_in, decision):
    quiet(world)
    found = work(world, "manager")
    assert steps(found) == [
        (
            "Newer evidence",
            "Look at what came in since the forum decided",
            ["See what came in"],
        )
    ]
    [step] = found.steps
    assert step.url == decision.get_absolute_url()
    assert ("decision with newer evidence", 1) in [(t.words, t.number) for t in found.tiles]
    assert "Decisions with newer evidence" in sign_in("manager").get("/").content.decode()


def test_it_is_nobody_elses_work(world, decision):
    for person in ("police_lead", "board_member", "scrutineer", "outsider"):
        assert work(world, person).asked.overtaken.total == 0, person


def test_the_dashboard_counts_it_for_who_may_read_the_evidence(world, sign_in, decision):
    people = ("manager", "board_member", "scrutineer", "police_lead", "health_lead")
    counted = {person: board_number(sign_in, world, person) for person in people}
    assert counted == {**dict.fromkeys(people, 1), "health_lead": 0}


def test_a_restricted_review_tells_only_who_is_named(world, sign_in, decision):
    secret = add_review(world, is_restricted=True)
    overtake(world, add_recommendation(world, secret, (world.police,)), world.police)
    let_decisions_lie_back()
    assert work(world, "manager").asked.overtaken.total == 1
    assert board_number(sign_in, world, "manager") == 1
    secret.people.create(user=world.manager, named_by=world.manager)
    assert work(world, "manager").asked.overtaken.total == 2
    assert board_number(sign_in, world, "manager") == 2


def test_the_decisions_page_leads_a_manager_to_reopening(world, sign_in, decision):
    reopen = reverse("recommendations:signoff-reopen", args=[decision.recommendation.public_id])
    offers = {
        person: reopen in sign_in(person).get(decision.get_absolute_url()).content.decode()
        for person in ("manager", "police_lead", "scrutineer")
    }
    assert offers == {"manager": True, "police_lead": False, "scrutineer": False}
