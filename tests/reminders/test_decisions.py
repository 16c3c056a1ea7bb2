"""What waits for a manager's decision: due a week after it began to wait, and in no digest."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations import services
from recommendations.models import Action, ExtensionRequest, ProgressUpdate
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sources import SOURCES, Due
from reminders.timeline import entries
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import ask_for_time, at, claim, complete, plan_check
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

DECISIONS = ("extension", "verification", "sign_off")


@pytest.fixture
def quiet(world):
    """A world in which no action is due, and Health's may be put off."""
    Action.objects.filter(pk=world.police_action.pk).update(due_on=None, first_due_on=None)
    later = TODAY + timedelta(days=90)
    Action.objects.exclude(pk=world.police_action.pk).update(due_on=later, first_due_on=later)
    world.health_action.refresh_from_db()
    return world


def begin(world, kind, days_ago=0, review=None):
    """A thing that has waited for so many days."""
    recommendation = add_recommendation(world, review) if review else world.recommendation
    if kind == "extension":
        action = add_action(world, recommendation, due_in=90)
        return ask_for_time(world, action, days_ago)
    if kind == "verification":
        return claim(world, recommendation, days_ago=days_ago)
    return complete(world, review, days_ago)


def told(kind, day=TODAY):
    rows = Reminder.objects.filter(kind=kind, mail__day=day)
    return {(r.recipient.email.split("@")[0], r.audience, r.step, r.due_on) for r in rows}


def due(kind, thing):
    source = SOURCES[kind]
    [row] = source.columns(source.waiting(source.rows()).filter(pk=thing.pk))
    return Due._make(row)


def send_all():
    return [deliver(pk) for pk in waiting_ids(timezone.now())]


# --- Who is told, and when ---


@pytest.mark.parametrize("kind", DECISIONS)
@pytest.mark.parametrize(
    ("days_ago", "step"), [(0, -14), (1, -14), (4, -3), (7, 0), (8, 1), (15, 8), (43, 36)]
)
def test_managers_are_told_from_the_first_morning_and_it_is_late_after_a_week(
    quiet, kind, days_ago, step
):
    begin(quiet, kind, days_ago)
    plan(TODAY)
    due_on = TODAY + timedelta(days=7 - days_ago)
    assert told(kind) == {("manager", "owner", step, due_on)}


@pytest.mark.parametrize("kind", DECISIONS)
def test_only_managers_of_the_partnership_who_may_see_it(quiet, kind):
    review = add_review(quiet, is_restricted=True)
    begin(quiet, kind, 8, review)
    add_person(quiet, "deputy", "manager")
    review.people.create(user=quiet.police_lead, named_by=quiet.manager)
    plan(TODAY)
    assert told(kind) == set()
    review.people.create(user=quiet.people["deputy"], named_by=quiet.manager)
    plan(TODAY)
    assert {row[0] for row in told(kind)} == {"deputy"}


@pytest.mark.parametrize("kind", DECISIONS)
def test_it_stands_in_no_digest(world, kind):
    """A digest says what others are late with."""
    begin(world, kind, 9)
    plan(TODAY)
    Mail.objects.update(state="dropped")
    plan(TODAY + timedelta(days=2))
    rows = Reminder.objects.filter(recipient=world.manager, kind=kind)
    assert set(rows.values_list("audience", "is_repeat", "step")) == {
        ("owner", False, 2),
        ("owner", False, 4),
    }


# --- Since when it waits ---


