"""Milestones: the manager agrees them, the lead says when each was done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from recommendations.models import Action, Milestone
from tests.world import TODAY, add_action

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def step(world):
    return world.police_action.milestones.create(title="Draft", due_on=TODAY + timedelta(days=3))


def version(action):
    return Action.objects.get(pk=action.pk).version


def sent(action, **data):
    return {"version": version(action), **data}


def add(client, action, **data):
    address = reverse("recommendations:milestone-add", args=[action.public_id])
    return client.post(address, sent(action, **data))


def change(client, step, **data):
    args = [step.action.public_id, step.public_id]
    return client.post(
        reverse("recommendations:milestone-edit", args=args), sent(step.action, **data)
    )


def rows(action):
    return list(action.milestones.values_list("title", "due_on", "done_on"))


def test_the_manager_adds_a_milestone_and_the_due_date_stays(world, sign_in):
    action = world.police_action
    answer = add(sign_in("manager"), action, title=" Draft ", due_on="2026-12-01")
    assert answer.url == f"{action.get_absolute_url()}#milestones"
    assert rows(action) == [("Draft", date(2026, 12, 1), None)]
    fresh = Action.objects.get(pk=action.pk)
    assert (fresh.due_on, fresh.history.first().history_change_reason) == (
        action.due_on,
        "Milestone added: Draft",
    )


def test_the_lead_says_on_which_day_it_was_done_and_no_more(world, sign_in, step):
    answer = change(
        sign_in("police_lead"), step, done_on="2026-11-01", title="Other", due_on="2027-01-01"
    )
    assert answer.status_code == 302
    assert rows(step.action) == [("Draft", step.due_on, date(2026, 11, 1))]
    assert step.history.first().history_user == world.police_lead


def test_the_manager_changes_what_and_when_and_takes_back_that_it_is_done(world, sign_in, step):
    Milestone.objects.filter(pk=step.pk).update(done_on=TODAY)
    change(sign_in("manager"), step, title="Second draft", due_on="2027-01-04", done_on="")
    assert rows(step.action) == [("Second draft", date(2027, 1, 4), None)]


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"title": " ", "due_on": "2026-12-01"}, "title", "What will be done by then?"),
        ({"title": "Draft", "due_on": "2026-02-31"}, "due_on", "real date"),
        ({"title": "Draft", "due_on": ""}, "due_on", "By which day?"),
        ({"title": "x" * 251, "due_on": "2026-12-01"}, "title", "250 characters"),
        ({"title": "a\x00b", "due_on": "2026-12-01"}, "title", "cannot be seen"),
    ],
)
def test_bad_input_comes_back_beside_the_field(world, sign_in, data, field, message):
    page = add(sign_in("manager"), world.police_action, **data)
    assert page.status_code == 200
    [said] = page.context["form"].errors[field]
    assert (message in said, rows(world.police_action)) == (True, [])


def test_a_day_that_is_still_to_come_is_not_the_day_it_was_done(world, sign_in, step):
    page = change(sign_in("police_lead"), step, done_on="2026-11-03")
    assert page.context["form"].errors == {
        "done_on": ["The day on which it was done must be today or in the past."]
    }
    assert rows(step.action)[0][2] is None


def test_a_stale_form_says_what_the_other_person_saved(world, sign_in, step):
    change(sign_in("police_lead"), step, done_on="2026-11-01")
    page = change(sign_in("manager"), step, version=1, title="Other", due_on="2026-12-01")
    assert page.context["form"].stale_changes == ["Milestone changed: Draft (by Police Lead)"]
    assert rows(step.action) == [("Draft", step.due_on, date(2026, 11, 1))]


@pytest.mark.parametrize("status", ["verified", "withdrawn"])
def test_the_milestones_of_what_is_settled_stay_as_they_are(world, sign_in, status):
    action = add_action(world, status=status)
    step = action.milestones.create(title="Draft", due_on=TODAY)
    page = change(sign_in("police_lead"), step, done_on="2026-11-01")
    assert page.context["form"].non_field_errors() == [
        f"The action is {status}: its milestones stay as they are."
    ]
    shown = sign_in("police_lead").get(action.get_absolute_url())
    assert shown.context["may_say_done"] is False


@pytest.mark.parametrize(
    ("person", "words"),
    [("manager", "Change"), ("police_lead", "Say when it was done"), ("board_member", "")],
)
def test_each_reader_finds_on_the_action_what_they_may_do(world, sign_in, step, person, words):
    page = sign_in(person).get(step.action.get_absolute_url()).content.decode()
    address = reverse(
        "recommendations:milestone-edit", args=[step.action.public_id, step.public_id]
    )
    assert "Draft: due 5 November 2026" in page
    assert (address in page) == bool(words)
    assert words in page
