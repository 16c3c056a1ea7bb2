"""The calendar of the person who is signed in; and the feed, for whoever knows its address."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from reminders.calendars import addresses, events
from reminders.calendars.publishing import publish, publish_one
from reminders.models import CalendarFeed
from reminders.sources import SOURCES
from scr_tracker.flow import run
from scr_tracker.forms import GovForm
from scr_tracker.once import sent_token
from scr_tracker.secret_addresses import note_reading

OFF = "Your calendar address is switched off. Programs that used it find nothing there any more."
REPLACED = "That address is no longer yours. If you need one, make a new one."


class PlainForm(GovForm):
    """A button."""


def calendar(request: HttpRequest) -> HttpResponse:
    mine = CalendarFeed.objects.filter(user=request.user)  # type: ignore[misc]  # signed in
    context = {"feed": mine.first(), "form": PlainForm()}
    return render(request, "reminders/calendar.html", context)


def address_add(request: HttpRequest) -> HttpResponse:
    """The address is shown in the answer, and nowhere else: it cannot be found out again."""
    if request.method != "POST":  # after signing in again, or a reload of the address
        return redirect("reminders:calendar")
    form = PlainForm(request.POST)
    form.full_clean()
    secret = addresses.secret_for(request.user, sent_token(request.POST))  # type: ignore[arg-type]
    feed = run(form, addresses.make_address, actor=request.user, secret=secret)
    if feed is None or not feed.opens_with(secret):
        messages.info(request, REPLACED)
        return redirect("reminders:calendar")
    context = {"address": feed.address(secret)}
    answer = render(request, "reminders/calendar_address.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def address_off(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        addresses.switch_off(actor=request.user)  # type: ignore[arg-type]
        messages.success(request, OFF)
    return redirect("reminders:calendar")


@login_not_required
@require_safe
@conditional_page
def feed(request: HttpRequest, feed_id: UUID, secret: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: no session is asked for, and no cookie set."""
    found = addresses.opened(feed_id, secret)
    note_reading(found)
    return _ics(events.feed(publish(found.user, timezone.now())), "scr-tracker.ics")


@require_safe
def event(request: HttpRequest, kind: str, item_id: UUID) -> HttpResponse:
    """One thing that is due, for whoever sees it."""
    if kind not in SOURCES:
        raise Http404
    entry = publish_one(request.user, kind, item_id, timezone.now())  # type: ignore[arg-type]
    if entry is None:
        raise Http404
    return _ics(events.single(entry), "due.ics")


def _ics(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
