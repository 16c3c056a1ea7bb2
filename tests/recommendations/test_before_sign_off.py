"""What the sign-off form says before anything is typed, and all at once when it is posted."""

import re

import pytest

from recommendations.services import ask_challenge, sign_off
from scr_tracker.errors import ManyRefused
from tests.dashboards.town import add_evidence, decide
from tests.evidence.asking import ask
from tests.recommendations.test_sign_off import address, ask_partners, posted
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def recommendation(world):
    return add_recommendation(world, reference="9", agencies=(world.police, world.health))


def said(client, recommendation, heading):
    """The points below a heading, as people read them."""
    html = client.get(address(recommendation)).content.decode()
    below = html.partition(f'id="{heading}"')[2].partition("</h2>")[2]
    listed = re.split("<h2|<form", below)[0]
    points = re.findall(r"<li>(.*?)</li>", listed, re.S)
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in points]


def test_each_action_that_is_not_verified_is_named_before_anything_is_typed(
    world, sign_in, recommendation
):
    add_action(world, recommendation, status="completed", title="Brief officers")
    left = add_action(world, recommendation, world.health, title="Audit files")
    add_action(world, recommendation, status="verified", title="Done")
    add_action(world, recommendation, status="withdrawn", title="Given up")
    client = sign_in("manager")
    assert said(client, recommendation, "before") == [
        "9.1 Brief officers of City Constabulary is not verified. Completed",
        "9.2 Audit files of City Health Trust is not verified. Not started",
        "No accepted evidence shows quality or outcome. The form asks why outputs alone are "
        "enough.",
    ]
    assert left.get_absolute_url() in client.get(address(recommendation)).content.decode()


def test_it_says_that_nothing_is_verified_and_who_must_agree(world, sign_in, recommendation):
    ask_partners(world, world.police, world.health)
    assert said(sign_in("manager"), recommendation, "before") == [
        "No action is verified, so there is nothing to be assured of. "
        "Where nothing will be done, the decision is “closed, not implemented”.",
        "No accepted evidence shows quality or outcome. The form asks why outputs alone are "
        "enough.",
        "City Constabulary",
        "City Health Trust",
    ]


def test_it_says_that_nothing_is_missing(world, sign_in, recommendation):
    action = add_action(world, recommendation, status="verified")
    decide(world, add_evidence(world, action, level="outcome"), "accepted")
    html = sign_in("manager").get(address(recommendation)).content.decode()
    assert "Nothing is missing: every action is verified" in html
    assert "Still open" not in html


def test_what_is_still_open_is_named_and_does_not_stop_the_decision(world, sign_in, recommendation):
    action = add_action(world, recommendation, status="verified")
    add_evidence(world, action, title="Attendance list")
    decide(world, add_evidence(world, action, title="Decided"), "accepted")
    question = {"recommendation": recommendation, "agency": world.police, "question": "Why?"}
    ask_challenge(actor=world.scrutineer, **question)
    ask(world, recommendation=recommendation, wanted="The register")
    client = sign_in("manager")
    assert sorted(said(client, recommendation, "still-open")) == [
        "Evidence asked of City Constabulary, wanted by 16 November 2026: The register",
        "Evidence that waits for a decision: Attendance list",
        "Question to City Constabulary, waiting for an answer: Why?",
    ]
    client.post(address(recommendation), posted(world))
    assert recommendation.sign_offs.count() == 1


def test_all_that_stands_against_it_is_said_at_once(world, sign_in, recommendation):
    ask_partners(world, world.police, world.health)
    add_action(world, recommendation, status="completed")
    health = world.health.pk
    data = posted(
        world,
        basis="",
        meeting_on="2026-11-03",
        outputs_only_reason="",
        **{f"agreed_by_{health}": "Director", f"agreed_on_{health}": "31/02/2026"},
    )
    errors = sign_in("manager").post(address(recommendation), data).context["form"].errors
    police = world.police.pk
    assert sorted(errors) == sorted(
        [
            *("basis", "meeting_on", "outcome", "outputs_only_reason"),
            *(f"agreed_by_{police}", f"agreed_on_{police}", f"agreed_on_{health}"),
        ]
    )
    assert errors["outcome"] == ["1 action is not verified yet."]


def test_the_service_says_all_at_once_too(world, recommendation):
    with pytest.raises(ManyRefused) as refused:
        sign_off(
            actor=world.fresh("manager"),
            recommendation=recommendation,
            outcome="assured",
            forum=world.forum,
            meeting_on=TODAY.replace(year=2027),
            basis=" ",
            embedding_months=7,
        )
    assert [each.field for each in refused.value.refusals] == [
        "meeting_on",
        "basis",
        "outcome",
        "outputs_only_reason",
        "embedding_months",
    ]
    assert recommendation.sign_offs.count() == 0


def test_who_opens_the_form_while_a_decision_stands_is_led_back(world, sign_in, recommendation):
    client = sign_in("manager")
    client.post(address(recommendation), posted(world, outcome="closed_not_implemented"))
    page = client.get(address(recommendation), follow=True)
    assert page.redirect_chain == [(f"{recommendation.get_absolute_url()}#assurance", 302)]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_form(world, sign_in, django_assert_num_queries, recommendation, rows):
    ask_partners(world, world.police, world.health)
    for _ in range(rows):
        add_evidence(world, add_action(world, recommendation))
        ask(world, recommendation=recommendation)
        recommendation.challenges.create(
            agency=world.police, question="Why?", recorded_by=world.scrutineer
        )
    client = sign_in("manager")
    with django_assert_num_queries(16):
        assert client.get(address(recommendation)).status_code == 200
