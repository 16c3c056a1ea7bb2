"""What is new joins the mail of the day, once: unread, young, and still visible."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from recommendations.models import Action, Notice
from reminders.models import Mail, MailedNotice, Preference
from reminders.planning import plan
from reminders.sending import delivery
from tests.evidence.samples import add
from tests.reminders.sending import deliver
from tests.reminders.things import notify as happen
from tests.reminders.things import set_policy
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture(autouse=True)
def nothing_due(world):
    """Both partnerships send, and nothing is near its date."""
    for partnership in (world.city, world.coast):
        set_policy(partnership)
    Action.objects.update(due_on=TODAY + timedelta(days=200))


def notify(*about, ago=timedelta(hours=1), **more):
    return happen(*about, ago=ago, **more)


def send(day=TODAY):
    plan(day)
    for mail in Mail.objects.filter(state="planned"):
        deliver(mail.pk, today=day)
    sent, outgoing.outbox[:] = list(outgoing.outbox), []
    return sent


def states():
    return list(MailedNotice.objects.order_by("notice_id").values_list("state", flat=True))


def test_a_mail_goes_for_news_alone_and_says_kind_reference_day_and_link(world):
    notice = notify(world)
    (sent,) = send()
    assert sent.to == ["police_lead@example.test"]
    assert sent.subject == "[OFFICIAL] SCR Tracker: 1 new for you"
    link = f"/notices/{notice.public_id}/"
    for body in (sent.body, sent.alternatives[0][0]):
        assert "SCR-1 1a.1" in body
        assert "Assigned" in body
        assert "2 November 2026" in body
        assert link in body
        assert "Brief staff" not in body
        assert "nothing due" not in body
    assert states() == ["sent"]


@pytest.mark.parametrize("shows", [False, True])
def test_a_pseudonym_only_where_it_is_switched_on_and_never_of_a_restricted_review(world, shows):
    set_policy(world.city, shows_wording=shows)
    notify(world)
    review = add_review(world, pseudonym="Wren", reference="SCR-9", is_restricted=True)
    review.people.create(user=world.police_lead, named_by=world.manager)
    notify(world, thing=add_action(world, add_recommendation(world, review)))
    (sent,) = send()
    for body in (sent.body, sent.alternatives[0][0]):
        assert ("CLARE 1a.1" in body, "SCR-1 1a.1" in body) == (shows, not shows)
        assert "SCR-9 1.1" in body
        assert "WREN" not in body.upper()


def test_news_joins_the_mail_of_what_is_due(world):
    Action.objects.filter(pk=world.police_action.pk).update(due_on=TODAY - timedelta(days=1))
    notify(world)
    notify(world)
    (sent,) = [each for each in send() if each.to == ["police_lead@example.test"]]
    assert sent.subject.endswith(": 1 action overdue, 2 new for you")


def test_a_notice_is_mailed_once_however_often_plans_are_made(world):
    notify(world)
    plan(TODAY)
    assert len(send()) == 1
    assert send() == []
    assert send(TODAY + timedelta(days=1)) == []
    assert states() == ["sent"]


def test_what_is_read_or_old_joins_no_mail(world):
    Notice.objects.filter(pk=notify(world).pk).update(read_at=timezone.now())
    notify(world, ago=timedelta(days=14, minutes=1))
    assert send() == []
    notify(world, ago=timedelta(days=13, hours=23))
    assert len(send()) == 1


def test_what_is_read_before_the_mail_goes_drops_out(world):
    read, unread = notify(world), notify(world)
    plan(TODAY)
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    (sent,) = send()
    assert sent.subject.endswith(": 1 new for you")
    assert str(unread.public_id) in sent.body
    assert str(read.public_id) not in sent.body
    assert states() == ["dropped", "sent"]


def test_a_mail_with_nothing_left_is_not_sent(world):
    notify(world)
    plan(TODAY)
    Notice.objects.update(read_at=timezone.now())
    assert send() == []
    mail = Mail.objects.get()
    assert (mail.state, mail.state_reason) == ("dropped", "It has been read.")


@pytest.mark.parametrize("when", ["before the plan", "after it"])
def test_what_can_no_longer_be_seen_is_in_no_mail(world, when):
    item = add(world)
    notify(world)
    notify(world, "manager", item, through=world.police_action, actor=world.fresh("police_lead"))
    if when == "after it":
        plan(TODAY)
        assert Mail.objects.count() == 2
    world.review.is_restricted = True
    world.review.save()
    assert send() == []
    assert set(states()) == (set() if when == "before the plan" else {"dropped"})


def test_a_mail_that_failed_hands_its_news_to_the_next(world):
    notify(world)
    plan(TODAY)
    Mail.objects.update(attempts=delivery.MAX_ATTEMPTS)
    assert send() == []
    assert states() == ["failed"]
    later = TODAY + timedelta(days=1)
    assert len(send(later)) == 1
    assert states() == ["sent"]


def test_who_chose_fewer_mails_gets_no_mail_for_news_alone(world):
    Preference.objects.create(user=world.police_lead, rhythm="overdue")
    notify(world)
    assert send() == []
    assert (Mail.objects.count(), states()) == (0, [])
    Action.objects.filter(pk=world.police_action.pk).update(due_on=TODAY - timedelta(days=1))
    (sent,) = [each for each in send() if each.to == ["police_lead@example.test"]]
    assert sent.subject.endswith(": 1 action overdue, 1 new for you")
    assert "it waits up to 14 days for one" in " ".join(sent.body.split())


def test_a_partnership_that_sends_nothing_sends_no_news(world):
    set_policy(world.city, is_on=False)
    notify(world)
    assert send() == []


def test_news_of_two_partnerships_is_one_mail_with_a_heading_each(world):
    add_person(world, "both", "agency_lead", agency=world.police)
    world.both.memberships.create(partnership=world.coast, role="agency_lead", agency=world.housing)
    notify(world, "both")
    notify(world, "both", world.coast_action, actor=world.fresh("outsider"))
    (sent,) = send()
    assert sent.subject.endswith(": 2 new for you")
    assert sent.body.index("City Children's Partnership: new for you") < sent.body.index(
        "Coast Adults Board: new for you"
    )


def test_a_dry_run_joins_nothing(world):
    notify(world)
    plan(TODAY, dry_run=True)
    assert (Mail.objects.count(), states()) == (0, [])
