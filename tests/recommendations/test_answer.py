"""Where a mail's link leads: how is this action going? Four answers, on one small page."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from recommendations.models import Action
from recommendations.services import ask_for_time, post_update
from tests.evidence.samples import add as add_evidence
from tests.world import PASSWORD, TODAY, add_action, add_review

pytestmark = pytest.mark.usefixtures("today")
LATER = (TODAY + timedelta(days=60)).isoformat()


def at(action):
    return reverse("recommendations:action-answer", args=[action.public_id])


def answer(client, action, choice, **data):
    data.setdefault("version", Action.objects.get(pk=action.pk).version)
    return client.post(at(action), {"answer": choice, **data})


def end_of(response):
    assert response.status_code == 302, response.context["form"].errors
    return response.url, [str(message) for message in get_messages(response.wsgi_request)]


def offered(client, action):
    form = client.get(at(action)).context["form"]
    return [str(choice.value) for choice in form.fields["answer"].choices] if form else []


def asked_for(world, action):
    return ask_for_time(
        actor=world.police_lead,
        action=action,
        version=action.version,
        asked_due_on=TODAY + timedelta(days=60),
        reason="The trainer is ill.",
    )


def test_a_link_signs_nobody_in_and_is_reached_after_signing_in(world):
    client = Client()
    asked = client.get(at(world.police_action))
    assert asked.url == f"{reverse('account_login')}?next={at(world.police_action)}"
    who = {"login": world.police_lead.email, "password": PASSWORD}
    assert client.post(asked.url, who).url == at(world.police_action)


def test_the_page_says_which_action_and_how_late_it_is(world, sign_in):
    page = " ".join(sign_in("police_lead").get(at(world.police_action)).content.decode().split())
    assert "CLARE 1a.1" in page
    assert "Due on 21 October 2026: <strong>12 days late</strong>" in page


def test_done_claims_completion(world, sign_in):
    data = {"what_was_done": "Ten officers were briefed.", "completed_on": "2026-10-30"}
    ended = end_of(answer(sign_in("police_lead"), world.police_action, "done", **data))
    said = "Recorded as completed. A partnership manager now verifies it."
    assert ended == (world.police_action.get_absolute_url(), [said])
    action = Action.objects.get(pk=world.police_action.pk)
    claimed = (action.status, action.completed_on, action.claimed_by)
    assert claimed == ("completed", date(2026, 10, 30), world.police_lead)
    assert action.updates.get().note == "Ten officers were briefed."


def test_done_without_a_day_is_done_today_and_names_the_next_occurrence(world, sign_in):
    action = add_action(world, due_in=0, status="in_progress", recurs_every=3)
    said = end_of(answer(sign_in("police_lead"), action, "done", what_was_done="Audited."))[1]
    assert Action.objects.get(pk=action.pk).completed_on == TODAY
    assert said[1] == "The next occurrence is 1a.4, due on 2 February 2027."


def test_done_says_which_evidence_there_is(world, sign_in):
    client = sign_in("police_lead")
    none = "There is no evidence yet. You can add what shows it afterwards."
    assert none in client.get(at(world.police_action)).content.decode()
    add_evidence(world, title="Attendance list")
    page = client.get(at(world.police_action)).content.decode()
    assert "On the action’s page: “Attendance list”." in page
    assert reverse("evidence:evidence-add", args=[world.police_action.public_id]) in page


def test_done_before_the_review_is_asked_about_once(world, sign_in):
    client, early = sign_in("police_lead"), {"completed_on": "2025-03-31", "what_was_done": "D."}
    page = answer(client, world.police_action, "done", **early)
    assert list(page.context["form"].errors) == ["completed_on"]
    assert 'name="early_is_right"' in page.content.decode()
    end_of(answer(client, world.police_action, "done", **early, early_is_right="on"))


@pytest.mark.parametrize(
    ("due_in", "said"),
    [
        (-12, "It was due on 21 October 2026, and is late until it is done."),
        (5, "It stays due on 7 November 2026."),
        (None, "No due date is agreed yet."),
    ],
)
def test_on_track_needs_no_words(world, sign_in, due_in, said):
    action = add_action(world, due_in=due_in, is_at_risk=True)
    assert end_of(answer(sign_in("police_lead"), action, "on_track"))[1] == [
        f"Recorded as on track. {said}"
    ]
    action.refresh_from_db()
    assert (action.status, action.is_at_risk) == ("in_progress", False)
    assert action.updates.get().note == "On track."


def test_on_track_keeps_the_note_and_takes_the_action_off_hold(world, sign_in):
    action = add_action(world, due_in=5, status="on_hold")
    client = sign_in("police_lead")
    assert "The supplier has stopped." in client.get(at(action)).content.decode()
    end_of(answer(client, action, "on_track", how_it_goes="The supplier is back."))
    action.refresh_from_db()
    assert (action.status, action.updates.get().note) == ("in_progress", "The supplier is back.")


def test_more_time_is_asked_for_and_decided_by_the_manager(world, sign_in):
    data = {"new_due_on": LATER, "reason": "The trainer is ill."}
    said = end_of(answer(sign_in("police_lead"), world.police_action, "more_time", **data))[1]
    assert said == ["Asked. The due date stays as it is until the partnership manager decides."]
    request = world.police_action.extension_requests.get()
    assert (request.asked_due_on.isoformat(), request.decision) == (LATER, "open")
    world.police_action.refresh_from_db()
    assert world.police_action.due_on == date(2026, 10, 21)


def test_a_manager_moves_the_date_at_once_and_says_who_agreed(world, sign_in):
    client, data = sign_in("manager"), {"new_due_on": LATER, "reason": "The trainer is ill."}
    page = answer(client, world.police_action, "more_time", **data)
    assert page.context["form"].errors == {"agreed_by": ["Say who agreed the new date."]}
    data["agreed_by"] = "Learning Group"
    sooner = data | {"new_due_on": TODAY.isoformat()}
    page = answer(client, world.police_action, "more_time", **sooner)
    assert page.context["form"].errors == {"new_due_on": ["The new date must be after today."]}
    said = end_of(answer(client, world.police_action, "more_time", **data))[1]
    assert said == ["The due date has moved. The first date stays on record."]
    world.police_action.refresh_from_db()
    assert world.police_action.due_on.isoformat() == LATER


def test_blocked_names_the_barrier(world, sign_in):
    data = {"barrier": "The supplier stopped."}
    said = end_of(answer(sign_in("police_lead"), world.police_action, "blocked", **data))[1]
    assert said == ["The action is on hold. Its due date still counts."]
    assert world.police_action.barriers.get().reason == "The supplier stopped."


@pytest.mark.parametrize(
    ("choice", "data", "errors"),
    [
        ("", {}, {"answer": ["Answer “How is this action going?”"]}),
        ("verified", {}, {"answer": None}),
        ("done", {}, {"what_was_done": ["Say what was done."]}),
        ("blocked", {}, {"barrier": ["Say what stops progress."]}),
        (
            "more_time",
            {},
            {
                "new_due_on": ["Enter the new date."],
                "reason": ["Say why more time is needed."],
            },
        ),
        ("more_time", {"reason": "Leave."}, {"new_due_on": ["Enter the new date."]}),
        ("more_time", {"new_due_on": LATER}, {"reason": ["Say why more time is needed."]}),
        (
            "more_time",
            {"new_due_on": "2026-10-01", "reason": "Leave."},
            {"new_due_on": ["The new date must be after today."]},
        ),
        (
            "more_time",
            {"new_due_on": "2026-11-02", "reason": "Leave."},
            {"new_due_on": ["The new date must be after today."]},
        ),
        (
            "done",
            {"what_was_done": "It.", "completed_on": "2026-12-01"},
            {"completed_on": ["The day on which the work was done must be today or in the past."]},
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(world, sign_in, choice, data, errors):
    found = answer(sign_in("police_lead"), world.police_action, choice, **data).context["form"]
    assert list(found.errors) == list(errors)
    for name, messages in errors.items():
        assert messages in (None, found.errors[name])
    assert not world.police_action.updates.exists()


def test_what_stands_below_another_answer_is_not_read(world, sign_in):
    nonsense = {"new_due_on": "soon", "completed_on": "never", "barrier": "x" * 4001}
    end_of(answer(sign_in("police_lead"), world.police_action, "on_track", **nonsense))
    assert world.police_action.updates.get().note == "On track."


@pytest.mark.parametrize(
    ("person", "status", "expected"),
    [
        ("police_lead", "not_started", ["done", "on_track", "more_time", "blocked"]),
        ("police_lead", "in_progress", ["done", "on_track", "more_time", "blocked"]),
        ("police_lead", "on_hold", ["done", "on_track", "more_time"]),
        ("manager", "in_progress", ["done", "on_track", "more_time", "blocked"]),
        ("board_member", "in_progress", []),
        ("police_lead", "completed", []),
        ("manager", "completed", []),
        ("manager", "verified", []),
        ("manager", "withdrawn", []),
    ],
)
def test_only_what_the_person_may_answer_is_offered(world, sign_in, person, status, expected):
    action = add_action(world, due_in=5, status=status)
    assert offered(sign_in(person), action) == expected


def test_no_more_time_where_it_has_been_asked_for_or_there_is_no_date(world, sign_in):
    asked_for(world, world.police_action)
    assert offered(sign_in("police_lead"), world.police_action) == ["done", "on_track", "blocked"]
    page = sign_in("police_lead").get(at(world.police_action)).content.decode()
    assert "More time asked for, until 1 January 2027." in page
    undated = add_action(world)
    for person in ("police_lead", "manager"):
        assert offered(sign_in(person), undated) == ["done", "on_track", "blocked"]


@pytest.mark.parametrize(
    ("person", "status", "said"),
    [
        ("police_lead", "completed", "recorded as completed, and waits to be verified."),
        ("police_lead", "verified", "completed and verified. Nothing more is owed on it."),
        ("police_lead", "withdrawn", "was withdrawn. Nothing more is owed on it."),
        ("board_member", "not_started", "City Constabulary answers for this action"),
    ],
)
def test_who_has_nothing_to_answer_reads_what_is_so(world, sign_in, person, status, said):
    action = add_action(world, due_in=5, status=status)
    page = sign_in(person).get(at(action)).content.decode()
    assert said in page
    assert f'href="{action.get_absolute_url()}"' in page
    assert "Save and continue" not in page


def test_a_contributing_agency_reads_and_does_not_answer(world, sign_in):
    world.police_action.contributing_agencies.add(world.health)
    client = sign_in("health_lead")
    assert offered(client, world.police_action) == []
    assert answer(client, world.police_action, "on_track").status_code == 404


@pytest.mark.parametrize("person", ["health_lead", "housing_lead", "outsider", "nobody"])
def test_others_find_nothing(world, sign_in, person):
    client = sign_in(person)
    assert client.get(at(world.police_action)).status_code == 404
    assert answer(client, world.police_action, "on_track").status_code == 404


def test_an_action_of_a_restricted_review_is_answered_by_who_is_named(world, sign_in):
    review = add_review(world, is_restricted=True)
    action = add_action(world, review.recommendations.create(reference="1", position=1))
    assert answer(sign_in("police_lead"), action, "on_track").status_code == 404
    review.people.create(user=world.police_lead, named_by=world.manager)
    end_of(answer(sign_in("police_lead"), action, "on_track"))


def test_who_was_overtaken_sees_what_changed_and_undoes_no_claim(world, sign_in):
    this = {"actor": world.manager, "action": world.police_action, "version": 1}
    post_update(**this, note="Seen on site.", to="completed")
    client = sign_in("police_lead")
    page = answer(client, world.police_action, "on_track", version=1, how_it_goes="Nearly.")
    assert "Status: In progress → Completed (by Manager)" in page.content.decode()
    assert page.context["form"]["how_it_goes"].value() == "Nearly."
    page = answer(client, world.police_action, "on_track", how_it_goes="Nearly.")
    said = "The action is completed: there is nothing to answer."
    assert page.context["form"].errors == {"answer": [said]}
    assert Action.objects.get(pk=world.police_action.pk).status == "completed"


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_page(world, sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        add_evidence(world, title=f"List {number}")
    client = sign_in("police_lead")
    with django_assert_num_queries(10):
        client.get(at(world.police_action))
