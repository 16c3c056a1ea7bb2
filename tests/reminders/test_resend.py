"""A mail that managers have sent again: a row of its own, with a reason, beside the day's mail."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from reminders import resending
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.services import resend, resend_mail
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.reminders.sending import deliver
from tests.things import make_refused
from tests.world import TODAY, add_action, add_person, add_review

TOMORROW = TODAY + timedelta(days=1)
WHY = "She says that <it> never came."


@pytest.fixture
def sent(world, today, mailoutbox):
    """The police lead's mail is about both partnerships; all mails have gone."""
    world.police_lead.memberships.create(
        partnership=world.coast, role="agency_lead", agency=world.police
    )
    add_action(world, world.coast_action.recommendation, world.police, due_in=1)
    plan(TODAY)
    send_all()
    mailoutbox.clear()
    return world


def send_all(today=TODAY):
    Mail.objects.filter(state="planned").update(not_before=None)
    return [deliver(pk, today=today) for pk in ids("planned")]


def ids(state):
    return list(Mail.objects.filter(state=state).order_by("pk").values_list("pk", flat=True))


def first_to(world, key="police_lead"):
    return Mail.objects.daily().get(recipient=world.people[key], day=TODAY)


def again(world, key="police_lead", actor="manager", reason=WHY, number=0, place="city"):
    return resend_mail(
        actor=world.fresh(actor),
        partnership=getattr(world, place),
        mail=first_to(world, key),
        reason=reason,
        number=number,
    )


def page(world, mail=None, place="city"):
    mail = mail or first_to(world)
    return reverse("reminders:mail-resend", args=[getattr(world, place).public_id, mail.public_id])


def detail(world, mail):
    return reverse("reminders:mail-detail", args=[world.city.public_id, mail.public_id])


def refusal(world, **asked):
    with pytest.raises(InvalidTransition) as refused:
        again(world, **asked)
    return str(refused.value)


# --- The new row ---


def test_it_is_a_new_mail_with_who_asked_and_why(sent, sign_in):
    client = sign_in("manager")
    assert "CLARE 1a.1" in client.get(page(sent)).content.decode()
    answer = client.post(page(sent), {"reason": WHY, "number": 0})
    first, new = first_to(sent), Mail.objects.get(resend_of__isnull=False)
    assert (answer.status_code, answer.url) == (302, detail(sent, new))
    assert (new.resend_of, new.resent_for, new.resent_by) == (first, sent.city, sent.manager)
    assert (new.resent_by_name, new.resent_by_role, new.resend_reason) == (
        "Manager",
        "Partnership manager",
        WHY,
    )
    assert (new.day, new.state, new.not_before) == (TODAY, "planned", None)
    assert new.message_id == f"<{new.public_id}@{first.message_id.rpartition('@')[2]}"
    assert new.message_id != first.message_id


def test_it_holds_only_what_the_manager_sees_of_the_own_partnership(sent):
    hidden = add_review(sent, is_restricted=True)
    hidden.people.create(user=sent.police_lead, named_by=sent.manager)
    new = again(sent)
    [row] = new.reminders.all()
    assert (row.item_id, row.partnership, row.is_repeat, row.state) == (
        sent.police_action.public_id,
        sent.city,
        True,
        "planned",
    )
    assert first_to(sent).reminders.count() == 2
    sent.review.is_restricted = True
    sent.review.save()
    with pytest.raises(NotAllowed):
        again(sent, number=1)


def test_the_letter_says_that_it_goes_again_and_not_why(sent, mailoutbox):
    new = again(sent)
    assert deliver(new.pk) == "sent"
    [message] = mailoutbox
    said = "The partnership’s managers asked for this mail to be sent again."
    assert message.extra_headers["Message-ID"] == new.message_id
    assert message.body.count(said) == 1
    assert message.alternatives[0].content.count(said) == 1
    assert "never came" not in message.body + message.alternatives[0].content
    assert "SAR-1" not in message.body
    assert said not in first_to(sent).body_text


