"""Advice on plans: what is missing from one, said to those who plan, and never in the way."""

import pytest
from django.urls import reverse

from recommendations.advice import Gap, gaps_of, on_plan
from recommendations.models import Action, Recommendation
from recommendations.status import Progress, Status
from tests.dashboards.town import sign_off
from tests.world import TODAY, add_action, add_recommendation

PLAN = {
    "intended_change": "No child waits.",
    "measures": "Days waited.",
    "closing_criteria": "Two audits in a row.",
}
STEP = {
    "status": "in_progress",
    "strength": "stronger",
    "expected_evidence": "The audit.",
    "owner_id": 1,
    "due_on": TODAY,
}
WEAK = {"strength": "weaker"}


def plan(*steps, progress=Progress.IN_PROGRESS, **words):
    """The gaps of a plan whose actions are whole but for what is said of them."""
    actions = [Action(**{**STEP, **step}) for step in steps]
    return [each.gap for each in on_plan(Recommendation(**{**PLAN, **words}), progress, actions)]


def page(sign_in, person, thing):
    return sign_in(person).get(thing.get_absolute_url())


def advice(response):
    return [(each.gap, [url for _, url in each.links]) for each in response.context["advice"]]


def test_a_whole_plan_gets_no_advice():
    assert plan({}, WEAK, {"strength": "intermediate"}) == []


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ({"intended_change": ""}, Gap.CHANGE),
        ({"measures": "  "}, Gap.MEASURES),
        ({"closing_criteria": ""}, Gap.CRITERIA),
    ],
)
def test_a_recommendation_says_what_changes_how_it_is_seen_and_when_it_closes(words, gap):
    assert plan({}, **words) == [gap]


@pytest.mark.parametrize(
    ("step", "gap"),
    [
        ({"owner_id": None}, Gap.OWNER),
        ({"due_on": None}, Gap.DUE),
        ({"expected_evidence": ""}, Gap.EXPECTED),
        ({"strength": ""}, Gap.STRENGTH),
    ],
)
def test_an_action_says_who_when_what_shows_it_and_how_strong_it_is(step, gap):
    assert plan({}, step) == [gap]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.VERIFIED, Status.WITHDRAWN])
def test_an_action_that_owes_no_work_is_left_alone(status):
    nothing = {"owner_id": None, "due_on": None, "expected_evidence": "", "strength": ""}
    assert gaps_of(Action(**{**STEP, **nothing})) == [
        Gap.OWNER,
        Gap.DUE,
        Gap.EXPECTED,
        Gap.STRENGTH,
    ]
    assert gaps_of(Action(**{**STEP, **nothing, "status": status})) == []


def test_only_training_guidance_and_reminders_is_a_weak_plan():
    assert plan(WEAK, {**WEAK, "status": "verified"}) == [Gap.ONLY_WEAKER]
    assert plan(WEAK, {"status": "withdrawn"}) == [Gap.ONLY_WEAKER]
    assert plan(WEAK, {}) == []


def test_no_action_is_one_piece_of_advice_not_two():
    assert plan() == plan({"status": "withdrawn"}) == [Gap.ACTIONS]


@pytest.mark.parametrize(
    "progress",
    [Progress.SIGNED_OFF, Progress.CLOSED, Progress.NOT_ACCEPTED, Progress.AWAITING_BODY],
)
def test_what_is_settled_gets_no_advice(progress):
    assert plan(progress=progress, measures="") == []
    assert plan(progress=Progress.NOT_STARTED, measures="") == [Gap.MEASURES, Gap.ACTIONS]


def test_each_piece_names_what_it_is_about_and_leads_to_where_it_is_mended(world, today, sign_in):
    recommendation = add_recommendation(world, **PLAN | {"measures": ""})
    weak = {"owner": world.police_lead, "expected_evidence": "A list", "due_in": 9, **WEAK}
    first = add_action(world, recommendation, **weak | {"due_in": None})
    add_action(world, recommendation, **weak)
    third = add_action(world, recommendation, **weak | {"due_in": None})
    at = "recommendations"
    assert advice(page(sign_in, "manager", recommendation)) == [
        (Gap.MEASURES, [reverse(f"{at}:recommendation-edit", args=[recommendation.public_id])]),
        (Gap.ONLY_WEAKER, [reverse(f"{at}:action-add", args=[recommendation.public_id])]),
        (
            Gap.DUE,
            [reverse(f"{at}:action-due-date", args=[a.public_id]) for a in (first, third)],
        ),
    ]


@pytest.mark.parametrize(
    ("person", "on_action", "on_recommendation"),
    [("manager", 2, 5), ("police_lead", 2, 0), ("board_member", 0, 0), ("scrutineer", 0, 0)],
)
def test_advice_is_for_those_who_plan(world, today, sign_in, person, on_action, on_recommendation):
    """The lead reads it on the own action; nobody is shown a link that is not theirs."""
    world.health_action.delete()
    there = page(sign_in, person, world.police_action)
    assert len(there.context["advice"]) == on_action
    edit = reverse("recommendations:action-edit", args=[world.police_action.public_id])
    assert (edit in there.content.decode()) == (person == "manager")
    assert len(page(sign_in, person, world.recommendation).context["advice"]) == on_recommendation


def test_an_action_of_what_a_forum_has_decided_gets_no_advice(world, today, sign_in):
    assert page(sign_in, "manager", world.police_action).context["advice"]
    sign_off(world, world.recommendation, outcome="closed_not_implemented")
    assert page(sign_in, "manager", world.police_action).context["advice"] == []


def test_a_review_lists_the_plans_that_could_be_stronger_to_its_manager(world, today, sign_in):
    whole = add_recommendation(world, **PLAN)
    step = {"owner": world.police_lead, "expected_evidence": "A list", "strength": "stronger"}
    add_action(world, whole, due_in=9, **step)
    listed = page(sign_in, "manager", world.review).context["to_strengthen"]
    assert listed == [(world.recommendation, 6)]
    assert page(sign_in, "board_member", world.review).context["to_strengthen"] == []


def test_advice_blocks_nothing(world, today, sign_in):
    """A plan with every gap can be claimed, and what it lacks is never asked for."""
    action = world.police_action
    address = reverse("recommendations:action-update", args=[action.public_id])
    sent = {"note": "All officers briefed.", "to": "completed", "version": action.version}
    assert page(sign_in, "police_lead", action).context["advice"]
    assert sign_in("police_lead").post(address, sent).status_code == 302
    action.refresh_from_db()
    assert action.status == Status.COMPLETED
