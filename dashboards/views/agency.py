"""The page of an agency."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.models import Agency
from dashboards.agency import About, agency_page
from dashboards.agency.about import partnerships_for
from dashboards.agency.load import HEADINGS, age_headings
from dashboards.scope import PeriodForm, period_of
from recommendations.models import highest_marking
from scr_tracker import as_at


class AgencyForm(PeriodForm):
    period_from = forms.DateField(label="Period from")
    period_to = forms.DateField(label="Period to")


@as_at.readable
def agency_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One agency across its reviews; for its own lead, across partnerships."""
    agency = get_object_or_404(Agency, public_id=public_id)
    partnerships = partnerships_for(request.user, agency)
    if not partnerships:
        raise Http404
    form = AgencyForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    first, last = period_of(asked, as_at.today())
    about = About(request.user, agency, partnerships, as_at.today(), first, last)
    parts = agency_page(about)
    context = {
        "agency": agency,
        "about": about,
        "parts": parts,
        "marking": highest_marking(each for part in parts for each in part.load.markings),
        "headings": [heading for heading, _ in HEADINGS.values()],
        "ages": age_headings(),
        "form": form,
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
    }
    return render(request, "dashboards/agency_detail.html", context)