def test_it_is_looked_at_again_when_it_is_sent(sent, mailoutbox):
    new = again(sent)
    sent.police_action.status, sent.police_action.status_reason = "withdrawn", "Overtaken"
    sent.police_action.save()
    assert deliver(new.pk) == "dropped"
    assert mailoutbox == []


def test_both_pages_say_who_asked_when_and_why(sent, sign_in):
    new, client = again(sent), sign_in("manager")
    said = "Asked for by Manager, Partnership manager, on 2 November 2026 at 9:30am: She says"
    for here, there in ((first_to(sent), new), (new, first_to(sent))):
        text = client.get(detail(sent, here)).content.decode()
        assert text.count(said) == 1
        assert "&lt;it&gt; never came" in text
        assert f'href="{detail(sent, there)}"' in text
    coast = reverse("reminders:mail-detail", args=[sent.coast.public_id, first_to(sent).public_id])
    text = sign_in("outsider").get(coast).content.decode()
    assert "Asked for by" not in text, "what another partnership does is not theirs to know"


# --- When it can be sent again ---


def test_a_mail_that_waits_is_not_sent_again(world, today, sign_in):
    plan(TODAY)
    assert refusal(world) == resending.STILL_WAITS
    client = sign_in("manager")
    assert page(world) not in client.get(detail(world, first_to(world))).content.decode()
    text = client.get(page(world)).content.decode()
    assert resending.STILL_WAITS in text
    assert "<textarea" not in text


def test_nothing_is_sent_again_of_what_is_done(sent):
    sent.police_action.status, sent.police_action.status_reason = "withdrawn", "Overtaken"
    sent.police_action.save()
    assert refusal(sent) == resending.NOTHING


def test_nothing_is_sent_again_to_a_refused_address(sent):
    make_refused(sent.police_lead)
    assert refusal(sent) == resending.REFUSED


def test_of_two_managers_at_once_one_is_asked_to_look_first(sent):
    add_person(sent, "deputy", "manager")
    again(sent)
    assert refusal(sent, actor="deputy") == resending.AGAIN_ALREADY
    send_all()
    assert "Somebody else has had it sent again" in refusal(sent, actor="deputy")
    assert again(sent, actor="deputy", number=1).state == "planned"


