"""Pages that belong to no room: health, help, what the law asks for, and what was not saved."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from scr_tracker import unsaved

GONE = "What you had typed was kept for an hour, and is no longer here."


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Database and cache answer too: for the proxy and for monitoring."""
    connection.ensure_connection()
    cache.set("ready", "yes", 5)
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name where no page of ours names the icon: for the admin."""
    return redirect(static("images/icon.svg"))


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


def unsaved_list(request: HttpRequest) -> HttpResponse:
    """After signing in: what was typed before, to be brought back to its form or discarded."""
    posts = unsaved.waiting(request)
    if posts:
        context = {"posts": posts, "alone": len(posts) == 1}
        return render(request, "pages/unsaved.html", context)
    if unsaved.leave(request):
        messages.info(request, GONE)
    return redirect("dashboards:my-work")


def unsaved_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    if str(public_id) not in {post.name for post in unsaved.waiting(request)}:
        raise Http404
    if request.method == "POST":
        unsaved.forget(request, str(public_id))
        messages.success(request, "Discarded. It was not saved.")
    return redirect("unsaved")
