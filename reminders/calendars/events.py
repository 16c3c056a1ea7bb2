"""Entries as iCalendar, by RFC 5545 and 7986: whole days, private, and nobody is busy."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from icalendar import Calendar, Event, Timezone
from icalendar.prop import vDuration

from reminders.models import CalendarEntry
from reminders.sources import SOURCES

NAME = "SCR Tracker: my due dates"
#: How often a program should look again; Google looks when it likes.
LOOK_AGAIN = timedelta(hours=4)
ONE_DAY = timedelta(days=1)
#: Control characters, which somebody may have pasted and no text of RFC 5545 may hold.
NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")


def feed(entries: Iterable[CalendarEntry]) -> bytes:
    """The calendar to subscribe to."""
    calendar = _calendar()
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for entry in entries:
        calendar.add_component(_event(entry))
    if not calendar.subcomponents:
        # A calendar holds one component at least: an empty one is refused as broken.
        calendar.add_component(Timezone.from_tzid("UTC"))
    return bytes(calendar.to_ical())


def single(entry: CalendarEntry) -> bytes:
    """One event, to take into a calendar by hand."""
    calendar = _calendar()
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    """Without a METHOD: it is what is so now, and no invitation."""
    calendar = Calendar()
    calendar.add("prodid", "-//SCR Tracker//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(entry: CalendarEntry) -> Event:
    """References only, as in mails. Without a METHOD, the stamp says when it last changed."""
    is_off, name = entry.cancelled_at is not None, NO_TEXT.sub(" ", entry.name)
    url = settings.SITE_URL + SOURCES[entry.kind].url(entry.page_id)
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("created", entry.created_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + ONE_DAY)
    event.add("summary", f"No longer due: {name}" if is_off else f"{name} due")
    event.add("description", f"{entry.marking}\nOpen it in SCR Tracker: {url}")
    event.add("url", url)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
