"""The secret address of a calendar: shown once, made anew, switched off, closed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reminders.calendars.addresses import secret_for
from reminders.models import CalendarFeed
from tests.reminders.calendars import ADDRESS, add_feed, events, fetch, make_address

PAGE, MADE = reverse("reminders:calendar"), reverse("reminders:calendar-address-add")
OFF = reverse("reminders:calendar-address-off")


def test_it_is_off_until_somebody_makes_an_address(world, sign_in):
    client = sign_in("police_lead")
    assert "Make my address" in client.get(PAGE).content.decode()
    path = make_address(client)
    assert set(events(path)) == {"SCR-1 1a.1"}
    page = client.get(PAGE).content.decode()
    assert "Make a new address" in page
    assert "Make my address" not in page


def test_the_address_is_shown_once_and_not_kept(world, sign_in):
    client = sign_in("police_lead")
    path = make_address(client)
    secret = path.rsplit("/")[-1].removesuffix(".ics")
    assert len(secret) == 43
    feed = CalendarFeed.objects.get()
    assert secret not in {str(getattr(feed, f.attname)) for f in feed._meta.concrete_fields}
    assert secret not in client.get(PAGE).content.decode()
    assert client.get(MADE).url == PAGE


def test_the_page_that_shows_it_is_stored_nowhere(world, sign_in):
    assert sign_in("police_lead").post(MADE)["Cache-Control"] == "no-store"


def test_a_new_address_stops_the_old_one_at_once(world, sign_in):
    client = sign_in("police_lead")
    old, new = make_address(client), make_address(client)
    assert [fetch(path).status_code for path in (old, new)] == [404, 200]
    assert CalendarFeed.objects.count() == 1


def test_switched_off_it_stops_at_once(world, sign_in):
    client = sign_in("police_lead")
    path = make_address(client)
    assert "switched off" in client.post(OFF, follow=True).content.decode()
    assert fetch(path).status_code == 404
    assert "Make my address" in client.get(PAGE).content.decode()


def test_nobody_switches_off_or_renews_anothers(world, sign_in):
    path = make_address(sign_in("police_lead"))
    other = sign_in("manager")
    other.post(OFF)
    make_address(other)
    assert fetch(path).status_code == 200


def test_a_closed_account_has_no_calendar(world, sign_in):
    path = make_address(sign_in("police_lead"))
    world.police_lead.is_active = False
    world.police_lead.save()
    assert fetch(path).status_code == 404


def test_who_has_left_every_partnership_has_an_empty_one(world, sign_in):
    path = make_address(sign_in("police_lead"))
    world.police_lead.memberships.update(is_active=False)
    assert events(path) == {}


@pytest.mark.parametrize("wrong", ["x", "secret", "0" * 64])
def test_a_wrong_secret_finds_nothing(world, wrong):
    feed = CalendarFeed.objects.create(
        user=world.police_lead, secret_digest=CalendarFeed.digest_of("right")
    )
    assert fetch(feed.address("right").removeprefix("http://testserver")).status_code == 200
    for secret in (wrong, feed.secret_digest):
        assert (
            fetch(reverse("reminders:calendar-feed", args=[feed.public_id, secret])).status_code
            == 404
        )


def test_the_secret_of_one_opens_no_calendar_of_another(world):
    mine, theirs = (
        add_feed(world.police_lead),
        CalendarFeed.objects.create(
            user=world.manager, secret_digest=CalendarFeed.digest_of("theirs")
        ),
    )
    secret = mine.rsplit("/")[-1].removesuffix(".ics")
    address = reverse("reminders:calendar-feed", args=[theirs.public_id, secret])
    assert fetch(address).status_code == 404


def test_a_program_needs_no_session_and_is_given_none(world, sign_in):
    path = make_address(sign_in("police_lead"))
    answer = fetch(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


def test_who_is_signed_in_as_somebody_else_reads_the_calendar_of_the_address(world, sign_in):
    path = make_address(sign_in("police_lead"))
    assert sign_in("outsider").get(path).content == fetch(path).content


def test_the_page_says_when_a_program_last_read_it(world, sign_in):
    start = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    client, path = sign_in("police_lead"), add_feed(world.police_lead)
    read = {0: "9:30am", 0.9: "9:30am", 2: "11:30am"}
    assert "Not yet" in client.get(PAGE).content.decode()
    for hours, said in read.items():
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            fetch(path)
        assert f"2 November 2026 at {said}" in client.get(PAGE).content.decode()


def token(page):
    return re.findall(r'name="once" value="([^"]+)"', page.content.decode())[0]


def test_the_same_post_twice_shows_the_same_address(world, sign_in):
    client = sign_in("police_lead")
    data = {"once": token(client.get(PAGE))}
    first, second = (ADDRESS.findall(client.post(MADE, data).content.decode()) for _ in range(2))
    assert first == second != []


def test_an_old_post_brings_no_old_address_back(world, sign_in):
    client = sign_in("police_lead")
    data = {"once": token(client.get(PAGE))}
    [old] = ADDRESS.findall(client.post(MADE, data).content.decode())
    new = make_address(client)
    again = client.post(MADE, data, follow=True)
    assert "That address is no longer yours." in again.content.decode()
    client.post(OFF)
    client.post(MADE, data)
    assert [fetch(path).status_code for path in (old.removeprefix("http://testserver"), new)] == [
        404
    ] * 2


def test_a_secret_follows_from_person_token_and_key(world, settings):
    one = secret_for(world.police_lead, "token")
    assert one == secret_for(world.police_lead, "token")
    others = {secret_for(world.manager, "token"), secret_for(world.police_lead, "other")}
    settings.SECRET_KEY = "another"
    others.add(secret_for(world.police_lead, "token"))
    others |= {secret_for(world.police_lead, ""), secret_for(world.police_lead, "")}
    assert len(others | {one}) == 6
