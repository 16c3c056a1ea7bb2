"""Embedding checks are chased by reminders to the managers: nobody else makes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from recommendations.models import Action, EmbeddingCheck
from recommendations.services import record_embedding_check, reopen_sign_off, sign_off
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.policies import policy_of
from reminders.preview import coming
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import plan_check, send_every_day
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review


@pytest.fixture
def quiet(world):
    """A world in which no action is due."""
    Action.objects.update(status="withdrawn", status_reason="Overtaken")
    send_every_day()
    return world


def told(day=TODAY):
    rows = Reminder.objects.filter(mail__day=day, kind="check")
    return {(r.recipient.email.split("@")[0], r.audience, r.step) for r in rows}


def send_all(today=None):
    return [deliver(pk, today=today) for pk in waiting_ids(timezone.now())]


@pytest.mark.parametrize(
    ("due_in", "step"), [(15, None), (14, -14), (3, -3), (0, 0), (-1, 1), (-9, 8), (-40, 36)]
)
def test_managers_are_told_before_on_and_after_the_day_and_in_no_digest(quiet, due_in, step):
    plan_check(quiet, due_in=due_in)
    plan(TODAY)
    assert told() == (set() if step is None else {("manager", "owner", step)})


def test_each_step_is_told_once(quiet):
    plan_check(quiet, due_in=3)
    said = {}
    for night in range(40):
        plan(TODAY + timedelta(days=night))
        Mail.objects.update(state="dropped")
        said[night] = {step for _, _, step in told(TODAY + timedelta(days=night))}
    assert {night: steps for night, steps in said.items() if steps} == {
        0: {-3},
        3: {0},
        4: {1},
        5: {2},
        7: {4},
        11: {8},
        25: {22},
        39: {36},
    }


def test_a_check_of_a_restricted_review_reaches_the_managers_named_on_it_only(quiet):
    review = add_review(quiet, is_restricted=True)
    plan_check(quiet, add_recommendation(quiet, review, (quiet.police,)), due_in=-1)
    add_person(quiet, "deputy", "manager")
    review.people.create(user=quiet.police_lead, named_by=quiet.manager)
    plan(TODAY)
    assert told() == set()
    review.people.create(user=quiet.people["deputy"], named_by=quiet.manager)
    plan(TODAY)
    assert told() == {("deputy", "owner", 1)}


def test_checks_of_another_partnership_and_ended_roles_are_not_told(quiet):
    there = plan_check(quiet, quiet.coast_action.recommendation, -1, manager="outsider")
    plan_check(quiet, due_in=-1)
    add_person(quiet, "former", "manager")
    Membership.objects.filter(user=quiet.people["former"]).update(is_active=False)
    plan(TODAY)
    assert told() == {("manager", "owner", 1), ("outsider", "owner", 1)}
    assert Reminder.objects.get(recipient=quiet.outsider).item_id == there.public_id


def test_a_late_check_stands_in_no_digest(world):
    """A digest says what others are late with."""
    plan_check(world, due_in=-1)
    plan(TODAY)
    rows = Reminder.objects.filter(recipient=world.manager).values_list("kind", "audience")
    assert set(rows) == {("action", "manager"), ("check", "owner")}
    Mail.objects.update(state="dropped")
    plan(TODAY + timedelta(days=1))
    assert told(TODAY + timedelta(days=1)) == {("manager", "owner", 2)}


def test_the_forecast_says_it_and_the_night_does_it(quiet):
    check = plan_check(quiet, due_in=2)
    add_person(quiet, "deputy", "manager")
    nights = {
        (row.day, row.recipient.pk, due.item_id)
        for row in coming(policy_of(quiet.city), quiet.manager, TODAY)
        for due in row.items
    }
    happened = set()
    for night in range(1, 15):
        plan(TODAY + timedelta(days=night))
        Mail.objects.update(state="dropped")
    rows = Reminder.objects.filter(item_id=check.public_id)
    happened = set(rows.values_list("mail__day", "recipient", "item_id"))
    assert len(nights) == 12
    assert nights == happened


# --- At the moment of sending ---


def record(world, check, outcome):
    record_embedding_check(
        actor=world.fresh("manager"), check=check, outcome=outcome, note="Read", checked_on=TODAY
    )


def test_a_recorded_check_drops_out_with_what_was_found(quiet, today, mailoutbox):
    check = plan_check(quiet, due_in=-1)
    plan(TODAY)
    record(quiet, check, "embedded")
    assert send_all() == ["dropped"]
    assert mailoutbox == []
    assert Mail.objects.get().state_reason == "The check is recorded: embedded."


def test_a_reopened_recommendation_is_not_checked(quiet, today, mailoutbox):
    check = plan_check(quiet, due_in=-1)
    plan(TODAY)
    reopen_sign_off(
        actor=quiet.fresh("manager"), recommendation=check.recommendation, reason="New facts"
    )
    assert send_all() == ["dropped"]
    assert Mail.objects.get().state_reason == "The recommendation was reopened."


def test_a_check_that_was_put_off_or_hidden_drops_out(quiet, today, mailoutbox):
    check = plan_check(quiet, due_in=-1)
    plan(TODAY)
    EmbeddingCheck.objects.update(due_on=TODAY + timedelta(days=90))
    mail = Mail.objects.get()
    assert deliver(mail.pk) == "dropped"
    mail.refresh_from_db()
    assert mail.state_reason == "The due date moved from 1 November 2026 to 31 January 2027."
    EmbeddingCheck.objects.update(due_on=check.due_on)
    Mail.objects.update(state="planned")
    Reminder.objects.update(state="planned")
    quiet.review.is_restricted = True
    quiet.review.save()
    assert deliver(mail.pk) == "dropped"
    mail.refresh_from_db()
    assert mail.state_reason == "The recipient may no longer see it."


def test_a_manager_who_became_a_board_member_no_longer_makes_it(quiet, today, mailoutbox):
    plan_check(quiet, due_in=-1)
    plan(TODAY)
    Membership.objects.filter(user=quiet.manager).update(role="board_member")
    assert send_all() == ["dropped"]
    assert Mail.objects.get().state_reason == (
        "The recipient no longer owns it or leads for its agency."
    )


# --- What is said of it ---


def test_the_mail_says_reference_kind_date_and_link_and_what_to_do(world, today, mailoutbox):
    """Beside an overdue action, in the same mail: one table of one's own, one of others'."""
    check = plan_check(world, due_in=3)
    plan(TODAY)
    send_all()
    [mail] = [m for m in mailoutbox if m.to == ["manager@example.test"]]
    assert mail.subject == "[OFFICIAL] SCR Tracker: 1 overdue, 1 due soon"
    link = f"http://testserver/embedding-checks/{check.public_id}/"
    listed = f"http://testserver/partnerships/{world.city.public_id}/embedding-checks/"
    own = mail.body.index("City Children's Partnership: for you to do")
    others = mail.body.index("City Children's Partnership: the week’s digest of what is overdue")
    assert own < mail.body.index("SCR-1 1a (embedding check)") < others
    assert others < mail.body.index("SCR-1 1a.1 - due 21 October 2026")
    for words in ("due 5 November 2026 - due in 3 days", link, "make each embedding check"):
        assert mail.body.count(words) == 1
    for words in (link, listed, "SCR-1 1a (embedding check)"):
        assert mail.alternatives[0].content.count(words) == 1
    assert f"embedding checks that come due:\n{listed}" in mail.body
    assert world.recommendation.wording not in mail.body


def test_a_mail_of_checks_alone_counts_them(quiet, today, mailoutbox):
    plan_check(quiet, due_in=-2)
    plan_check(quiet, add_recommendation(quiet), due_in=-9)
    plan(TODAY)
    send_all()
    assert mailoutbox[0].subject == "[OFFICIAL] SCR Tracker: 2 embedding checks overdue"
    assert "chase" not in mailoutbox[0].body.partition("Why you get this mail")[0]


def test_the_outbox_shows_it_to_who_sees_it(quiet, today, sign_in, mailoutbox):
    review = add_review(quiet, is_restricted=True, pseudonym="Wren")
    hidden = plan_check(quiet, add_recommendation(quiet, review), due_in=-1)
    shown = plan_check(quiet, due_in=-1)
    add_person(quiet, "deputy", "manager")
    review.people.create(user=quiet.people["deputy"], named_by=quiet.manager)
    plan(TODAY)
    send_all()
    outbox = reverse("reminders:outbox", args=[quiet.city.public_id])
    mail = Mail.objects.get(recipient=quiet.people["deputy"])
    detail = reverse("reminders:mail-detail", args=[quiet.city.public_id, mail.public_id])

    def items(person):
        response = sign_in(person).get(outbox)
        rows = {row.mail.pk: row for row in response.context["rows"]}
        table = sign_in(person).get(detail).context["mail_items"]
        return rows[mail.pk].about, {i.url for i in rows[mail.pk].named}, {i.name for i in table}

    def address(check):
        return reverse("recommendations:check-record", args=[check.public_id])

    assert items("deputy") == (
        "2 embedding checks overdue",
        {address(hidden), address(shown)},
        {"WREN 1 (embedding check)", "CLARE 1a (embedding check)"},
    )
    assert items("manager") == (
        "1 embedding check overdue",
        {address(shown)},
        {"CLARE 1a (embedding check)"},
    )


# --- From the meeting to the check ---


def test_six_months_after_the_sign_off_the_check_is_in_mail_and_my_work(quiet, sign_in, mailoutbox):
    recommendation = add_recommendation(quiet, reference="9", agencies=(quiet.police,))
    add_action(quiet, recommendation, status="verified", due_in=-300)
    with time_machine.travel(datetime(2026, 11, 2, 9, 30, tzinfo=UTC), tick=False):
        decision = sign_off(
            actor=quiet.fresh("manager"),
            recommendation=recommendation,
            outcome="assured",
            forum=quiet.forum,
            meeting_on=TODAY,
            basis="Seen",
            outputs_only_reason="Nothing else can show it",
            embedding_months=6,
        )
        plan(TODAY)
        assert not Reminder.objects.filter(kind="check").exists()
    check = decision.embedding_checks.get()
    assert check.due_on == date(2027, 5, 2)
    address = reverse("recommendations:check-record", args=[check.public_id])
    with time_machine.travel(datetime(2027, 4, 18, 5, 0, tzinfo=UTC), tick=False):
        plan(timezone.localdate())
        send_all()
        [mail] = [m for m in mailoutbox if address in m.body]
        assert mail.to == ["manager@example.test"]
        assert "SCR-1 9 (embedding check) - due 2 May 2027 - due in 14 days" in mail.body
        assert address in sign_in("manager").get("/").content.decode()
        page = sign_in("manager").get(address).content.decode()
        assert page.count("Reminder sent to Manager, ") == 1
        for other in ("police_lead", "board_member", "outsider"):
            assert address not in sign_in(other).get("/").content.decode()
    with time_machine.travel(datetime(2027, 5, 3, 5, 0, tzinfo=UTC), tick=False):
        plan(timezone.localdate())
        send_all()
        assert "SCR-1 9 (embedding check) - due 2 May 2027 - 1 day late" in mailoutbox[-1].body
        record_embedding_check(
            actor=quiet.fresh("manager"),
            check=check,
            outcome="embedded",
            note="Ten records were read.",
            checked_on=timezone.localdate(),
        )
        assert address not in sign_in("manager").get("/").content.decode()
    with time_machine.travel(datetime(2027, 5, 4, 5, 0, tzinfo=UTC), tick=False):
        plan(timezone.localdate())
        assert not Reminder.objects.filter(kind="check", mail__day=date(2027, 5, 4)).exists()
