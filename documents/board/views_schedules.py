"""Board packs that are made before each meeting of a forum: managers schedule and end them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies.models import Partnership
from agencies.views.pages import confirm_page, form_page
from documents.board import services
from documents.board.forms import BoardScheduleForm, ConfirmForm
from documents.board.permissions import may_end, may_schedule
from documents.models import BoardSchedule
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require


def board_schedule_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = get_visible(request, Partnership.objects.all(), public_id)
    require(may_schedule(request.user, partnership))
    form = BoardScheduleForm(request.POST or None, user=request.user, partnership=partnership)
    if form.is_valid():
        asked = {"actor": request.user, **form.asked()}
        if run(form, services.schedule_board_packs, **asked):
            messages.success(request, "A pack will be made before each meeting.")
            return redirect("documents:board-pack-list", partnership.public_id)
    title = "Have a pack made before each meeting"
    return form_page(
        request, partnership, form, title, _list_url(partnership), button="Schedule it"
    )


def board_schedule_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = BoardSchedule.objects.select_related("partnership", "forum")
    schedule = get_visible(request, rows, public_id)
    require(may_end(request.user, schedule))
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    asked = {"actor": request.user, "schedule": schedule}
    if form.is_valid() and run(form, services.end_board_schedule, **asked):
        messages.success(request, "No more packs are made by this schedule.")
        return redirect("documents:board-pack-list", schedule.partnership.public_id)
    return confirm_page(
        request,
        schedule.partnership,
        form,
        title=f"Make no more packs before meetings of {schedule.forum}?",
        back=_list_url(schedule.partnership),
        button="Make no more",
        consequences=["Packs that were made stay.", "You can schedule packs again."],
    )


def _list_url(partnership: Partnership) -> str:
    return reverse("documents:board-pack-list", args=[partnership.public_id])
