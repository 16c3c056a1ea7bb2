"""The first page: what a person chose to begin with, else My work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dashboards.views.work import my_work
from recommendations.saved_views import start_address


def home(request: HttpRequest) -> HttpResponse:
    """My work is shown in place where nothing else was chosen; its own address is another."""
    if request.GET:  # My work narrowed to a partnership
        return my_work(request)
    start = start_address(request)
    if start.address:
        return redirect(start.address)
    if start.why:
        messages.info(request, f"{start.why}. My work is shown instead. Choose in “Your views”.")
    return my_work(request)
