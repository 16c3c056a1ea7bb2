"""Reading calendars as a program does: no sign-in, parsed by the icalendar library."""

import re

from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from reminders.models import CalendarEntry, CalendarFeed

ADDRESS = re.compile(r'id="address" type="text" value="([^"]+)"')


def make_address(client):
    """The path that is shown to who asks for an address, as a program fetches it."""
    page = client.post(reverse("reminders:calendar-address-add")).content.decode()
    [address] = ADDRESS.findall(page)
    assert address.startswith("http://testserver/calendar/feeds/")
    return address.removeprefix("http://testserver")


def add_feed(user):
    """A feed that is there already; its path."""
    secret = "known"
    feed = CalendarFeed.objects.create(user=user, secret_digest=CalendarFeed.digest_of(secret))
    return feed.address(secret).removeprefix("http://testserver")


def fetch(path, **headers):
    return Client().get(path, headers=headers)


def events(path):
    """What a program is told, by the title without its words: "SCR-1 1a.1" → the event."""
    answer = fetch(path)
    assert answer.status_code == 200
    return events_of(answer.content)


def events_of(content):
    found = Calendar.from_ical(content).walk("VEVENT")
    named = {
        str(e["SUMMARY"]).removeprefix("No longer due: ").removesuffix(" due"): e for e in found
    }
    assert len(named) == len(found)
    return named


def entry_of(user, item):
    return CalendarEntry.objects.get(user=user, item_id=item.public_id)


def said(event):
    """Status, title, day and sequence."""
    day = event["DTSTART"].dt
    return str(event["STATUS"]), str(event["SUMMARY"]), day, event["SEQUENCE"]
