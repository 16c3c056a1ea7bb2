"""Reminders in the timeline of an action, and in Django admin."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.services import add_person
from recommendations.models import Response
from recommendations.timeline import timeline
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.timeline import entries
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import ask, await_body, complete, owe_response, plan_check
from tests.world import TODAY, add_action, add_recommendation, made


@pytest.fixture
def sent(world, today, mailoutbox):
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)
    return world


def titles(world, person, action=None):
    return [e.title for e in entries(action or world.police_action, world.fresh(person))]


BOTH = "Reminded: Police Lead; in the weekly digest of: Manager"


def test_managers_read_in_one_line_all_that_went_out_of_the_action_on_a_day(sent):
    assert titles(sent, "manager") == [BOTH]


def test_each_day_has_a_line_of_its_own(sent):
    later = TODAY + timedelta(days=7)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        plan(later)
        for pk in waiting_ids(timezone.now()):
            deliver(pk)
        found = entries(sent.police_action, sent.fresh("manager"))
    assert [(each.title, each.text) for each in found] == [
        ("In the weekly digest of: Manager", "19 days late"),
        (BOTH, "12 days late"),
    ]


def test_a_recipient_sees_the_own_reminder_only(sent):
    assert titles(sent, "police_lead") == ["Reminded: Police Lead"]


def test_a_line_opens_the_mails_for_managers_only(sent, sign_in):
    client = sign_in("manager")
    [entry] = entries(sent.police_action, sent.fresh("manager"))
    assert sorted(each.title for each in entry.details) == [
        "Reminder sent to Police Lead",
        "Weekly digest sent to Manager",
    ]
    for each in entry.details:
        page = client.get(each.more_url)
        assert (page.status_code, each.title.endswith(page.context["mail"].shown_name)) == (
            200,
            True,
        )
    html = client.get(sent.police_action.get_absolute_url()).content.decode()
    assert "2 mails<span" in html
    [own] = entries(sent.police_action, sent.fresh("police_lead"))
    assert own.details == ()


def test_of_several_things_on_a_day_the_recipient_reads_each_without_the_mail(
    world, today, mailoutbox
):
    for _ in range(2):
        ask(world, world.police, -2, action=world.police_action)
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)
    [entry] = entries(world.police_action, world.fresh("police_lead"))
    assert entry.title == "Reminded: Police Lead"
    assert (entry.text.splitlines(), entry.url) == (
        ["12 days late", "Evidence request: 2 days late"],
        "",
    )
    assert entry.more == "1 mail"
    assert sorted((each.title, each.text, each.more_url) for each in entry.details) == [
        ("Reminder (evidence request) sent to Police Lead", "2 days late", ""),
        ("Reminder (evidence request) sent to Police Lead", "2 days late", ""),
        ("Reminder sent to Police Lead", "12 days late", ""),
    ]


@pytest.mark.parametrize("person", ["board_member", "scrutineer", "health_lead", "outsider"])
def test_others_see_none(sent, person):
    assert titles(sent, person) == []


def test_what_was_not_sent_is_no_entry(sent):
    Mail.objects.update(state="dropped", sent_at=None)
    Reminder.objects.update(state="dropped")
    assert titles(sent, "manager") == []


def test_a_manager_reads_the_name_that_the_partnership_knows(sent):
    """Known as Housing Lead in Coast; in City, until the first sign-in there, as typed."""
    row = Reminder.objects.get(action=sent.police_action, audience="owner")
    row.recipient = sent.housing_lead
    row.save()
    values = {"role": "agency_lead", "agency": sent.police, "partnership": sent.city}
    email = sent.housing_lead.email
    add_person(actor=sent.fresh("manager"), email=email, name="Typed Name", **values)
    assert titles(sent, "manager") == [BOTH.replace("Police Lead", "Typed Name")]
    now = timezone.now() + timedelta(minutes=1)
    User.objects.filter(pk=sent.housing_lead.pk).update(last_login=now)
    assert titles(sent, "manager") == [BOTH.replace("Police Lead", "Housing Lead")]


def test_the_actions_timeline_has_them(sent):
    [entry] = [
        e
        for e in timeline(made(sent.police_action), sent.fresh("police_lead"))
        if e.title.startswith("Remind")
    ]
    assert (entry.at, entry.text) == (timezone.now(), "12 days late")


def test_admin_reads_and_never_writes(sent, client):
    admin = User.objects.create_superuser("admin@example.test", "x" * 20, name="Admin")
    client.force_login(admin, "agencies.backends.EmailBackend")
    for name, row in (("mail", Mail.objects.first()), ("reminder", Reminder.objects.first())):
        assert client.get(reverse(f"admin:reminders_{name}_changelist")).status_code == 200
        url = reverse(f"admin:reminders_{name}_change", args=[row.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"state": "planned"}).status_code == 403
        assert client.get(reverse(f"admin:reminders_{name}_add")).status_code == 403
        delete = reverse(f"admin:reminders_{name}_delete", args=[row.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403


# --- On the page of a recommendation ---


@pytest.fixture
def told_of_all(world, today, mailoutbox):
    """All that hangs on a recommendation, and nothing of its actions."""
    recommendation = add_recommendation(world, reference="9", agencies=(world.police, world.health))
    for agency in (world.police, world.health):
        owe_response(world, agency, -2, recommendation)
        ask(world, agency, -2, recommendation=recommendation)
    plan_check(world, recommendation, 3)
    await_body(world, chase_in=-2, reference="10")
    complete(world, days_ago=9, reference="11")
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)
    return {each.reference: each for each in world.review.recommendations.all()}


def on_page(sign_in, person, recommendation):
    page = sign_in(person).get(recommendation.get_absolute_url()).content.decode()
    section = page.partition('id="reminders"')[2].partition("</ul>")[0]
    return sorted(
        re.sub("<[^>]+>", "", part).partition(",")[0] for part in section.split("<li>")[1:]
    )


def test_managers_read_all_that_went_out_of_a_recommendation(told_of_all, sign_in):
    assert on_page(sign_in, "manager", told_of_all["9"]) == [
        "Reminder (embedding check) sent to Manager",
        "Reminder (evidence request) sent to Health Lead",
        "Reminder (evidence request) sent to Police Lead",
        "Reminder (response) sent to Health Lead",
        "Reminder (response) sent to Police Lead",
        "Weekly digest (evidence request) sent to Manager",
        "Weekly digest (evidence request) sent to Manager",
        "Weekly digest (response) sent to Manager",
        "Weekly digest (response) sent to Manager",
    ]
    for reference, noun in (("10", "chase date"), ("11", "sign-off")):
        found = on_page(sign_in, "manager", told_of_all[reference])
        assert found == [f"Reminder ({noun}) sent to Manager"]


def test_a_lead_reads_their_own_and_others_nothing(world, told_of_all, sign_in):
    assert on_page(sign_in, "health_lead", told_of_all["9"]) == [
        "Reminder (evidence request) sent to Health Lead",
        "Reminder (response) sent to Health Lead",
    ]
    Response.objects.filter(agency=world.health).update(agency=world.childrens)
    add_action(world, told_of_all["9"], world.health)
    assert on_page(sign_in, "health_lead", told_of_all["9"]) == [
        "Reminder (evidence request) sent to Health Lead"
    ]
    assert on_page(sign_in, "board_member", told_of_all["9"]) == []


def test_the_page_of_a_response_tells_of_its_own(world, told_of_all, sign_in):
    response = Response.objects.get(agency=world.health, recommendation=told_of_all["9"])
    url = reverse("recommendations:response-edit", args=[response.public_id])
    page = sign_in("health_lead").get(url).content.decode()
    assert page.count("Reminder sent to Health Lead, ") == 1
