"""Views that people keep: save, list, open, change, share, begin with one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agencies import current
from agencies.access import WHOLE_PARTNERSHIP
from agencies.forms import ConfirmForm
from agencies.models import Partnership
from recommendations import permissions, saved_pages, services
from recommendations.forms import EditViewForm, SaveViewForm
from recommendations.models import SavedView
from recommendations.saved_views import start_of, view_rows, was_deleted
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require

WITH_OWNER = SavedView.objects.select_related("owner", "shared_with")


def view_list(request: HttpRequest) -> HttpResponse:
    start = start_of(request.user)
    context = {
        "rows": view_rows(request.user, WITH_OWNER, start),
        "start": start and start.view,
        "pages": saved_pages.PAGES.values(),
    }
    return render(request, "recommendations/view_list.html", context)


def view_add(request: HttpRequest) -> HttpResponse:
    """`?page=`, `place` and `query` name what is kept: the page, its partnership, its filter."""
    page = saved_pages.PAGES.get(request.GET.get("page", "actions"))
    if page is None:
        raise Http404
    place = _uuid(request.GET.get("place", ""))
    form = SaveViewForm(request.POST or None, partnerships=_sharable(request, place))
    try:
        kept = saved_pages.kept(request, page.key, place, request.GET.get("query", ""))
    except saved_pages.Refused as why:
        messages.warning(request, f"This view cannot be saved. {why}.")
        return redirect("recommendations:view-list")
    back = f"{page.address(place)}?{kept.query}".removesuffix("?")
    if request.method == "POST" and form.is_valid():
        what = {"page": page.key, "place": place, "query": kept.query}
        view = run(form, services.save_view, actor=request.user, **what, **form.values())
        if view:
            messages.success(request, f"“{view}” is saved. You find it under Your views.")
            return redirect(back)
    context = {"form": form, "page": page, "said": kept.said, "back": back}
    return render(request, "recommendations/view_add.html", context)


def view_open(request: HttpRequest, public_id: UUID) -> HttpResponse:
    view = get_visible(request, SavedView.objects.all(), public_id)
    try:
        return redirect(saved_pages.address(request, view.page, view.place, view.query))
    except saved_pages.Refused as why:
        messages.warning(request, f"“{view}” cannot be opened. {why}.")
        return redirect("recommendations:view-list")


def view_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    view = get_visible(request, WITH_OWNER, public_id)
    require(permissions.may_change_view(request.user, view))
    partnerships = _sharable(request, view.place, view.shared_with)
    shared = str(view.shared_with.public_id) if view.shared_with else ""
    initial = {"name": view.name, "version": view.version, "shared_with": shared}
    form = EditViewForm(request.POST or None, partnerships=partnerships, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"version": 0, **form.values(with_version=True), "view": view}
        if run(form, services.edit_view, actor=request.user, **values):
            messages.success(request, "The view is saved.")
            return redirect("recommendations:view-list")
    return render(request, "recommendations/view_edit.html", {"form": form, "view": view})


def view_delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    if request.method == "POST" and was_deleted(request.user, public_id):  # pressed twice
        return redirect("recommendations:view-list")
    view = get_visible(request, WITH_OWNER, public_id)
    require(permissions.may_change_view(request.user, view))
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    is_sure = request.method == "POST" and form.is_valid()
    if is_sure and run(form, services.delete_view, actor=request.user, view=view):
        messages.success(request, f"“{view}” is deleted.")
        return redirect("recommendations:view-list")
    return render(request, "recommendations/view_delete.html", {"form": form, "view": view})


def view_unshare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    view = get_visible(request, WITH_OWNER, public_id)
    require(permissions.may_unshare_view(request.user, view))
    if request.method == "POST":
        services.unshare_view(actor=request.user, view=view)  # type: ignore[arg-type]
        messages.success(request, f"“{view}” is not shared any more. {view.owner} keeps it.")
    return redirect("recommendations:view-list")


def view_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin with this view from now on; with `stop` in the post, with My work again."""
    view = get_visible(request, SavedView.objects.all(), public_id)
    if request.method == "POST":
        stops = "stop" in request.POST
        services.start_with(actor=request.user, view=None if stops else view)  # type: ignore[arg-type]
        said = "My work" if stops else f"“{view}”"
        messages.success(request, f"{said} opens first from now on.")
    return redirect("recommendations:view-list")


def _sharable(
    request: HttpRequest, place: UUID | None, shared: Partnership | None = None
) -> list[Partnership]:
    """With which partnerships the person may share a view; one of a partnership with that alone."""
    held = current.held_partnerships(request, *WHOLE_PARTNERSHIP)
    found = [each for each in held if place in (None, each.public_id)]
    return [*found, *([shared] if shared and shared not in found else [])]


def _uuid(text: str) -> Any:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
