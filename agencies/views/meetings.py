"""When the forums of a partnership meet: everybody who reads the whole of it sees the days."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import services
from agencies.forms import ConfirmForm
from agencies.forms_meetings import MeetingForm, MeetingsForm
from agencies.meetings import meetings_of, meetings_page, was_removed
from agencies.models import Meeting, Partnership
from agencies.permissions import may_manage, may_read_meetings
from agencies.tables import meeting_table
from agencies.views.pages import confirm_page, form_page, managed
from scr_tracker import exports
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require
from scr_tracker.words import counted, long_day


def meeting_list(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = get_visible(request, Partnership.objects.all(), partnership_id)
    require(may_read_meetings(request.user, partnership))
    if exports.wanted(request):
        rows = meetings_of(request.user, partnership).order_by("-held_on", "forum__name")
        return exports.send(request, meeting_table(partnership, rows, timezone.localdate()))
    context = {
        "partnership": partnership,
        "may_manage": may_manage(request.user, partnership),
        "meetings": meetings_page(request, partnership),
    }
    return render(request, "agencies/meeting_list.html", context)


def meeting_add(request: HttpRequest, partnership_id: UUID, forum_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    forum = get_object_or_404(partnership.forums.all(), public_id=forum_id)
    form = MeetingsForm(request.POST or None)
    if form.is_valid():
        values = {"actor": request.user, "forum": forum, **form.cleaned_data}
        if run(form, services.add_meetings, **values):
            said = counted(len(form.cleaned_data["days"]), "meeting")
            messages.success(request, f"{said} of {forum} added.")
            return redirect("agencies:meeting-list", partnership_id)
    title = f"Add meetings of {forum}"
    return form_page(request, partnership, form, title, _list_url(partnership))


def meeting_edit(request: HttpRequest, partnership_id: UUID, meeting_id: UUID) -> HttpResponse:
    partnership, meeting = _of(request, partnership_id, meeting_id)
    form = MeetingForm(request.POST or None, initial=_as_read(meeting))
    if form.is_valid():
        values = {"actor": request.user, "meeting": meeting, **form.cleaned_data}
        if run(form, services.edit_meeting, **values):
            messages.success(request, "The meeting is saved.")
            return redirect("agencies:meeting-list", partnership_id)
    title = f"Change the meeting of {meeting.forum}"
    return form_page(request, partnership, form, title, _list_url(partnership))


def meeting_remove(request: HttpRequest, partnership_id: UUID, meeting_id: UUID) -> HttpResponse:
    if request.method == "POST" and was_removed(managed(request, partnership_id), meeting_id):
        messages.info(request, "The meeting is removed.")  # pressed twice, or somebody was quicker
        return redirect("agencies:meeting-list", partnership_id)
    partnership, meeting = _of(request, partnership_id, meeting_id)
    posted = request.POST if request.method == "POST" else None
    form = ConfirmForm(posted, initial={"version": meeting.version})
    day = long_day(meeting.held_on)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        values = {"actor": request.user, "meeting": meeting, "version": version}
        if run(form, services.remove_meeting, **values):
            messages.success(request, f"The meeting of {meeting.forum} on {day} is removed.")
            return redirect("agencies:meeting-list", partnership_id)
    return confirm_page(
        request,
        partnership,
        form,
        title=f"Remove the meeting of {meeting.forum} on {day}?",
        back=_list_url(partnership),
        button="Remove the meeting",
        warning=True,
        consequences=[
            "Do this where the day was wrong. It goes from the list.",
            "Sign-offs keep the day that was recorded with them.",
        ],
    )


def _of(
    request: HttpRequest, partnership_id: UUID, meeting_id: UUID
) -> tuple[Partnership, Meeting]:
    partnership = managed(request, partnership_id)
    rows = Meeting.objects.filter(forum__partnership=partnership).select_related("forum")
    return partnership, get_object_or_404(rows, public_id=meeting_id)


def _list_url(partnership: Partnership) -> str:
    return reverse("agencies:meeting-list", args=(partnership.public_id,))


def _as_read(meeting: Meeting) -> dict[str, object]:
    return {"held_on": meeting.held_on, "title": meeting.title, "version": meeting.version}
