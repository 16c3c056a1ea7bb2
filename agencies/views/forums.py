"""The groups of a partnership that receive assurance."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import services
from agencies.forms import ConfirmForm, ForumEditForm, ForumForm
from agencies.models import Forum, Partnership
from agencies.tables import forum_table
from agencies.views.pages import confirm_page, form_page, managed
from scr_tracker import exports
from scr_tracker.flow import run


def forum_list(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed(request, partnership_id)
    rows = partnership.forums.order_by("-is_active", "name")
    if exports.wanted(request):
        return exports.send(request, forum_table(partnership, rows))
    return render(request, "agencies/forum_list.html", {"partnership": partnership, "rows": rows})


def forum_add(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = ForumForm(request.POST or None)
    if form.is_valid():
        values = {"actor": request.user, "partnership": partnership, **form.cleaned_data}
        forum = run(form, services.add_forum, **values)
        if forum:
            messages.success(request, f"{forum} is added and can now sign off recommendations.")
            return redirect("agencies:forum-list", partnership_id)
    return form_page(request, partnership, form, "Add a forum", _list_url(partnership))


def forum_edit(request: HttpRequest, partnership_id: UUID, forum_id: UUID) -> HttpResponse:
    partnership, forum = _of(request, partnership_id, forum_id)
    form = ForumEditForm(request.POST or None, initial=_as_read(forum))
    if form.is_valid():
        values = {"actor": request.user, "forum": forum, **form.cleaned_data}
        if run(form, services.edit_forum, **values):
            messages.success(request, "The forum is saved, and its name shows on every page.")
            return redirect("agencies:forum-list", partnership_id)
    return form_page(request, partnership, form, f"Change {forum}", _list_url(partnership))


def forum_end(request: HttpRequest, partnership_id: UUID, forum_id: UUID) -> HttpResponse:
    partnership, forum = _of(request, partnership_id, forum_id)
    return _set_active(
        request,
        partnership,
        forum,
        is_active=False,
        title=f"End {forum}?",
        button="End the forum",
        warning=True,
        consequences=[
            "It is no longer offered when a recommendation is added or signed off.",
            "What it signed off stays on record, and so do its meetings.",
            *(["It is no longer the partnership’s board."] if forum.is_board else []),
        ],
        done=f"{forum} has ended. Its sign-offs stay on record.",
    )


def forum_restore(request: HttpRequest, partnership_id: UUID, forum_id: UUID) -> HttpResponse:
    partnership, forum = _of(request, partnership_id, forum_id)
    return _set_active(
        request,
        partnership,
        forum,
        is_active=True,
        title=f"Restore {forum}?",
        button="Restore the forum",
        consequences=["It is offered again when a recommendation is added or signed off."],
        done=f"{forum} can sign off recommendations again.",
    )


def _set_active(
    request: HttpRequest,
    partnership: Partnership,
    forum: Forum,
    *,
    is_active: bool,
    done: str,
    **page: object,
) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {"actor": request.user, "forum": forum, "is_active": is_active}
        if run(form, services.set_forum_active, **values):
            messages.success(request, done)
            return redirect("agencies:forum-list", partnership.public_id)
    return confirm_page(request, partnership, form, back=_list_url(partnership), **page)  # type: ignore[arg-type]


def _of(request: HttpRequest, partnership_id: UUID, forum_id: UUID) -> tuple[Partnership, Forum]:
    partnership = managed(request, partnership_id)
    return partnership, get_object_or_404(partnership.forums.all(), public_id=forum_id)


def _list_url(partnership: Partnership) -> str:
    return reverse("agencies:forum-list", args=(partnership.public_id,))


def _as_read(forum: Forum) -> dict[str, object]:
    return {"name": forum.name, "is_board": forum.is_board, "version": forum.version}