@pytest.mark.parametrize("kind", DECISIONS)
@pytest.mark.parametrize(
    ("moment", "due_on"),
    [
        (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 11, 1)),  # 25 October, 00:00 BST
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 11, 1)),  # 23:59 GMT
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 11, 2)),
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 4, 3)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 4, 5)),  # 29 March, 00:00 BST
        (datetime(2028, 2, 22, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), date(2027, 1, 7)),
    ],
)
def test_a_week_is_counted_in_days_of_london(quiet, kind, moment, due_on):
    """Around midnight and both clock changes, a leap day and New Year."""
    thing = begin(quiet, kind)
    ExtensionRequest.objects.update(recorded_at=moment)
    Action.objects.filter(status="completed").update(claimed_at=moment)
    Action.objects.filter(status="verified").update(verified_at=moment)
    assert due(kind, thing).due_on == due_on
    source = SOURCES[kind]
    assert not source.due_by(due_on - timedelta(days=1)).exists()
    assert source.due_by(due_on).get() == thing


def test_a_claim_without_a_moment_waits_since_the_day_of_completion(quiet):
    action = claim(quiet, claimed_at=None, completed_on=TODAY - timedelta(days=5))
    assert due("verification", action).due_on == TODAY + timedelta(days=2)


def record(action, before, after, days_ago, person):
    ProgressUpdate.objects.create(
        action=action,
        note="Noted",
        status_before=before,
        status_after=after,
        happened_on=TODAY,
        recorded_by=person,
        recorded_by_name=person.name,
        recorded_by_role="Manager",
        recorded_at=at(days_ago),
    )


def test_a_verification_that_was_taken_back_waits_since_then(quiet):
    """Not since the claim, which stands; a taking back before a newer claim says nothing."""
    action = claim(quiet, days_ago=200)
    record(action, "in_progress", "completed", 200, quiet.police_lead)
    record(action, "verified", "completed", 3, quiet.manager)
    assert due("verification", action).due_on == TODAY + timedelta(days=4)
    Action.objects.filter(pk=action.pk).update(claimed_at=at(1))
    assert due("verification", action).due_on == TODAY + timedelta(days=6)


def test_a_sign_off_waits_since_the_last_action_was_verified(quiet):
    recommendation = complete(quiet, days_ago=90)
    add_action(quiet, recommendation, status="verified", verified_at=at(2))
    assert due("sign_off", recommendation).due_on == TODAY + timedelta(days=5)


def test_a_sign_off_waits_since_what_was_left_was_withdrawn(quiet):
    recommendation = complete(quiet, days_ago=90)
    left = add_action(quiet, recommendation, status="withdrawn")
    record(left, "in_progress", "withdrawn", 1, quiet.manager)
    record(left, "withdrawn", "withdrawn", 0, quiet.manager)
    assert due("sign_off", recommendation).due_on == TODAY + timedelta(days=6)


def test_a_sign_off_that_was_reopened_waits_since_then(quiet, today):
    recommendation = complete(quiet, days_ago=400)
    plan_check(quiet, recommendation)
    plan(TODAY)
    assert told("sign_off") == set()
    services.reopen_sign_off(
        actor=quiet.fresh("manager"), recommendation=recommendation, reason="New facts"
    )
    assert due("sign_off", recommendation).due_on == TODAY + timedelta(days=7)


@pytest.mark.parametrize("status", ["not_started", "on_hold", "completed"])
def test_a_sign_off_waits_only_where_every_action_is_verified_or_withdrawn(quiet, status):
    recommendation = complete(quiet, days_ago=9)
    add_action(quiet, recommendation, status=status)
    add_recommendation(quiet)  # without actions
    only_withdrawn = add_recommendation(quiet)
    add_action(quiet, only_withdrawn, status="withdrawn")
    plan(TODAY)
    assert told("sign_off") == set()


# --- At the moment of sending ---


def approve(world, request):
    services.decide_extension(actor=world.fresh("manager"), request=request, approve=True)


def decline(world, request):
    services.decide_extension(
        actor=world.fresh("manager"), request=request, approve=False, note="No"
    )


def move(world, action, to):
    note = "It is seen, and nothing more is needed."
    values = {"actor": world.fresh("manager"), "version": action.version, "note": note, "to": to}
    services.post_update(action=action, **values)


def verify(world, action):
    move(world, action, "verified")


def send_back(world, action):
    move(world, action, "in_progress")


