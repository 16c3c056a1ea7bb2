"""Requests for evidence are chased by reminders: the agency's leads, and once late the managers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Membership
from evidence import services
from evidence.models import EvidenceRequest
from recommendations.models import Action
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.timeline import entries
from tests.evidence.asking import answer, ask, decide, route
from tests.evidence.samples import add
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import ask as put
from tests.reminders.things import plan_check, send_every_day
from tests.world import TODAY, add_person, add_recommendation, add_review


@pytest.fixture
def quiet(world):
    """A world in which no action is due."""
    Action.objects.update(due_on=None, first_due_on=None)
    send_every_day()
    return world


def told(day=TODAY, **conditions):
    rows = Reminder.objects.filter(mail__day=day, is_repeat=False, kind="request", **conditions)
    return {(r.recipient.email.split("@")[0], r.audience, r.step) for r in rows}


def send_all(today=None):
    return [deliver(pk, today=today) for pk in waiting_ids(timezone.now())]


def all_gone():
    Mail.objects.update(state="dropped")


# --- Who is told ---


@pytest.mark.parametrize(
    ("due_in", "said"),
    [
        (15, set()),
        (14, {("police_lead", "owner", -14)}),
        (0, {("police_lead", "owner", 0)}),
        (-1, {("police_lead", "owner", 1), ("manager", "manager", 1)}),
        (
            -30,
            {
                ("police_lead", "owner", 22),
                ("manager", "manager", 30),
                ("manager", "escalated", 28),
            },
        ),
    ],
)
def test_leads_of_the_asked_agency_and_of_what_is_late_the_managers(quiet, due_in, said):
    put(quiet, due_in=due_in)
    plan(TODAY)
    assert told() == said


def test_every_lead_of_the_agency_there_and_nobody_elses(quiet):
    add_person(quiet, "deputy", "agency_lead", agency=quiet.police)
    add_person(quiet, "coast_police", "agency_lead", quiet.coast, quiet.police)
    put(quiet)
    plan(TODAY)
    assert told() == {("police_lead", "owner", 0), ("deputy", "owner", 0)}


def test_managers_take_the_place_where_no_lead_is_there_or_may_see_it(quiet):
    put(quiet, quiet.childrens)
    bare = put(quiet, recommendation=add_recommendation(quiet))
    Membership.objects.filter(user=quiet.childrens_lead).update(is_active=False)
    plan(TODAY)
    assert told() == {("manager", "owner", 0)}
    assert Reminder.objects.filter(item_id=bare.public_id).exists()
    assert Reminder.objects.count() == 2


def test_a_restricted_review_reaches_only_who_is_named_on_it(quiet):
    review = add_review(quiet, is_restricted=True)
    recommendation = add_recommendation(quiet, review, (quiet.police,))
    put(quiet, due_in=-1, recommendation=recommendation)
    plan(TODAY)
    assert told() == set()
    review.people.create(user=quiet.police_lead, named_by=quiet.manager)
    plan(TODAY)
    assert told() == {("police_lead", "owner", 1)}


def test_a_late_request_stands_in_the_weekly_digest(world):
    """With what else is overdue: actions and requests in one list."""
    late = put(world, due_in=-1)
    plan(TODAY)
    digest = Reminder.objects.filter(recipient=world.manager, audience="manager")
    assert {row.item_id for row in digest} == {late.public_id, world.police_action.public_id}


# --- At the moment of sending ---


def item(world, person="police_lead"):
    return add(world, person)


def offered(world, request):
    answer(world, request, item(world))


def accepted(world, request):
    evidence = item(world)
    answer(world, request, evidence)
    decide(world, evidence)


def withdrawn(world, request):
    request.refresh_from_db()
    services.withdraw_request(
        actor=world.fresh("manager"), request=request, version=request.version, reason="Seen"
    )


def overtaken(world, request):
    Action.objects.update(status="withdrawn", status_reason="Overtaken")


def put_off(world, request):
    EvidenceRequest.objects.update(due_on=TODAY + timedelta(days=30))


def out_of_sight(world, request):
    world.review.is_restricted = True
    world.review.save()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (offered, "Answered: what the agency sent in waits for a decision."),
        (accepted, "Answered: the evidence is accepted."),
        (withdrawn, "The request was withdrawn."),
        (overtaken, "Its action was withdrawn."),
        (put_off, "The due date moved from 5 November 2026 to 2 December 2026."),
        (out_of_sight, "The recipient may no longer see it."),
    ],
)
def test_what_no_longer_waits_drops_out_with_its_reason(quiet, today, mailoutbox, change, reason):
    request = ask(quiet, action=quiet.police_action, due_in=3)
    plan(TODAY)
    change(quiet, request)
    mailoutbox.clear()
    assert send_all() == ["dropped"]
    assert mailoutbox == []
    row = Reminder.objects.get()
    assert (row.state, row.state_reason) == ("dropped", reason)
    assert row.mail.state_reason == reason


# --- What is said of it ---


def test_a_mail_holds_actions_requests_and_checks_and_counts_them(world, today, mailoutbox):
    about_action = put(world, due_in=-2, action=world.police_action)
    bare = put(world, world.health, due_in=-3)
    plan_check(world, due_in=3)
    plan(TODAY)
    send_all()
    by_person = {m.to[0].split("@")[0]: m for m in mailoutbox}
    lead, manager = by_person["police_lead"], by_person["manager"]
    assert lead.subject == "[OFFICIAL] SCR Tracker: 2 overdue"
    assert manager.subject == "[OFFICIAL] SCR Tracker: 3 overdue, 1 due soon"
    [line] = [row for row in lead.body.splitlines() if "(evidence request)" in row]
    assert line == "- SCR-1 1a.1 (evidence request) - due 31 October 2026 - 2 days late"
    assert "send in what is wanted" in lead.body
    for mail, address in ((lead, route("detail", about_action)), (manager, route("detail", bare))):
        assert mail.body.count(f"http://testserver{address}\n") == 1
        assert mail.alternatives[0].content.count(address) == 1
    place = f"http://testserver/partnerships/{world.city.public_id}/evidence-requests/"
    assert f"{place}?state=waiting" in lead.body
    assert f"{place}?state=late" in manager.body
    assert "SCR-1 1a (evidence request) - due 30 October 2026" in manager.body
    for mail in mailoutbox:
        assert about_action.wanted not in mail.body + mail.alternatives[0].content


def test_live_lists_hold_what_the_mail_tells_of(world, today, sign_in, mailoutbox):
    put(world, due_in=-2)
    plan(TODAY)
    send_all()
    for person, state in (("police_lead", "waiting"), ("manager", "late")):
        [mail] = [m for m in mailoutbox if m.to == [f"{person}@example.test"]]
        [url] = [word for word in mail.body.split() if f"evidence-requests/?state={state}" in word]
        page = sign_in(person).get(url.removeprefix("http://testserver"))
        assert len(page.context["page"].object_list) == 1


def test_the_timeline_of_its_action_tells_of_it_to_who_sees_it(quiet, today, mailoutbox):
    request = put(quiet, due_in=-2, action=quiet.police_action)
    put(quiet, quiet.health, due_in=-2, action=quiet.police_action)
    plan(TODAY)
    send_all()

    def told_to(person):
        return {e.title: e.url for e in entries(quiet.police_action, quiet.fresh(person))}

    assert told_to("police_lead") == {"Reminded: Police Lead": route("detail", request)}
    assert told_to("manager") == {
        "Reminded: Police Lead, Health Lead; in the weekly digest of: Manager": ""
    }
    assert told_to("board_member") == told_to("childrens_lead") == {}
    quiet.recommendation.responses.filter(agency=quiet.police).delete()
    Action.objects.filter(pk=quiet.police_action.pk).update(lead_agency=quiet.childrens)
    assert told_to("police_lead") == {}


def test_its_page_tells_a_manager_of_all_and_a_lead_of_their_own(quiet, today, sign_in, mailoutbox):
    request = put(quiet, due_in=-2, action=quiet.police_action)
    put(quiet, due_in=-2)
    add_person(quiet, "deputy", "agency_lead", agency=quiet.police)
    plan(TODAY)
    send_all()

    def told_to(person):
        page = sign_in(person).get(route("detail", request)).content.decode()
        section = page.partition('id="reminders"')[2].partition("</ul>")[0]
        return {part.partition(",")[0] for part in section.split("sent to ")[1:]}

    assert told_to("manager") == {"Police Lead", "Deputy", "Manager"}
    assert told_to("deputy") == {"Deputy"}
    assert told_to("board_member") == set()


# --- Late, answered, sent back ---


def test_a_request_is_chased_while_the_agency_has_to_act(quiet, sign_in, mailoutbox):
    """Asked on 2 November for the 16th; late on the 17th, answered, sent back, accepted."""

    def on(day):
        return time_machine.travel(datetime(2026, 11, day, 8, 0, tzinfo=UTC), tick=False)

    def mailed(day):
        """The night's mails that tell of the request, by person."""
        before = len(mailoutbox)
        plan(timezone.localdate())
        send_all()
        return sorted(m.to[0].split("@")[0] for m in mailoutbox[before:] if address in m.body)

    def on_my_work(person):
        return address in sign_in(person).get("/").content.decode()

    with on(2):
        request = ask(quiet, due_in=14)
        address = route("detail", request)
        assert mailed(2) == ["police_lead"]
        assert on_my_work("police_lead")
    with on(3):
        assert mailed(3) == []
    with on(17):
        assert mailed(17) == ["police_lead"]
        assert on_my_work("police_lead")
        evidence = item(quiet)
        answer(quiet, request, evidence)
    with on(18):
        assert mailed(18) == []
        assert not on_my_work("police_lead")
    with on(20):
        decide(quiet, evidence, "returned", comment="The dates are missing.")
        assert mailed(20) == ["police_lead"]
        assert on_my_work("police_lead")
        assert "4 days late" in mailoutbox[-1].body
    with on(23):
        assert mailed(23) == ["manager"], "the weekly digest"
    with on(24):
        evidence = item(quiet)
        answer(quiet, request, evidence)
        decide(quiet, evidence)
        assert mailed(24) == []
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
