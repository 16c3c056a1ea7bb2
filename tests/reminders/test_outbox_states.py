"""The outbox by state, with when each mail goes and why each thing stands in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from reminders.models import Cover, Mail
from reminders.planning import plan
from tests.reminders.sending import deliver
from tests.reminders.things import foreseen
from tests.world import TODAY


@pytest.fixture
def planned(world, today):
    plan(TODAY)
    return world


def page(client, world, **asked):
    return client.get(reverse("reminders:outbox", args=[world.city.public_id]), asked)


def detail(client, world, mail):
    names = [world.city.public_id, mail.public_id]
    return client.get(reverse("reminders:mail-detail", args=names))


def recipients(response):
    return sorted(row.mail.shown_name for row in response.context["rows"])


def put(world, key, **fields):
    Mail.objects.filter(recipient=world.people[key]).update(**fields)


def test_mails_can_be_listed_by_state_and_the_failed_stand_out(planned, sign_in):
    put(planned, "health_lead", state="failed", state_reason="The mail server refused the mail.")
    client = sign_in("manager")
    tabs = page(client, planned).context["tabs"]
    assert tabs == [("planned", "Planned", 2), ("failed", "Failed", 1)], "of City, no others"
    failed = page(client, planned, state="failed")
    assert recipients(failed) == ["Health Lead"]
    assert '<a href="?state=failed" aria-current="page">Failed (1)</a>' in failed.content.decode()
    assert recipients(page(client, planned, state="planned")) == ["Manager", "Police Lead"]
    for other in ("", "sent", "nonsense", "\0"):
        assert len(recipients(page(client, planned, state=other))) == 3


def test_a_state_of_other_partnerships_mails_is_no_tab(planned, sign_in):
    put(planned, "outsider", state="failed")
    client = sign_in("manager")
    assert [tab.state for tab in page(client, planned).context["tabs"]] == ["planned"]
    assert 'aria-label="Mails by state"' not in page(client, planned).content.decode()


def test_a_mail_with_the_weekly_digest_says_at_which_hour_it_goes(planned, sign_in):
    client = sign_in("manager")
    mail = Mail.objects.get(recipient=planned.manager)
    assert mail.send_from == datetime(2026, 11, 2, 7, tzinfo=UTC)
    said = "Goes on 2 November 2026 at 7:00am, with the weekly digest"
    assert page(client, planned).content.decode().count(said) == 1
    assert said in detail(client, planned, mail).content.decode()
    other = Mail.objects.get(recipient=planned.police_lead)
    assert "Goes as soon as its turn comes" in detail(client, planned, other).content.decode()


def test_after_an_attempt_the_next_one_is_said_in_place_of_the_hour(planned, sign_in):
    later = datetime(2026, 11, 2, 9, 35, tzinfo=UTC)
    put(planned, "manager", attempts=1, not_before=later)
    text = page(sign_in("manager"), planned).content.decode()
    assert "Next attempt 2 November 2026 at 9:35am" in text
    assert "with the weekly digest" not in text


@pytest.mark.parametrize("is_covered", [True, False])
def test_each_item_says_why_it_stands_in_the_mail(world, today, mailoutbox, sign_in, is_covered):
    """Where a lead is covered for, and where the agency has no lead any more."""
    Cover.objects.create(
        partnership=world.city,
        user=world.police_lead,
        delegate=world.manager,
        first_on=TODAY,
        last_on=TODAY + timedelta(days=20),
        recorded_by=world.manager,
    )
    if not is_covered:
        Cover.objects.all().delete()
        world.police_lead.memberships.update(is_active=False)
    nobody = "As manager, because it reaches nobody who owes it"
    own = "Covering for somebody who is away" if is_covered else nobody
    to_be = "covering for Police Lead" if is_covered else nobody
    ahead = foreseen(world, "manager")
    assert to_be[1:] in {told.why[1:] for row in ahead for told in row.told}
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.manager)
    Mail.objects.filter(pk=mail.pk).update(not_before=None)
    client = sign_in("manager")
    before = [item.why for item in detail(client, world, mail).context["mail_items"]]
    assert sorted(before) == ["As owner or agency lead", "In the weekly digest"]
    assert deliver(mail.pk) == "sent"
    Cover.objects.all().delete()
    after = [item.why for item in detail(client, world, mail).context["mail_items"]]
    assert sorted(after) == sorted([own, "In the weekly digest"])
