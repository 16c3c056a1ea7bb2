"""Pages that belong to no room: health, help, and the statements that the law asks for."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")