def decide(world, recommendation):
    plan_check(world, recommendation)


def hand_on(world, recommendation):
    recommendation.awaiting_body = "Home Office"
    recommendation.awaiting_sent_on = TODAY
    recommendation.save()


def plan_more(world, recommendation):
    add_action(world, recommendation)


@pytest.mark.parametrize(
    ("kind", "change", "reason"),
    [
        ("extension", approve, "Decided: approved."),
        ("extension", decline, "Decided: declined."),
        ("verification", verify, "The action is verified."),
        ("verification", send_back, "It no longer waits to be verified: in progress."),
        ("sign_off", decide, "A decision is recorded: assured."),
        ("sign_off", hand_on, "It waits for another body now."),
        ("sign_off", plan_more, "Not all of its actions are complete any more."),
    ],
)
def test_what_is_decided_drops_out_with_its_reason(quiet, today, mailoutbox, kind, change, reason):
    thing = begin(quiet, kind, 8)
    plan(TODAY)
    change(quiet, thing)
    mailoutbox.clear()
    assert send_all() == ["dropped"]
    assert mailoutbox == []
    row = Reminder.objects.get()
    assert (row.kind, row.state, row.state_reason) == (kind, "dropped", reason)


# --- What is said of it ---


def test_the_mail_names_what_waits_and_leads_to_where_it_is_decided(
    quiet, today, sign_in, mailoutbox
):
    request = ask_for_time(quiet, quiet.health_action, days_ago=1)
    action = claim(quiet, days_ago=9)
    recommendation = complete(quiet, days_ago=8)
    plan(TODAY)
    send_all()
    [mail] = [m for m in mailoutbox if m.to == ["manager@example.test"]]
    assert mail.subject == "[OFFICIAL] SCR Tracker: 2 overdue, 1 due soon"
    decide_on = reverse("recommendations:extension-decide", args=[quiet.health_action.public_id])
    pages = (decide_on, action.get_absolute_url(), recommendation.get_absolute_url())
    for words, page in zip(
        (
            "SCR-1 1a.2 (extension request) - due 8 November 2026 - due in 6 days",
            "SCR-1 1a.3 (verification) - due 31 October 2026 - 2 days late",
            "SCR-1 2 (sign-off) - due 1 November 2026 - 1 day late",
        ),
        pages,
        strict=True,
    ):
        assert f"- {words}\n  http://testserver{page}" in mail.body
        assert mail.alternatives[0].content.count(page) == 1
    for ask in ("decide on each extension request", "verify each action", "to its forum"):
        assert " ".join(mail.body.split()).count(ask) == 1
    for text in (request.reason, action.title, recommendation.wording):
        assert text not in mail.body
    client = sign_in("manager")
    assert [client.get(url).status_code for url in pages] == [200] * 3


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("extension", "2 extension requests overdue"),
        ("verification", "2 verifications overdue"),
        ("sign_off", "2 sign-offs overdue"),
    ],
)
def test_several_of_one_kind_are_counted_by_name(quiet, today, mailoutbox, kind, words):
    begin(quiet, kind, 8)
    begin(quiet, kind, 12)
    plan(TODAY)
    send_all()
    assert mailoutbox[0].subject == f"[OFFICIAL] SCR Tracker: {words}"


def test_the_timeline_of_the_action_says_what_was_asked_of_whom(quiet, today, mailoutbox):
    request = ask_for_time(quiet, quiet.health_action, days_ago=8)
    action = claim(quiet, days_ago=8)
    plan(TODAY)
    send_all()

    def told_to(person, about):
        return [(e.title, e.url) for e in entries(about, quiet.fresh(person))]

    page = reverse("recommendations:extension-decide", args=[request.action.public_id])
    asked = ("Reminded: Manager", page)
    assert told_to("manager", request.action) == [asked]
    assert told_to("manager", action) == [("Reminded: Manager", "")]
    assert told_to("health_lead", request.action) == told_to("police_lead", action) == []
