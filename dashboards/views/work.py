"""My work: home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import access
from agencies.models import Partnership
from dashboards.work import own_partnership, work_of


def my_work(request: HttpRequest) -> HttpResponse:
    """Home. `?partnership=` narrows it to one of the person's own."""
    today = timezone.localdate()
    chosen = _chosen(request)
    work = work_of(request.user, today, chosen)
    led = [m for m in access.held(request.user) if m.role == "agency_lead"]
    agencies = {m.agency_id: m.agency for m in led if chosen in (None, m.partnership)}
    context = {
        "work": work,
        "today": today,
        "partnership": chosen,
        "agencies": list(agencies.values()),
    }
    return render(request, "dashboards/my_work.html", context)


def _chosen(request: HttpRequest) -> Partnership | None:
    asked = request.GET.get("partnership", "")
    return own_partnership(request.user, asked) if asked else None
