"""A day long ago, or far off, is a slip in the year: refused, or asked about where it can be right.

`commissioned`: work is done after that, as a rule. Nothing at all is on record before 2000.
"""

from datetime import date

import pytest

from evidence.services import ask_for_evidence
from recommendations.models import Review
from recommendations.services import (
    add_action,
    add_milestone,
    edit_milestone,
    move_due_date,
    post_update,
    record_embedding_check,
)
from scr_tracker.errors import InvalidTransition
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_recommendation
from tests.world import add_action as made_action

pytestmark = pytest.mark.usefixtures("today")
BOX = 'name="early_is_right"'
LONG_AGO = date(1950, 3, 1)
FAR_OFF = date(2037, 1, 1)


@pytest.fixture
def claim(world, sign_in):
    """`claim(day, **more)`: what the action's page answers when the lead says that it is done."""
    Review.objects.update(commissioned_on=date(2025, 4, 1))
    action = world.police_action
    typed = {"version": action.version, "note": "Every officer was briefed.", "to": "completed"}

    def _claim(day, **more):
        address = f"{action.get_absolute_url()}update/"
        return sign_in("police_lead").post(address, typed | {"completed_on": day} | more)

    return _claim


def state(world):
    world.police_action.refresh_from_db()
    return world.police_action.status, world.police_action.completed_on


def test_work_done_before_the_review_is_asked_about_once(world, claim):
    page = claim("2025-03-31")
    form = page.context["form"]
    assert form.errors == {
        "completed_on": [
            "The review was commissioned later, on 1 April 2025. "
            "Change it, or say below that it is right"
        ]
    }
    assert (page.content.decode().count(BOX), state(world)[0]) == (1, "in_progress")
    assert form["note"].value() == "Every officer was briefed."
    assert claim("2025-03-31", early_is_right="on").status_code == 302
    assert state(world) == ("completed", date(2025, 3, 31))


def test_the_first_day_of_the_review_is_not_asked_about(world, claim):
    assert claim("2025-04-01").status_code == 302
    assert state(world) == ("completed", date(2025, 4, 1))


def test_where_only_the_report_is_dated_its_day_counts(world, claim):
    Review.objects.update(commissioned_on=None, published_on=date(2026, 1, 5))
    [said] = claim("2026-01-04").context["form"].errors["completed_on"]
    assert said.startswith("The review was published later, on 5 January 2026.")
    Review.objects.update(published_on=None)
    assert claim("2026-01-04").status_code == 302


def test_the_day_of_a_claim_that_is_not_made_is_not_asked_about(world, claim):
    assert claim("2025-03-31", to="").status_code == 302
    assert state(world)[0] == "in_progress"


def test_the_box_is_not_there_before_the_question(world, sign_in, claim):
    page = sign_in("police_lead").get(world.police_action.get_absolute_url())
    assert BOX not in page.content.decode()


def test_no_box_makes_a_day_before_2000_right(world, claim):
    page = claim("1950-03-01", early_is_right="on")
    assert page.context["form"].errors == {"completed_on": ["Enter a year from 2000 on."]}
    assert state(world)[0] == "in_progress"


def _update(world, **days):
    action = made_action(world)
    post_update(actor=world.police_lead, action=action, version=action.version, note="Done", **days)


def _milestone(world, due_on=TODAY, done_on=None):
    action = made_action(world)
    step = add_milestone(
        actor=world.manager, action=action, version=action.version, title="Draft", due_on=due_on
    )
    action.refresh_from_db()
    edit_milestone(actor=world.manager, milestone=step, version=action.version, done_on=done_on)


def _move(world, day):
    action = made_action(world)
    values = {"reason": "Agreed", "agreed_by": "The forum"}
    move_due_date(
        actor=world.manager, action=action, version=action.version, new_due_on=day, **values
    )


def _add(world, day):
    values = {"title": "Brief", "lead_agency": world.police, "due_on": day}
    add_action(actor=world.manager, recommendation=world.recommendation, **values)


def _ask(world, day):
    values = {"agency": world.police, "wanted": "The audit", "due_on": day}
    ask_for_evidence(actor=world.manager, recommendation=world.recommendation, **values)


def _check(world, day):
    recommendation = add_recommendation(world, reference="9", agencies=(world.police,))
    made_action(world, recommendation, status="verified")
    decision = forum_decides(world, recommendation, outputs_only_reason="Nothing else shows it.")
    values = {"outcome": "partly", "note": "Half of it lasts", "checked_on": day}
    record_embedding_check(actor=world.manager, check=decision.embedding_checks.get(), **values)


@pytest.mark.parametrize(
    ("do", "field"),
    [
        (lambda world: _update(world, to="completed", completed_on=LONG_AGO), "completed_on"),
        (lambda world: _update(world, happened_on=LONG_AGO), "happened_on"),
        (lambda world: _milestone(world, done_on=LONG_AGO), "done_on"),
        (lambda world: _milestone(world, due_on=LONG_AGO), "due_on"),
        (lambda world: _milestone(world, due_on=FAR_OFF), "due_on"),
        (lambda world: _move(world, FAR_OFF), "new_due_on"),
        (lambda world: _add(world, FAR_OFF), "due_on"),
        (lambda world: _add(world, LONG_AGO), "due_on"),
        (lambda world: _ask(world, FAR_OFF), "due_on"),
        (lambda world: _check(world, LONG_AGO), "checked_on"),
    ],
)
def test_every_service_refuses_what_cannot_be(world, do, field):
    with pytest.raises(InvalidTransition) as refused:
        do(world)
    assert (refused.value.field, "Enter a year from 2000" in str(refused.value)) == (field, True)


def test_the_last_year_that_is_taken_is_ten_years_off(world):
    _add(world, date(2036, 12, 31))
    _ask(world, date(2036, 12, 31))
    _move(world, date(2036, 12, 31))
    assert world.recommendation.actions.filter(due_on=date(2036, 12, 31)).count() == 2
