"""The feed of what changed, for whoever knows its address; and the page of the person's own."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from agencies.models import ChangesFeed
from agencies.services import make_feed, opened_feed, switch_feed_off
from dashboards.changes import feed
from dashboards.work import own_partnership
from scr_tracker.flow import run
from scr_tracker.forms import GovForm
from scr_tracker.once import sent_token
from scr_tracker.secret_addresses import note_reading, secret_of

OFF = "The address is switched off. Programs that used it find nothing there any more."
REPLACED = "That address is no longer yours. If you need one, make a new one."


class PlainForm(GovForm):
    """A button."""


@require_safe
def feed_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = own_partnership(request.user, public_id)
    mine = ChangesFeed.objects.filter(user=request.user, partnership=partnership)  # type: ignore[misc]
    context = {"feed": mine.first(), "form": PlainForm(), "partnership": partnership}
    return render(request, "dashboards/change_feed.html", context)


def feed_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The address is shown in the answer, and nowhere else: it cannot be found out again."""
    partnership = own_partnership(request.user, public_id)
    if request.method != "POST":  # after signing in again, or a reload of the address
        return redirect("dashboards:change-feed", public_id)
    form = PlainForm(request.POST)
    form.full_clean()
    whose = f"{request.user.public_id} {public_id}"  # type: ignore[union-attr]
    secret = secret_of(__name__, whose, sent_token(request.POST))
    made = run(form, make_feed, actor=request.user, partnership=partnership, secret=secret)
    if made is None or not made.opens_with(secret):
        messages.info(request, REPLACED)
        return redirect("dashboards:change-feed", public_id)
    path = reverse("dashboards:changes-feed", args=[made.public_id, secret])
    context = {"address": settings.SITE_URL + path, "partnership": partnership}
    answer = render(request, "dashboards/change_feed_address.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def feed_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = own_partnership(request.user, public_id)
    if request.method == "POST":
        switch_feed_off(actor=request.user, partnership=partnership)  # type: ignore[arg-type]
        messages.success(request, OFF)
    return redirect("dashboards:change-feed", public_id)


@login_not_required
@require_safe
@conditional_page
def changes_feed(request: HttpRequest, feed_id: UUID, secret: str) -> HttpResponse:
    """For programs, which cannot sign in: no session is asked for, and no cookie set."""
    found = opened_feed(feed_id, secret)
    if found is None:
        raise Http404
    note_reading(found)
    content = feed.atom(found, timezone.localdate())
    headers = {"Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type=feed.TYPE, headers=headers)