def test_a_double_post_sends_it_again_once(sent, sign_in):
    client = sign_in("manager")
    token = re.findall(r'name="once" value="([^"]+)"', client.get(page(sent)).content.decode())[0]
    data = {"reason": WHY, "number": 0, "once": token}
    answers = [client.post(page(sent), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Mail.objects.filter(resend_of__isnull=False).count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\0b"])
def test_a_reason_is_needed(sent, sign_in, reason):
    answer = sign_in("manager").post(page(sent), {"reason": reason, "number": 0})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"reason"}
    assert Mail.objects.filter(resend_of__isnull=False).count() == 0


def test_only_managers_of_a_partnership_in_the_mail_send_it_again(sent, sign_in):
    for person in ("police_lead", "board_member", "outsider", "nobody"):
        assert sign_in(person).post(page(sent), {"reason": WHY, "number": 0}).status_code == 404
    with pytest.raises(NotAllowed):
        again(sent, actor="outsider")
    with pytest.raises(NotAllowed):
        again(sent, key="health_lead", actor="outsider", place="coast")
    again(sent)
    coasts = again(sent, actor="outsider", place="coast")
    assert {row.partnership for row in coasts.reminders.all()} == {sent.coast}


# --- What it is not: the mail of the day ---


def test_the_mail_of_the_day_comes_all_the_same(sent):
    """Neither one that waits nor one that went counts as the day's mail."""
    add_action(sent, due_in=-1)
    for key in ("police_lead", "manager"):
        again(sent, key=key)
    send_all()
    waiting = again(sent, number=1)
    Mail.objects.filter(pk=waiting.pk).update(day=TODAY)
    add_action(sent, due_in=0)
    plan(TOMORROW)
    daily = Mail.objects.daily().get(recipient=sent.police_lead, day=TOMORROW)
    assert waiting.reminders.count() == 1
    assert daily.reminders.count() > 0
    waiting.refresh_from_db()
    assert waiting.day == TODAY, "it is not carried over"


def test_it_says_that_it_goes_beside_the_days_mail(sent, mailoutbox):
    again(sent)
    assert send_all() == ["sent"]
    (message,) = mailoutbox
    for body in (message.body, message.alternatives[0][0]):
        words = " ".join(body.split())
        assert "This one goes beside the mail of the day" in words
        assert "There is never more than one mail a day." not in words


def test_what_somebody_else_says_at_the_same_moment_is_a_message(sent, monkeypatch):
    """A plan that takes the row up between look and write: nothing is written."""
    first = first_to(sent)
    Mail.objects.filter(pk=first.pk).update(state="failed", sent_at=None)
    Reminder.objects.filter(mail=first).update(state="failed")
    held = resend.ledger.identities

    def just_before(rows, since):
        found = held(rows, since)
        row = Reminder.objects.filter(mail=first, partnership=sent.city).first()
        other = Mail.objects.get(recipient=sent.manager, day=TODAY)
        row.pk, row.public_id, row.mail, row.state = None, uuid4(), other, "planned"
        row.save(force_insert=True)
        return found

    monkeypatch.setattr(resend.ledger, "identities", just_before)
    assert refusal(sent) == resend.BETWEEN
    assert not Mail.objects.filter(resend_of__isnull=False).exists()


def test_a_resend_of_the_same_day_stands_beside_the_days_mail(sent):
    yesterday = first_to(sent)
    Mail.objects.filter(pk=yesterday.pk).update(day=TODAY - timedelta(days=1))
    Mail.objects.filter(pk=yesterday.pk).update(sent_at=yesterday.sent_at - timedelta(days=1))
    yesterday.refresh_from_db()
    new = resend_mail(
        actor=sent.manager, partnership=sent.city, mail=yesterday, reason=WHY, number=0
    )
    add_action(sent, due_in=0)
    plan(TODAY)
    daily = Mail.objects.daily().get(recipient=sent.police_lead, day=TODAY)
    assert daily != new
    assert {row.is_repeat for row in new.reminders.all()} == {True}
    assert {row.is_repeat for row in daily.reminders.all()} == {False}


def test_what_was_said_again_is_not_planned_again(sent):
    before = plan(TOMORROW, dry_run=True).added
    again(sent)
    send_all()
    assert plan(TOMORROW, dry_run=True).added == before


def test_what_failed_is_said_by_the_mail_that_goes_again_and_by_no_later_plan(sent):
    first = first_to(sent)
    Mail.objects.filter(pk=first.pk).update(state="failed", sent_at=None)
    first.reminders.update(state="failed")
    new = again(sent)
    assert [row.is_repeat for row in new.reminders.all()] == [False]
    send_all()
    plan(TOMORROW)
    later = Reminder.objects.filter(recipient=sent.police_lead, mail__day=TOMORROW)
    assert {row.partnership for row in later} == {sent.coast}


def test_a_digest_sent_again_is_no_digest_of_a_later_week(sent):
    again(sent, key="manager")
    send_all()
    rows = Reminder.objects.filter(recipient=sent.manager, audience="manager")
    assert rows.filter(is_repeat=True).count() > 0
    plan(TODAY + timedelta(days=7))
    assert rows.filter(mail__day=TODAY + timedelta(days=7)).count() > 0


@pytest.mark.parametrize("items", [1, 30])
def test_queries_do_not_grow_with_the_items(sent, sign_in, django_assert_num_queries, items):
    mail, client = first_to(sent), sign_in("manager")
    model = mail.reminders.get(partnership=sent.city)
    for _ in range(items - 1):
        action = add_action(sent, due_in=-1)
        model.pk, model.action, model.item_id = None, action, action.public_id
        model.public_id, model.due_on = action.public_id, action.due_on
        model.save()
    with django_assert_num_queries(18):
        assert len(client.get(page(sent)).context["offer"].rows) == items
