"""The bell page: what is new for the person who is signed in, whatever their roles."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recommendations.mentionable import names_for
from recommendations.models import Notice, highest_marking
from reminders import bell
from reminders.forms.notices import ReadForm
from reminders.tables import notice_table
from scr_tracker import exports
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require
from scr_tracker.words import counted

PAGE_SIZE = 30
UNREAD = "unread"


@require_safe
def notice_list(request: HttpRequest) -> HttpResponseBase:
    own, now = bell.visible_to(request.user), timezone.now().isoformat()
    is_narrowed = request.GET.get("show") == UNREAD
    rows = own.unread() if is_narrowed else own
    parents = ("partnership", "recommendation__review", "action")
    rows = rows.select_related(*parents).newest_first()
    if exports.wanted(request):
        table = notice_table(rows, request.user, is_narrowed=is_narrowed)
        return exports.send(request, table)
    page = page_of(request, rows, PAGE_SIZE)
    newest = own.unread().order_by("-pk").first()
    context = {
        "page": page,
        "entries": bell.entries(page.object_list, request.user),  # type: ignore[arg-type]
        "is_narrowed": is_narrowed,
        "unread": own.unread().count() if newest else 0,
        "read_form": newest and ReadForm(initial={"public_id": newest.public_id, "until": now}),
        "marking": highest_marking(each.recommendation.review.marking for each in page),
    }
    return render(request, "reminders/notice_list.html", context)


@require_safe
def notice_open(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Marks the notice read and goes to what it is about.

    A GET may do so because nothing is decided by it: it says no more than that the link was
    followed, the second time says nothing new, the notice stays on the page, and what happened
    stays with the thing. Nobody but its recipient, signed in, can do it.
    """
    notice = get_object_or_404(
        bell.visible_to(request.user).select_related("recommendation"), public_id=public_id
    )
    if request.method == "GET":
        bell.mark_read(Notice.objects.filter(pk=notice.pk))
    return redirect(bell.page_of(notice))


@require_safe
def notice_names(request: HttpRequest, about: str, public_id: UUID) -> HttpResponse:
    """Names to choose from after an @: of who may see the thing, for who may see it."""
    require(about in bell.MODELS)
    thing = get_visible(request, bell.MODELS[about].objects.all(), public_id)
    return JsonResponse({"names": names_for(request.user, thing)})


def notices_read(request: HttpRequest) -> HttpResponse:
    """All that were there when the page was read; what came since stays unread."""
    form = ReadForm(request.POST)
    if request.method == "POST" and form.is_valid():
        public_id, until = form.cleaned_data["public_id"], form.cleaned_data["until"]
        shown = Notice.objects.filter(recipient_id=request.user.pk, public_id=public_id)
        there = Q(pk__lte=Subquery(shown.values("pk")), recorded_at__lte=until)
        many = bell.mark_read(bell.visible_to(request.user).filter(there))
        messages.success(request, f"{counted(many, 'notification').capitalize()} marked as read.")
    return redirect("reminders:notice-list")
