"""The page of an agency."""

from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.models import Agency
from dashboards.agency import About, agency_page
from dashboards.agency.about import partnerships_for
from dashboards.agency.load import HEADINGS, age_headings
from dashboards.scope import PeriodForm, year_of
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
    first, last = _period(form, as_at.today())
    about = About(request.user, agency, partnerships, as_at.today(), first, last)
    context = {
        "agency": agency,
        "about": about,
        "parts": agency_page(about),
        "headings": [heading for heading, _ in HEADINGS.values()],
        "ages": age_headings(),
        "form": form,
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
    }
    return render(request, "dashboards/agency_detail.html", context)


def _period(form: AgencyForm, today: date) -> tuple[date, date]:
    """What was asked for, as far as it is right; else the reporting year until today."""
    asked = form.cleaned_data if form.is_valid() else {}
    last = asked.get("period_to") or today
    return asked.get("period_from") or min(year_of(today), last), last
